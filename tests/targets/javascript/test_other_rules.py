"""Rule sets of shapes that no shipped theme and no random one has are checked alike."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conformance.script import Question, data_of, differences, in_node, write_script
from random_rules import coarser, full_facts, holes, without
from relance_rules import RelanceError, Rules
from relance_rules.checking.varying import asked_paths
from relance_rules.dossiers.reading import dossier_from
from relance_rules.localization import LANGUAGES, localization
from relance_rules.showing.template import dossier_template
from rule_sets import DEFINITIONS, MANIFEST, VOCABULARY, MakeTrial, both, condition, fact, funding, item, size, window
from targets.javascript.node import asked
from targets.javascript.test_curve import Ask, same
from targets.javascript.test_guide import FIT, NEXT, fit, following

Data = dict[str, Any]

ARTICLE = {"document": "reglement", "article": "3"}
USEFUL = {"fact": "projet.utile", "is": "true"}
LENT = {"fact": "projet.pret", "is": "true"}
ANY = [{"fact": path, "is": "true"} for path in ("projet.utile", "projet.pret")]


def manifest(**more: Any) -> Data:
    return {**copy.deepcopy(MANIFEST), **more}


def notice(name: str, makes: str, **more: Any) -> Data:
    return {"id": name, "text": both(f"Avis {name}"), "makes": makes, "source": ARTICLE, **more}


SETS: dict[str, Data] = {
    "nothing is granted": {"funding": None, "size": None, "windows": None, "envelope": None},
    "ways in that grant nothing": {
        "funding": None,
        "eligibility": [condition("voie", {"fact": "modalite", "is": "guichet"}), condition("utile", USEFUL)],
    },
    "ways in that no dossier has": {
        "eligibility": [condition("voie", {"fact": "modalite", "is": "guichet"}), condition("utile", USEFUL)],
    },
    "notices that change the status": {
        "notices": [
            notice("complet", "incomplete", when=USEFUL),
            notice("faux", "error", when={"all": ANY}),
            notice("rien", "nothing", **{"for": ["ready"]}),
        ]
    },
    "passages of another document": {
        "eligibility": [condition("utile", USEFUL, source=ARTICLE)],
        "commitments": [item("promis", source=ARTICLE)],
    },
    "periods with an end, each for some": {
        "windows": [
            window("premier", "2021-01-04", "2021-01-31", when=USEFUL),
            window("second", "2021-03-01", "2021-12-31", when=LENT),
        ]
    },
    "many ways to meet a condition": {
        "eligibility": [
            condition(
                "une",
                {"any": [*ANY, *({"fact": f"projet.{name}", "at_least": "1"} for name in ("mois", "note")),
                         {"fact": "projet.part", "at_least": "1 %"}, {"fact": "projet.pays", "is": "FR"}]},
            )
        ]
    },
    "no role but the theme": {
        "manifest": {"roles": {"theme": "theme"}, "scopes": {}},
        "funding": None, "size": None, "windows": None, "envelope": None, "commitments": None,
        "kind": None,
    },
    "limits of days, decimals and numbers": {
        "vocabulary": {
            **VOCABULARY,
            "projet.debut": fact("date", min="2020-01-01", max="2022-12-31", hint=both("Une indication")),
            "projet.note": fact("decimal", min="0,5", max="20"),
            "projet.mois": fact("integer", min="1", max="600", subject="temps"),
        },
        "manifest": {"subjects": {"temps": both("Le temps")}},
        "eligibility": [
            condition("debut", {"fact": "projet.debut", "after": "2019-12-31"}),
            condition("fin", {"fact": "projet.debut", "before": "2022-06-30"}),
            condition("note", {"fact": "projet.note", "at_least": "0,5"}),
            condition("mois", {"fact": "projet.mois", "at_most": "600"}),
        ],
        "funding": funding(amount={"product": ["10 EUR", "projet.mois"]}, base="projet.cout_total_ttc"),
        "windows": None,
    },
    "ways in, and no size": {
        "kind": ["guichet", "appel"], "size": None,
        "eligibility": [condition("voie", {"fact": "modalite", "is": "guichet"}), condition("utile", USEFUL)],
    },
    "ways in that grant nothing or less": {
        "kind": ["guichet", "appel"], "funding": None,
        "eligibility": [condition("voie", {"fact": "modalite", "is": "guichet"}), condition("utile", USEFUL)],
    },
    "ways in, and amounts that may be below nought": {
        "kind": ["guichet", "appel"],
        "funding": funding(
            amount={"subtract": [{"least": ["projet.contrepartie", "100 EUR"]}, "projet.cout_total_ttc"]},
            base="projet.cout_total_ttc",
        ),
    },
    "sizes of products": {
        "vocabulary": {**VOCABULARY, "projet.note": fact("decimal", min="1", max="20")},
        "size": size(
            {"at_least": "10", "failure": both("Trop petit")},
            of={"product": ["projet.mois", "projet.mois", "projet.note"]},
        ),
    },
    "sizes that may be less than nothing": {
        "size": size({"at_most": "10 EUR"}, of={"subtract": ["projet.contrepartie", "projet.cout_total_ttc"]}),
    },
    "four ways, four items, nobody to ask": {
        "owner": None,
        "eligibility": [
            condition("voies", {"any": [*ANY, {"fact": "projet.mois", "at_least": "1"}, "projet.note_haute"]}),
            condition("porteurs", {"every": "porteurs", "satisfies": {"fact": "categorie", "is": "locale"}}),
        ],
        "definitions": {
            "derived": {
                **DEFINITIONS["derived"],
                "projet.note_haute": {
                    "type": "boolean", "label": both("Note haute"), "value": {"fact": "projet.note", "at_least": "1"},
                },
            }
        },
        "commitments": {"unknown": both("La liste est perdue.")},
    },
    "lines without a label": {
        "manifest": {
            "roles": {
                **MANIFEST["roles"], "lines": {"list": "depenses", "amount": "montant_ttc"}, "reference": None,
            },
        },
        "funding": funding(exclude=[item("ancien", when={"fact": "annee", "less_than": "2021"})], rate="50 %"),
    },
    "a rate of what varies": {
        "eligibility": [condition("taux", {"fact": "projet.contrepartie", "less_than": "projet.cout_total_ttc"})],
        "funding": funding(
            amount=[
                {"when": {"fact": "projet.cout_total_ttc", "less_than": "20 EUR"},
                 "is": {"product": ["projet.cout_total_ttc", "50 %"]}},
                {"is": {
                    "product": [
                        "100 EUR",
                        {"quotient": ["projet.contrepartie", "projet.cout_total_ttc"],
                         "rounded": {"to": "0,01 %", "way": "down"}, "if_zero": "0 %"},
                    ],
                }},
            ],
            base="projet.cout_total_ttc",
        ),
    },
    "brackets that go up, then a step": {
        "eligibility": [
            condition(
                "mois",
                {"fact": "projet.mois", "at_least": "3"},
                when={"fact": "projet.cout_total_ttc", "more_than": "50 EUR"},
            ),
        ],
        "funding": funding(
            {"up_to": "10 EUR", "rate": "10 %"}, {"up_to": "100 EUR", "rate": "80 %"}, {"rate": "20 %"},
            ceilings=[item("plafond", amount="60 EUR")],
        ),
    },
    "what goes up and down": {
        "eligibility": [
            condition(
                "note",
                {
                    "product": [{"subtract": ["projet.note", "5"]}, {"subtract": ["30", "projet.note"]}],
                    "at_least": "5",
                },
            ),
        ],
        "funding": funding(
            amount={"product": ["1 EUR", {"subtract": ["projet.mois", "50"]}, {"subtract": ["300", "projet.mois"]}]},
            base="projet.cout_total_ttc",
        ),
    },
    "what only has to be known": {
        "manifest": {"roles": {"theme": "theme"}, "scopes": {}},
        "eligibility": [
            condition("debut", {"fact": "projet.debut", "known": "true"}),
            condition("mois", {"fact": "projet.mois", "at_least": "2"}),
            condition("cout", {"fact": "projet.cout_total_ttc", "known": "true"}),
        ],
        "funding": None, "size": None, "windows": None, "envelope": None, "commitments": None, "kind": None,
    },
    "known from some value on": {
        "eligibility": [
            condition("mois", {"fact": "projet.mois", "more_than": "projet.note"}),
            condition(
                "utile", USEFUL, when={"any": [{"fact": "projet.cout_total_ttc", "less_than": "40 EUR"}, LENT]}
            ),
        ],
        "funding": funding(
            amount=[
                {"when": {"fact": "projet.cout_total_ttc", "at_least": "30 EUR"},
                 "is": {"subtract": ["200 EUR", "projet.cout_total_ttc"]}},
                {"is": "projet.contrepartie"},
            ],
            base="projet.cout_total_ttc",
        ),
    },
}  # fmt: skip


def dossiers(random: Random, rules: Rules) -> Iterator[Data]:
    """Dossiers that state everything, or nearly all, or little."""
    plan, essai = rules.plan, rules["ESSAI"]
    while True:
        facts = coarser(full_facts(random), random)
        if random.random() < 0.3:
            # A total that no line says otherwise.
            facts.pop("depenses")
        yield data_of(without(facts, holes(facts, random, set(), random.choice((0, 0.1, 0.4, 0.8)))), plan, essai)


READY: Data = {
    "depose_le": "2021-02-12", "modalite": "guichet", "reference": "1",
    "projet": {
        "nom": "a", "reference": "r", "cout_total_ttc": "1000", "utile": "oui", "pret": "oui", "mois": "12",
        "note": "1", "contrepartie": "10", "debut": "2021-03-01", "part": "10 %", "pays": "FR",
    },
    "financement": {"subvention_demandee": "100", "subventions_anterieures": "0"},
    "porteurs": [{"nom": "a", "categorie": "locale", "siret": "13002526500013", "informe": "oui"}],
    "depenses": [{"libelle": "x", "montant_ttc": "1000", "annee": "2021", "titre": "3", "pays": "FR"}],
}  # fmt: skip
FEW: tuple[Data, ...] = (
    {},
    {"projet": {"nom": "a"}},
    {"modalite": "guichet", "projet": {"utile": "oui", "pret": "oui", "mois": str(10**12), "cout_total_ttc": "10"}},
    {"projet": {"utile": "oui"}, "depose_le": "2021-02-12"},
    {"porteurs": [{"categorie": name} for name in ("locale", "metier", "metier", "metier", "entreprise")]},
    {"depenses": [{"montant_ttc": "10"}, {"libelle": "x"}], "projet": {"cout_total_ttc": "30"}},
    {"depenses": [{"montant_ttc": "10"}, {"libelle": "x"}]},
    {"depenses": [{"montant_ttc": "10"}, {"montant_ttc": "5"}], "projet": {"cout_total_ttc": "30"}},
    {"depenses": [{"montant_ttc": "10", "annee": "2020"}], "projet": {"mois": "12", "note": "1"}},
    {"projet": {"cout_total_ttc": "30", "mois": "100", "note": "1", "utile": "oui", "contrepartie": "7"}},
    {"projet": {"cout_total_ttc": "1000", "contrepartie": "77,77"}, "modalite": "appel"},
    {"projet": {"note": "1" * 40 + ",5", "mois": "x"}, "depose_le": "y"},
    {"projet": {"note": "0,5"}, "financement": {"subvention_demandee": "20"}},
    READY,
    {**READY, "projet": {**READY["projet"], "pret": "non"}},
)
ENDS = ((None, None), (None, "1 000"), ("0", "300"), ("10", "11"), (None, "2021-06-30"), ("2", None))


def curves(random: Random, rules: Rules, given: Sequence[Data]) -> Iterator[Ask]:
    """What to follow of dossiers: all that may vary, and a few that may not."""
    for place, data in enumerate(given):
        try:
            found, dossier = dossier_from(data, rules)
        except RelanceError:
            continue
        paths = [*asked_paths(rules.plan, found, dossier), *MORE]
        chosen = [(path, random.choice(ENDS)) for path in random.sample(paths, min(3, len(paths)))]
        for path, (low, high) in [("projet.cout_total_ttc", (None, "60")), *chosen]:
            yield data, found.code, {"fact": path, "from": low, "to": high, "lang": LANGUAGES[place % 2]}


WRITTEN = "(data, lang) => relance.write(data, 'ESSAI', { lang })"
MORE = (
    "projet.mois",
    "projet.debut",
    "projet.nom",
    "depenses[7].montant_ttc",
    "depenses[0].annee",
    "depenses.0",
    "projet[0]",
    "x",
)


@pytest.fixture(params=SETS)
def rules(request: pytest.FixtureRequest, trial: MakeTrial) -> Rules:
    """The rule sets, one by one."""
    parts = SETS[request.param]
    if "manifest" in parts:
        parts = {**parts, "manifest": manifest(**parts["manifest"])}
    return trial(**parts).rules


@pytest.mark.long
def test_rule_sets_of_other_shapes(rules: Rules, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    random = Random(request.node.name)  # noqa: S311 - the same on every run
    given = [*FEW, *islice(dossiers(random, rules), 40)]
    questions = [
        Question("own", language, data, random.choice((..., 0, None, 3000)))
        for place, data in enumerate(given)
        for language in (LANGUAGES if place < len(FEW) else LANGUAGES[place % 2 :][:1])
    ]
    script = write_script(rules, tmp_path / "set.js")
    assert [str(found) for found in differences(questions, rules, in_node(script), Counter())] == []
    # What varies, which theme fits, what to ask next, and what is written.
    asking = list(curves(random, rules, given[:22]))
    same(asking, rules, script)
    some = [(data, LANGUAGES[place % 2]) for place, data in enumerate(given[:20])]
    assert asked(script, FIT, some) == [{"value": fit(data, lang, rules)} for data, lang in some]
    nexts = [(data, "ESSAI", lang, []) for data, lang in some]
    assert asked(script, NEXT, nexts) == [{"value": following(*each, rules=rules)} for each in nexts]
    templates = [
        dossier_template(rules.plan, rules["ESSAI"], localization(lang, rules.plan.currency), data)
        for data, lang in some
    ]
    assert asked(script, WRITTEN, some) == [{"value": template} for template in templates]
    (form,) = asked(script, "() => relance.form('ESSAI')", [[]])
    paths = {fact["path"] for subject in form["value"]["subjects"] for fact in subject["facts"]}
    assert paths == {*rules["ESSAI"].asked} - {"theme"}
