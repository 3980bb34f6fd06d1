"""What is printed of a dossier as soon as it is read, and told the rest later, is what waiting prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relance_rules.batch import outputs, reads
from relance_rules.batch.inputs import Inputs
from relance_rules.batch.outputs import format_names
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.worker import BatchSettings, Worker
from relance_rules.localization import LanguageCode
from rule_sets import Data, MakeTrial, Trial, funding

from ..helpers import ATTACKS, LIMITED, dossier, write_lines

AT_ONCE = ["csv", "text", "totals"]
ALONE: Data = {**LIMITED, "funding": funding()}
"""The parts of a theme whose dossiers share nothing."""
OWNER = [{"nom": "Direction A", "siret": "13002526500013"}]


def twins(text: str) -> list[Data]:
    """Dossiers of which the others tell something: the same project, a reference given twice, a copy."""
    named: list[Data] = [dossier(f"{text}{n}", projet={"nom": text}, porteurs=OWNER) for n in range(6)]
    twice = dossier(f"{text}0", projet={"nom": text, "cout_total_ttc": "1,200"}, porteurs=OWNER)
    lines = [{"libelle": text, "montant_ttc": "40 k€", "titre": 3}]
    others: list[Data] = [
        # One says nothing else, two that they name no project, where that counts.
        dossier(f"{text}6", projet={"nom": text}, porteurs=OWNER, depenses=lines),
        dossier(f"{text}7", projet={"nom": text, "reference": None}, porteurs=OWNER),
        dossier(f"{text}8", projet={"nom": text, "reference": None}, porteurs=OWNER),
        dossier(f"{text}0", depose_le="2020-12-31", porteurs=OWNER),
    ]
    return [*named, twice, named[5], *others]


def printed(trial: Trial, path: Path, names: list[str], language: LanguageCode = "fr") -> list[tuple[str, Any]]:
    """The status of each dossier, and what the first outputs print of it."""
    settings = BatchSettings(
        trial.rules.directory, language, printers=tuple(f"{outputs.__name__}.{name}" for name in names)
    )
    return [(each.status, each.parts[: len(AT_ONCE)]) for each in Batch(Inputs((path,)), settings).printed()]


@pytest.mark.parametrize(("language", "parts"), [("fr", ALONE), ("en", LIMITED)], ids=["alone", "sharing"])
def test_what_is_told_later_is_printed_as_if_it_was_known(
    trial: MakeTrial, tmp_path: Path, language: LanguageCode, parts: Data
) -> None:
    made = trial(**parts)
    texts = ["Essai", *ATTACKS.values()]
    path = write_lines(tmp_path / "lot.ndjson", [each for text in texts for each in twins(text)])
    told = printed(made, path, AT_ONCE, language)
    assert told == printed(made, path, [*AT_ONCE, "html"], language)
    # All but the copies, each with a note of the others.
    assert len(told) == 11 * len(texts)
    notes = "même projet" if language == "fr" else "same project"
    assert sum(any(notes in text for text in csv) for _, (csv, *_others) in told) > 5 * len(texts)


def test_the_outputs_that_can_be_told_later_say_so() -> None:
    modules = {name: __import__(f"{outputs.__name__}.{name}", fromlist=[name]) for name in format_names()}
    assert [name for name, module in modules.items() if hasattr(module, "teller")] == AT_ONCE


@pytest.mark.parametrize("names", [["csv"], ["csv", "html"]])
@pytest.mark.parametrize("parts", [ALONE, LIMITED], ids=["alone", "sharing"])
def test_a_dossier_is_read_once_and_only_what_waits_is_checked_after_the_others(
    trial: MakeTrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], parts: Data
) -> None:
    made = trial(**parts)
    path = write_lines(tmp_path / "lot.ndjson", [dossier("A"), dossier("B"), dossier("C", depose_le="demain")])
    seen: list[str] = []

    def noted(name: str, function: Any) -> Any:
        def call(*given: Any) -> Any:
            seen.append(name)
            return function(*given)

        return call

    monkeypatch.setattr(reads, "dossier_of", noted("read", reads.dossier_of))
    monkeypatch.setattr(Worker, "_submission", noted("check", Worker._submission))
    monkeypatch.setattr(Worker, "check", noted("rest", Worker.check))
    assert [status == "error" for status, _ in printed(made, path, names)] == [False, False, True]
    assert seen.count("read") == seen.count("check") == 3
    assert seen[seen.index("rest") :].count("check") == {
        ("csv", False): 0, ("html", False): 3, ("csv", True): 2, ("html", True): 3,
    }[names[-1], parts is LIMITED]  # fmt: skip
