"""Notices of a rule set: their places are filled by facts, and by steps of the funding split."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
import yaml

from relance_rules import Money, Text, load_rules
from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import Report
from relance_rules.dossiers.reading import dossier_from
from relance_rules.plan.nodes import Const
from relance_rules.plan.ruleset import Notice
from relance_rules.values import Message

RULES = load_rules()
READY = Path(__file__).resolve().parents[2] / "examples" / "dossiers" / "SNAP1" / "pret.yaml"
PLACES = ("total", "base", "grant", "share", "reference", "depose_le")


def told(*without: str) -> tuple[Report, dict[str, object]]:
    """The report of a ready dossier without some facts, and what fills the places of a notice there."""
    stated = yaml.load(READY.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    theme, dossier = dossier_from({key: value for key, value in stated.items() if key not in without}, RULES)
    asks = Notice(id="places", text=Text({"fr": " ".join(f"{{{place}}}" for place in PLACES)}))
    report = check_dossier(RULES.plan, replace(theme, notices=(asks,)), dossier)
    message = report.notices[-1].message
    assert isinstance(message, Message)
    return report, dict(message.values)


def test_the_places_of_a_notice_are_facts_and_steps_of_the_funding_split() -> None:
    report, values = told()
    funding = report.funding
    assert [values[step] for step in ("total", "base", "grant", "share")] == [
        funding.total_cost,
        funding.base,
        funding.grant,
        funding.applicant_share,
    ]
    assert funding.grant != funding.applicant_share
    assert all(isinstance(values[step], Money) for step in ("total", "base", "grant", "share"))
    assert (values["reference"], values["depose_le"]) == (report.reference, report.facts["depose_le"])


def test_what_is_not_known_is_to_be_determined() -> None:
    _, values = told("reference", "depenses", "projet")
    unknown = Message("à déterminer")
    assert values["reference"] == unknown
    assert [values[step] for step in ("total", "base", "grant", "share")] == [unknown] * 4


@pytest.mark.parametrize(
    ("makes", "holds", "status"),
    [
        ("nothing", True, "ready"),
        ("incomplete", True, "incomplete"),
        ("incomplete", False, "ready"),
        ("incomplete", None, "incomplete"),
        ("error", True, "error"),
        ("error", False, "ready"),
        ("error", None, "error"),
    ],
)
def test_what_a_notice_makes_of_a_dossier_that_is_ready(
    makes: Literal["nothing", "incomplete", "error"], holds: bool | None, status: str
) -> None:
    stated = yaml.load(READY.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    theme, dossier = dossier_from(stated, RULES)
    when = None if holds is None else Const("truth", holds)
    made = replace(theme, notices=(Notice(id="avis", text=Text({"fr": "Un avis"}), when=when, makes=makes),))
    report = check_dossier(RULES.plan, made, dossier)
    assert (report.status, report.verdict) == (status, "eligible")
    assert ("SNAP1.avis" in [notice.id for notice in report.notices]) is (holds is not False)
