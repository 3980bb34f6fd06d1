"""A project is a result of its own: what its dossiers ask, were awarded and are proposed, and what is unsure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from relance_rules import Rules
from relance_rules.batch.kept import Kept
from relance_rules.batch.projects import MAX_DOUBTS, Project, Projects, members_of
from relance_rules.batch.summary import Summary
from relance_rules.checking.projects import Sharing, Step, count_in, filing_of, steps_in_order
from relance_rules.dossiers.handling import Decision
from relance_rules.dossiers.reading import document_from
from relance_rules.values import Money
from rule_sets import Data, MakeTrial, Trial, funding, item

from .conftest import Render
from .helpers import LIMITED, batch, dossier, plain, texts, write_lines, written
from .outputs.test_xlsx import sheets

Stated = tuple[Data, Decision | None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial(tmp_path_factory.mktemp("rules") / "once", LIMITED)


def summary_of(rules: Rules, *dossiers: Stated) -> Summary:
    """What the projects of some dossiers come to, each found at its place."""
    kept, sharing = Kept(), Sharing(rules)
    for place, (data, decision) in enumerate(dossiers):
        document = document_from(data)
        placed = sharing.of((0, 0, place), document)
        assert placed is not None
        facts = type(placed.dossier)(placed.dossier.facts, f"lot:{place}")
        placed = placed._replace(dossier=facts, decision=decision)
        count_in(placed, rules, kept.ledger)
        kept.share(placed, filing_of(placed, rules.plan.roles))

    def steps() -> Iterator[Step]:
        for step in steps_in_order(kept.sharing(), rules, kept.ledger):
            for key, member in members_of(step, rules):
                kept.enlist(key, member)
            yield step

    kept.know(steps())
    summary = Summary(rules.plan)
    summary.projects = Projects(kept.count_projects, kept.projects)
    return summary


def project(rules: Rules, *dossiers: Stated) -> Project:
    (found,) = summary_of(rules, *dossiers).projects.listed()
    return found


def of(reference: str | None, filed: str, cost: str = "40 k€", stated: Any = 0, **more: Any) -> Data:
    money = {"subvention_demandee": "90 k€", "subventions_anterieures": stated}
    project = {"cout_total_ttc": cost, **more.pop("projet", {})}
    return dossier(reference, depose_le=filed, financement=money, projet=project, **more)


def awarded(amount: int | None) -> Decision:
    return Decision("awarded", None if amount is None else Money(amount * 100))


def units(*amounts: Money | None) -> list[int | None]:
    return [None if amount is None else amount // 100 for amount in amounts]


def test_its_dossiers_are_in_order_and_its_amounts_are_apart(made: Trial) -> None:
    found = project(
        made.rules,
        (of("D", "2021-03-01", "80 k€", stated=50_000), None),
        (of("A", "2021-02-01", projet={"reference": "p–1."}), awarded(20_000)),
        (of("B", "2021-02-02"), Decision("refused", Money(7_00))),
        (of("C", "2021-02-03"), None),
    )
    members = list(found.members())
    assert [each.reference for each in members] == ["A", "B", "C", "D"]
    assert [each.origin for each in members] == ["lot:1", "lot:2", "lot:3", "lot:0"]
    assert units(*(each.counted for each in members)) == [20_000, 0, 30_000, 50_000]
    assert texts(each.words for each in members) == ["accordé", "refusé", "prêt", "prêt"]
    assert (found.name, found.theme, found.scope, found.count, found.settled) == ("p–1.", "ESSAI", "project", 4, True)
    assert units(found.requested, found.stated, found.decided, found.proposed) == [360_000, 50_000, 20_000, 80_000]
    assert units(found.limit, found.used, found.left, found.exceeded_by) == [100_000, 100_000, 0, None]
    assert [text.split(" de subv")[0] for text in texts(found.unsure)] == ["C indique 0,00 €"]


@pytest.mark.parametrize(("decided", "left", "over"), [(99_999_99, 1, None), (100_000_00, 0, None), (100_000_01, 0, 1)])
def test_a_ceiling_that_what_is_decided_exceeds_is_said_to_the_cent(
    made: Trial, decided: int, left: int, over: int | None
) -> None:
    found = project(made.rules, (of("A", "2021-02-01"), Decision("awarded", Money(decided))))
    assert (found.left, found.exceeded_by) == (Money(left), None if over is None else Money(over))
    said = "plafond du projet dépassé de 0,01 € : 100 000,01 € décidés, pour 100 000,00 €"
    assert texts(found.unsure) == ([] if over is None else [said])


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ((of("A", "2021-02-01", "80 k€"), awarded(None)), "A (lot:0) est accordé sans que son montant soit dit"),
        ((of("A", "2021-02-01", "1,200"), None), "A (lot:0) est en erreur : ce qu’il peut recevoir n’est pas tranché"),
        (
            (of("A", "2021-02-01", depenses=[{"montant_ttc": "1 €", "titre": 3}]), None),
            "A (lot:0) est en erreur : ce qu’il peut recevoir n’est pas tranché",
        ),
        ((of(None, "2021-02-01", ""), None), "lot:0 (lot:0) n’a pas de montant calculé : il lui manque des réponses"),
    ],
)
def test_what_leaves_it_open_is_said_and_nothing_is_promised_of_what_is_left(
    made: Trial, first: Stated, said: str
) -> None:
    found = project(made.rules, first, (of("B", "2021-02-02"), None))
    assert texts(found.unsure) == [said]
    assert (found.settled, found.left, found.proposed) == (False, None, 0)
    assert [each.counted for each in found.members()] == [None, None]


def test_awards_alone_are_settled_once_their_amounts_are_said(made: Trial) -> None:
    data = of("A", "2021-02-01")
    for amount, settled, left in ((None, False, None), (40_000, True, 60_000)):
        found = project(made.rules, (data, awarded(amount)))
        assert (found.settled, units(found.left)) == (settled, [left])


def test_an_undetermined_dossier_leaves_it_open(made: Trial) -> None:
    undated = {**of("A", "2021-02-01"), "depose_le": None}
    assert texts(project(made.rules, (undated, None)).unsure) == [
        "A (lot:0) est indéterminé : ce qu’il peut recevoir n’est pas tranché"
    ]


def test_an_award_counts_once_and_a_copy_that_does_not_say_it_for_nothing(made: Trial) -> None:
    data = of("A", "2021-02-01")
    found = project(made.rules, (data, awarded(20_000)), ({**data, "reference": " a"}, awarded(30_000)), (data, None))
    assert units(found.decided, found.proposed, found.requested) == [30_000, 0, 180_000]
    assert texts(found.unsure) == ["A (lot:2) est déjà décidé par ailleurs : il n’est compté qu’une fois"]


def test_more_stated_than_known_is_said_with_what_it_would_come_to(made: Trial) -> None:
    found = project(made.rules, (of("A", "2021-02-01", "80 k€"), None), (of("B", "2021-02-02", stated=90_000), None))
    assert units(found.proposed, found.beyond, found.left) == [70_000, 30_000, 30_000]
    assert texts(found.unsure) == [
        "B indique 90 000,00 € de subventions antérieures, et ce lot en connaît 60 000,00 € : 30 000,00 € viendraient "
        "de dossiers que ce lot n’a pas, et ne sont retenus que pour lui"
    ]
    beyond = "si les 10 000,01 € indiqués en plus sont exacts, le plafond est dépassé de 0,01 €"
    for stated, over in (("100 k€", []), ("100 000,01 €", [beyond])):
        found = project(
            made.rules, (of("A", "2021-02-01", "120 k€"), None), (of("B", "2021-02-02", stated=stated), None)
        )
        assert texts(found.unsure)[:-1] == over


def test_projects_are_those_of_each_theme_in_the_order_of_their_numbers(trial: MakeTrial) -> None:
    yearly = [item("projet", amount="100 k€", per="project"), item("annee", amount="150 k€", per="annee")]
    rules = trial(funding=funding(ceilings=yearly)).rules
    named = [dossier(str(n), projet={"reference": f"P-{n}", "nom": "Nord"}) for n in (10, 9, 100)]
    found = list(summary_of(rules, *((each, None) for each in named)).projects.listed())
    assert [(each.scope, each.written, each.count, units(each.limit)) for each in found] == [
        ("annee", ("Nord", "2021"), 3, [150_000]),
        ("project", ("P-9",), 1, [100_000]),
        ("project", ("P-10",), 1, [100_000]),
        ("project", ("P-100",), 1, [100_000]),
    ]


def test_doubts_are_counted_past_those_that_are_listed(made: Trial) -> None:
    found = project(made.rules, *((of(str(n), "2021-02-01", "1,200"), None) for n in range(MAX_DOUBTS + 3)))
    doubts = texts(found.unsure)
    assert (len(doubts), doubts[-1], len(set(doubts))) == (MAX_DOUBTS + 1, "… et 3 de plus", MAX_DOUBTS + 1)


# ---- as outputs show them


@pytest.fixture(scope="module")
def shown(made: Trial) -> Summary:
    return summary_of(
        made.rules,
        (of("A", "2021-02-01", "120 k€"), awarded(130_000)),
        (of("B", "2021-02-02"), None),
        (of("C", "2021-02-02", "1,200", projet={"reference": "<b>"}), None),
        (of("D", "2021-02-02", projet={"reference": "P-3"}), None),
    )


def test_in_text(shown: Summary, tmp_path: Path) -> None:
    found = plain(written("text", [], shown, tmp_path))
    assert found[found.index("Projets") :].splitlines() == [
        "Projets : 3",
        "  • P-1 (ESSAI), dossiers : 2 ; demandé : 180 000,00 € ; décidé : 130 000,00 € ;",
        "    proposé : 0,00 € ; PLAFOND DÉPASSÉ DE 30 000,00 € : 130 000,00 € sur",
        "    100 000,00 €",
        "    – A, déposé : 1er février 2021, accordé : 130 000,00 € (lot:0)",
        "    – B, déposé : 2 février 2021, à compléter : demandé : 90 000,00 €, proposé :",
        "      0,00 € (lot:1)",
        "    ? plafond du projet dépassé de 30 000,00 € : 130 000,00 € décidés, pour",
        "      100 000,00 €",
        "    ? B indique 0,00 € de subventions antérieures, et ce lot en connaît",
        "      130 000,00 €, qui sont retenus : 130 000,00 € d’écart",
        "  • autres projets : 2 (un fichier, --out, les donne tous)",
    ]


@pytest.mark.parametrize("decision", [None, Decision("refused"), awarded(None)])
def test_no_amount_is_decided_that_nobody_stated(made: Trial, decision: Decision | None, tmp_path: Path) -> None:
    summary = summary_of(made.rules, (of("A", "2021-02-01"), decision), (of("B", "2021-02-02"), None))
    text = plain(written("text", [], summary, tmp_path))
    assert "décidé :" not in text[text.index("Projets :") :]
    (found,) = json.loads(written("json", [], summary, tmp_path))["projects"]
    assert found["decided"] is None
    assert sheets(written("xlsx", [], summary, tmp_path))["Projets"][1][5] == ""


def test_in_json(shown: Summary, tmp_path: Path) -> None:
    found = json.loads(written("json", [], shown, tmp_path))["projects"]
    assert [each["key"] for each in found] == [["<b>"], ["P-1"], ["P-3"]]
    of_two = found[1]
    assert of_two["dossiers"][0] == {
        "dossier": "lot:0", "reference": "A", "filed_on": "2021-02-01", "status": None, "decision": "awarded",
        "requested": "90000.00", "stated": "0.00", "granted": "130000.00",
    }  # fmt: skip
    assert (of_two["exceeded_by"], of_two["left"], found[0]["left"]) == ("30000.00", "0.00", None)
    assert json.loads(written("json", [], Summary(shown.plan), tmp_path))["projects"] == []


def test_in_a_workbook(shown: Summary, tmp_path: Path) -> None:
    found = sheets(written("xlsx", [], shown, tmp_path))
    header, first, second, third = found["Projets"]
    assert header[:3] == ["Projet", "Thème", "Dossiers"]
    assert [line[0] for line in (first, second, third)] == ["<b>", "P-1", "P-3"]
    assert second[2:11] == [2, 180_000, 0, 130_000, 0, 100_000, 130_000, 0, 30_000]
    assert first[9] == third[10] == ""
    _, *dossiers = found["Dossiers des projets"]
    assert [(line[0], line[2], line[4]) for line in dossiers] == [
        ("<b>", "C", "en erreur"),
        ("P-1", "A", "accordé"),
        ("P-1", "B", "à compléter"),
        ("P-3", "D", "prêt"),
    ]
    assert not {"Projets", "Dossiers des projets"} & sheets(written("xlsx", [], Summary(shown.plan), tmp_path)).keys()


def test_in_a_page(shown: Summary, tmp_path: Path) -> None:
    found = plain(written("html", [], shown, tmp_path))
    # A project of which its only dossier says everything has no place of its own: there may be hundreds.
    assert found.count('<article aria-labelledby="p-') == 2
    assert "<p>d’un seul dossier chacun, sans rien d’incertain : 1</p>" in found
    assert "P-3 · ESSAI" not in found
    assert "&lt;b&gt; · ESSAI" in found
    assert found.count("<details open><summary>Dossiers du projet") == 1
    assert found.count("<details><summary>Dossiers du projet") == 1
    assert found.index('id="table"') < found.index('id="projects"') < found.index('id="details"')
    assert 'P-1 · ESSAI <span class="over">plafond dépassé</span>' in found
    assert "<li>plafond du projet dépassé de 30 000,00 €" in found
    assert '<section aria-labelledby="projects">' not in written("html", [], Summary(shown.plan), tmp_path)


def test_a_batch_lists_its_projects_with_the_places_of_their_dossiers(made: Trial, tmp_path: Path) -> None:
    lines = [of("A", "2021-02-01"), of("B", "2021-02-02", "1,200"), of("C", "2021-02-03")]
    found, summary = batch(made.rules, write_lines(tmp_path / "lot.ndjson", lines))
    (only,) = summary.projects.listed()
    assert [each.origin for each in only.members()] == [f"{tmp_path / 'lot.ndjson'}:{n}" for n in (1, 2, 3)]
    assert [each.grant for each in found] == [Money(30_000_00), None, None]
    assert summary.projects.number() == 1


def test_a_project_names_the_others_that_it_may_be(made: Trial, tmp_path: Path) -> None:
    lines = [of(n, "2021-02-01", projet={"reference": each, "nom": n}) for n, each in zip("ABC", "789", strict=True)]
    lines += [of("D", "2021-02-01", projet={"reference": "007"}), of("E", "2021-02-01", projet={"reference": "7 ."})]
    _, summary = batch(made.rules, write_lines(tmp_path / "lot.ndjson", lines))
    said = {project.name: texts(project.unsure) for project in summary.projects.listed() if project.near}
    path = tmp_path / "lot.ndjson"
    assert {name: texts[0] for name, texts in said.items()} == {
        "7": f"« 007 » ({path}:4) est une référence proche : est-ce le même projet ?",
        "007": f"« 7 » ({path}:1) est une référence proche : est-ce le même projet ?",
    }


def test_nothing_that_attacks_reaches_the_page(attacked: Render) -> None:
    page = attacked("html")
    assert "<script>document" not in page
    assert "<img" not in page
