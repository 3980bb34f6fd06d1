"""What changed between two sets of rules, and for which dossiers."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from relance_rules.authoring.changes import RuleBook, compare
from relance_rules.authoring.formats.changes.blocks import diff_blocks, diff_data, effect_words
from relance_rules.authoring.formats.changes.words import change_words
from relance_rules.authoring.impact import effects
from relance_rules.authoring.shapes_diff import DiffReport
from relance_rules.loading.rules import load_rules
from relance_rules.localization import localization
from relance_rules.showing.blocks import shown
from relance_rules.showing.markdown import blocks_markdown
from relance_rules.values import Currency, Money

from .helpers import load, write_rules

FR = localization("fr", Currency("CHF", ("francs",)))


def book(
    folder: Path,
    snippet: str = "",
    facts: str = "",
    *,
    manifest: str = "",
    definitions: str = "",
    others: dict[str, str] | None = None,
) -> RuleBook:
    written = write_rules(folder, snippet, facts, manifest=manifest, definitions=definitions, others=others)
    file, rules = load(written)
    assert file.plan is not None, file.problems
    assert rules.plan is not None
    return RuleBook(rules.plan, {"DEMO": file.plan})


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said(old: RuleBook, new: RuleBook) -> list[str]:
    return [plain(shown(change_words(change), FR)) for change in compare(old, new)]


CONDITION = """\
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: chantier.recense, is: true}
    failure: {fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}
    source: {lines: 5}
"""
MONTHS = """\
  - id: duree
    label: {fr: "Un an au plus", en: "A year at most"}
    require: {fact: chantier.mois, at_most: 12}
    failure: {fr: "Raccourcissez", en: "Shorten"}
    source: {lines: 5}
"""
ONLY_MONTHS = MONTHS.replace("  - id", "eligibility:\n  - id")
FUNDING = "funding: {scale: [{rate: 75 %}], staff: excluded, source: {lines: 6}}\n"
WINDOW = 'windows: [{id: w, label: {fr: "Une", en: "One"}, opens: 2021-01-04, source: {lines: 3}}]\n'


def funding(more: str, amount: str = "rate: 50 %") -> str:
    return f"funding: {{{amount}, {more}, source: {{lines: 6}}}}\n"


def item(name: str, more: str) -> str:
    return f'{{id: {name}, label: {{fr: "Le {name}", en: "The {name}"}}, {more}, source: {{lines: 6}}}}'


CEILING = "ceilings: [" + item("plafond", "amount: AMOUNT") + "]"


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        pytest.param(FUNDING, FUNDING.replace("75", "70"), ["financement : taux : 75 % → 70 %"], id="rate"),
        pytest.param(
            FUNDING,
            FUNDING.replace("[{rate: 75 %}]", "[{rate: 100 %, up_to: 48 kCHF}, {rate: 0 %}]"),
            ["financement : taux : 75 % → 100 % jusqu’à 48 000,00 CHF, 0 % au-delà"],
            id="brackets",
        ),
        pytest.param(
            funding("staff: excluded", "rate: [{when: {fact: voie, is: appel}, is: 70 %}, {is: 50 %}]"),
            funding("staff: excluded", "rate: [{when: {fact: voie, is: appel}, is: 60 %}, {is: 50 %}]"),
            [
                "financement : taux : selon le cas : 70 %, 50 % de la base financée → "
                "selon le cas : 60 %, 50 % de la base financée"
            ],
            id="rate by case",
        ),
        pytest.param(
            FUNDING,
            FUNDING.replace("staff: excluded", "staff: valued"),
            ["financement : dépenses de personnel : hors de la base financée → comptées dans la part du porteur"],
            id="staff",
        ),
        pytest.param(
            funding("base_at_most: 20 000 CHF"),
            funding("base_at_most: 22 000 CHF"),
            ["financement : base financée : au plus 20 000,00 CHF → au plus 22 000,00 CHF"],
            id="base",
        ),
        pytest.param(
            funding("exclude: [" + item("vieux", "when: {fact: prix, less_than: 5 CHF}") + "]"),
            funding("exclude: [" + item("vieux", "when: {fact: prix, less_than: 6 CHF}") + "]"),
            [
                "dépense exclue « vieux » : cas où elle s’applique : « Montant » : moins de 5,00 CHF → "
                "« Montant » : moins de 6,00 CHF"
            ],
            id="exclusion",
        ),
        pytest.param(
            funding("staff: counted"),
            funding("exclude: [" + item("vieux", "when: {fact: prix, less_than: 5 CHF}") + "]"),
            ["dépense exclue « vieux » : ajout de Le vieux (« Montant » : moins de 5,00 CHF)"],
            id="exclusion added",
        ),
        pytest.param(
            funding(CEILING.replace("AMOUNT", "10 kCHF")),
            funding(CEILING.replace("AMOUNT", "12 kCHF")),
            ["plafond « plafond » : montant : 10 000,00 CHF → 12 000,00 CHF"],
            id="ceiling",
        ),
        pytest.param(
            funding(CEILING.replace("AMOUNT", "10 kCHF")),
            funding(CEILING.replace("AMOUNT", "10 kCHF, per: project")),
            [
                "plafond « plafond » : portée : par dossier → partagé : project",
                "plafond « plafond » : ce qui s’y compte : rien → calculé",
            ],
            id="ceiling shared",
        ),
        pytest.param(
            funding(CEILING.replace("AMOUNT", "10 kCHF")),
            funding("staff: counted"),
            ["plafond « plafond » : retrait de Le plafond (10 000,00 CHF par dossier)"],
            id="ceiling removed",
        ),
        pytest.param(
            funding("bonuses: [" + item("prime", "rate: 10 %") + "]"),
            funding("bonuses: [" + item("prime", "rate: 20 %") + "]"),
            ["bonus « prime » : montant : 10 % → 20 %"],
            id="bonus",
        ),
        pytest.param(
            funding("minimum: {amount: 1 000 CHF}"),
            funding("minimum: {amount: 1 500 CHF}"),
            ["subvention minimale « minimum » : montant : 1 000,00 CHF → 1 500,00 CHF"],
            id="least grant",
        ),
        pytest.param(
            funding("minimum: {amount: 1 000 CHF, below: nothing}"),
            funding("minimum: {amount: 1 000 CHF, below: raised}"),
            ["financement : calcul de la subvention : le calcul change"],
            id="what no step tells",
        ),
        pytest.param(
            funding("funders: [{id: un, rate: 60 %}, {id: deux, rest: true}]"),
            funding("funders: [{id: un, rate: 70 %}, {id: deux, rest: true}]"),
            ["financeur « un » : montant : 60 % → 70 %"],
            id="funders",
        ),
        pytest.param(
            CONDITION,
            CONDITION + MONTHS,
            ["condition « duree » : ajout de Un an au plus (« Durée » : au plus 12)"],
            id="condition added",
        ),
        pytest.param(
            CONDITION + MONTHS,
            CONDITION,
            ["condition « duree » : retrait de Un an au plus (« Durée » : au plus 12)"],
            id="condition removed",
        ),
        pytest.param(
            ONLY_MONTHS,
            ONLY_MONTHS.replace("12", "6"),
            ["condition « duree » : exigence : « Durée » : au plus 12 → « Durée » : au plus 6"],
            id="bound moved",
        ),
        pytest.param(
            ONLY_MONTHS,
            ONLY_MONTHS.replace("at_most: 12", "less_than: 13"),
            ["condition « duree » : exigence écrite autrement, sans changement de sens"],
            id="same meaning",
        ),
        pytest.param(
            ONLY_MONTHS,
            ONLY_MONTHS.replace("    failure", "    unmet: appraise\n    failure"),
            ["condition « duree » : dossier qui n’y répond pas : refus → à apprécier"],
            id="to be judged",
        ),
        pytest.param(
            CONDITION,
            CONDITION.replace("    require:", "    when: {fact: chantier.mois, more_than: 6}\n    require:"),
            ["condition « demarche » : cas où elle s’applique : toujours → « Durée » : plus de 6"],
            id="guard added",
        ),
        pytest.param(
            CONDITION,
            CONDITION.replace("est recensée", "est connue"),
            ["condition « demarche » : libellé reformulé : « La démarche est recensée » → « La démarche est connue »"],
            id="reworded",
        ),
        pytest.param(
            CONDITION,
            CONDITION.replace("lines: 5", "lines: 5-6"),
            ["condition « demarche » : lignes citées : 5 → 5-6"],
            id="lines",
        ),
        pytest.param(
            CONDITION, CONDITION.replace("lines: 5", 'lines: 5, digest: "0123456789ab"'), [], id="a digest is no change"
        ),
        pytest.param(
            "size: {ranges: [{at_least: 1 kCHF, source: {lines: 4}}], source: {lines: 4}}\n",
            "size: {ranges: [{more_than: 1 kCHF, at_most: 2 kCHF, source: {lines: 4}}], source: {lines: 4}}\n",
            ["taille du projet : fourchette : au moins 1 000,00 CHF → plus de 1 000,00 CHF, et jusqu’à 2 000,00 CHF"],
            id="size",
        ),
        pytest.param(
            "size: {ranges: [{at_least: 1 kCHF, source: {lines: 4}}], source: {lines: 4}}\n",
            "size: {of: aide.demandee, ranges: [{at_least: 1 kCHF, source: {lines: 4}}], source: {lines: 4}}\n",
            ["taille du projet : ce qui est mesuré : Coût → calculé"],
            id="what is measured",
        ),
        pytest.param(
            "size: {ranges: [], source: {lines: 4}}\n",
            "size: {ranges: [{at_least: 1 kCHF, source: {lines: 4}}], source: {lines: 4}}\n",
            [
                "taille du projet : ce qui est mesuré : rien → Coût",
                "taille du projet : ajout de au moins 1 000,00 CHF",
            ],
            id="size set",
        ),
        pytest.param(
            WINDOW,
            WINDOW.replace("opens: 2021-01-04", "opens: 2021-01-05, closes: 2021-02-01"),
            [
                "période de dépôt « w » : ouverture : 4 janvier 2021 → 5 janvier 2021",
                "période de dépôt « w » : clôture : rien → 1er février 2021",
            ],
            id="window",
        ),
        pytest.param(
            CONDITION,
            CONDITION.replace("source: {lines: 5}", "source: {lines: 5}\n    reading: L1"),
            ["condition « demarche » : lecture : rien → L1"],
            id="reading",
        ),
        pytest.param(
            "kind: guichet\n",
            "kind: [guichet, appel]\n",
            ["thème : type : au guichet → au guichet et à l’appel"],
            id="kind",
        ),
        pytest.param(
            'commitments: {unknown: {fr: "Les pages manquent", en: "Lost"}, source: {lines: 7}}\ncases: []\n',
            "",
            ["engagement : liste inconnue → 1 éléments"],
            id="list found again",
        ),
        pytest.param(
            'eligibility: {unknown: {fr: "Les pages manquent", en: "Lost"}, source: {lines: 5}}\ncases: []\n',
            'eligibility: {unknown: {fr: "Tout manque", en: "Lost"}, source: {lines: 5}}\ncases: []\n',
            ["condition : texte manquant reformulé : « Les pages manquent » → « Tout manque »"],
            id="list still lost",
        ),
        pytest.param(
            'notices: [{id: rappel, text: {fr: "Un", en: "One"}}]\n',
            'notices: [{id: rappel, text: {fr: "Deux", en: "Two"}, makes: incomplete}]\n',
            [
                "avis « rappel » : texte reformulé : « Un » → « Deux »",
                "avis « rappel » : effet sur le dossier : nothing → incomplete",
            ],
            id="notice",
        ),
        pytest.param(
            ONLY_MONTHS.replace("mois,", 'mois, if_absent: 3, notice: {fr: "Trois", en: "Three"},'),
            ONLY_MONTHS.replace("mois,", 'mois, if_absent: 3, notice: {fr: "Supposé", en: "Supposed"},'),
            ["avis : ce qui est supposé reformulé : « Trois » → « Supposé »"],
            id="supposition",
        ),
    ],
)
def test_a_change_in_words(tmp_path: Path, old: str, new: str, sentences: list[str]) -> None:
    assert said(book(tmp_path / "old", old), book(tmp_path / "new", new)) == sentences


def test_a_theme_or_a_fact_added_or_removed(tmp_path: Path) -> None:
    fact = 'chantier.etages: {type: integer, label: {fr: "Étages", en: "Floors"}, core: true}\n'
    old, new = book(tmp_path / "old"), book(tmp_path / "new", facts=fact)
    assert said(old, new) == ["fait « chantier.etages » : ajout de Étages"]
    assert said(new, old) == ["fait « chantier.etages » : retrait de Étages"]
    gone = old._replace(themes={})
    used = "définition « travaux[].salaires » : {} de Dépense de personnel"
    assert said(old, gone) == ["thème : retrait de Un thème", used.format("retrait")]
    assert said(gone, old) == ["thème : ajout de Un thème", used.format("ajout")]


LIEU = (
    "chantier.lieu: {type: enumeration, core: true, values: {a: {label: {fr: A, en: A}}, "
    'b: {label: {fr: B, en: B}VALUES}}, label: {fr: "Lieu", en: "Place"}}\n'
)


def test_the_values_of_an_enumeration(tmp_path: Path) -> None:
    old = book(tmp_path / "old", facts=LIEU.replace("VALUES", ""))
    new = book(tmp_path / "new", facts=LIEU.replace("VALUES", ", includes: [a]"))
    assert said(old, new) == ["fait « chantier.lieu » : valeurs comprises : b → a, b"]
    more = book(tmp_path / "more", facts=LIEU.replace("VALUES}", "}, c: {label: {fr: C, en: C}}"))
    assert said(old, more) == ["fait « chantier.lieu » : ajout de « c »"]
    assert said(more, old) == ["fait « chantier.lieu » : retrait de « c »"]
    other = book(tmp_path / "other", facts=LIEU.replace("VALUES", "").replace("{fr: B, en: B}", "{fr: Bé, en: B}"))
    assert said(old, other) == ["fait « chantier.lieu » : libellé d’une valeur reformulé : « B » → « Bé »"]


def test_what_a_condition_means_depends_on_the_values_of_its_side(tmp_path: Path) -> None:
    rule = CONDITION.replace("chantier.recense, is: true", "chantier.lieu, is: b")
    old = book(tmp_path / "old", rule, LIEU.replace("VALUES", ""))
    new = book(tmp_path / "new", rule, LIEU.replace("VALUES", ", includes: [a]"))
    assert said(old, new)[0] == "condition « demarche » : exigence : « Lieu » : B → « Lieu » : B (y compris A)"


def test_the_words_of_a_fact_change_no_rule_that_reads_it(tmp_path: Path) -> None:
    fact = 'chantier.recense: {type: boolean, core: true, label: {fr: "LABEL", en: "Listed"}}\n'
    old = book(tmp_path / "old", CONDITION, fact.replace("LABEL", "Recensé"))
    new = book(tmp_path / "new", CONDITION, fact.replace("LABEL", "Connu"))
    assert said(old, new) == [
        "fait « chantier.recense » : libellé reformulé : « Recensé » → « Connu »",
        "fait « chantier.recense » : question reformulé : « Recensé » → « Connu »",
    ]


DEFINITIONS = """\
derived:
  salaires:
    of: travaux
    type: boolean
    label: {fr: "Dépense de personnel", en: "Staff costs"}
    value: {fact: genre, is: "GENRE"}
"""
PARAMETER = """\
parameters:
  duree_permise:
    type: integer
    label: {fr: "Durée permise", en: "Allowed duration"}
    values: [{from: 2021-01-01, is: 12}, {from: 2022-01-01, is: LAST}]
"""


def test_what_is_defined_changes_the_rules_that_name_it(tmp_path: Path) -> None:
    old = book(tmp_path / "old", definitions=DEFINITIONS.replace("GENRE", "2"))
    new = book(tmp_path / "new", definitions=DEFINITIONS.replace("GENRE", "3"))
    assert said(old, new) == [
        "financement : ce qui est du personnel : le sens change par ce qui y est nommé (Dépense de personnel)",
        "définition « travaux[].salaires » : valeur : « Titre budgétaire » : du personnel → "
        "« Titre budgétaire » : hors personnel",
    ]
    rule = ONLY_MONTHS.replace("at_most: 12", "at_most: duree_permise")
    old = book(tmp_path / "older", rule, definitions=PARAMETER.replace("LAST", "18"))
    new = book(tmp_path / "newer", rule, definitions=PARAMETER.replace("LAST", "24"))
    assert said(old, new) == [
        "condition « duree » : exigence : le sens change par ce qui y est nommé "
        "(« Durée » : au plus « Durée permise »)",
        "définition « duree_permise » : valeur : 18, 12 → 24, 12",
    ]


def test_what_stands_above_the_themes(tmp_path: Path) -> None:
    old = book(tmp_path / "old")
    assert said(old, book(tmp_path / "name", manifest='ruleset: {name: demo, version: "2"}\n')) == [
        "jeu de règles : version : 1 → 2"
    ]
    readings = (
        'readings:\n  L1: {fr: "Le personnel est à la charge du porteur.", en: "Staff stays with the applicant."}\n'
        '  L2: {fr: "Une autre.", en: "Another."}\n'
    )
    assert said(old, book(tmp_path / "readings", manifest=readings)) == [
        "lecture « L1 » : texte reformulé : « Le personnel reste à la charge du porteur. » → "
        "« Le personnel est à la charge du porteur. »",
        "lecture « L2 » : ajout de « Une autre. »",
    ]
    documents = (
        'documents:\n  texte: {title: {fr: "Le texte", en: "The text"}, cited_by: lines, url: "https://a.example"}\n'
    )
    assert said(old, book(tmp_path / "documents", manifest=documents)) == [
        "document cité « texte » : adresse : rien → https://a.example"
    ]
    scopes = "scopes:\n  project: {key: [chantier.numero, reference], earlier: aide.anterieure}\n"
    assert said(old, book(tmp_path / "scopes", manifest=scopes)) == [
        "partage de plafond « project » : ce que les dossiers ont en commun : chantier.numero → "
        "chantier.numero, reference"
    ]
    subjects = 'subjects:\n  argent: {fr: "L’argent", en: "Money"}\n'
    with_subjects = book(tmp_path / "subjects", manifest=subjects)
    assert said(old, with_subjects) == ["sujet des questions « argent » : ajout"]
    renamed = book(tmp_path / "renamed", manifest=subjects.replace("L’argent", "Le financement"))
    assert said(with_subjects, renamed) == [
        "sujet des questions « argent » : libellé reformulé : « L’argent » → « Le financement »"
    ]
    rounding = "rounding: {to: 1 CHF, way: up}\n"
    assert said(old, book(tmp_path / "rounding", manifest=rounding)) == [
        "financement : arrondi : à 0,01 CHF inférieur → à 1,00 CHF supérieur"
    ]


def test_the_parts_that_facts_play(tmp_path: Path) -> None:
    roles = """\
roles:
  theme: theme
  filed_on: recu_le
  total: chantier.cout
  requested: {fact: aide.demandee, reading: L1}
  way_in: voie
  lines: {list: travaux, amount: prix}
  staff: {fact: salaires, reading: L1}
  commitments: engagements
  documents: pieces
"""
    found = said(book(tmp_path / "old"), book(tmp_path / "new", manifest=roles))
    assert found == [
        "rôle « reference » : retrait de « reference »",
        "rôle « requested » : fait : aide.demandee → aide.demandee, L1",
        "rôle « lines » : fait : travaux, prix, objet → travaux, prix",
    ]


def test_a_notice_of_every_theme_is_told_once(tmp_path: Path) -> None:
    notices = 'notices: [{id: rappel, text: {fr: "TEXT", en: "One"}}]\n'
    sides = []
    for name, text in (("old", "Un"), ("new", "Deux")):
        made = book(tmp_path / name, manifest=notices.replace("TEXT", text))
        sides.append(made._replace(themes=dict.fromkeys(("DEMO", "AUTRE"), made.themes["DEMO"])))
    one = book(tmp_path / "old", manifest=notices.replace("TEXT", "Un"))
    assert [(change.theme, change.id) for change in compare(*sides)] == [("DEMO", "rappel"), ("DEMO", "rappel")]
    assert list(compare(one, one)) == []


DOSSIER = """\
theme: DEMO
recu_le: 2021-02-01
chantier: {cout: 100 000 CHF, recense: true, mois: 8}
travaux: [{prix: 100 000 CHF, genre: 3}]
aide: {demandee: 80 000 CHF}
engagements: {bilan: true}
"""


def test_the_dossiers_whose_answer_changes(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    strict = (CONDITION + MONTHS).replace("at_most: 12", "at_most: 6")
    before, after = book(old), book(new, strict + FUNDING.replace("75", "70"))
    dossiers = tmp_path / "dossiers"
    dossiers.mkdir()
    (dossiers / "a.yaml").write_text(DOSSIER, encoding="utf-8")
    (dossiers / "b.yaml").write_text(DOSSIER.replace("mois: 8", "mois: 6"), encoding="utf-8")
    (dossiers / "c.yaml").write_text(DOSSIER.replace("80 000", "70 000"), encoding="utf-8")
    (dossiers / "d.yaml").write_text(DOSSIER.replace("80 000", "70 000").replace("8}", "6}"), encoding="utf-8")
    (dossiers / "e.yaml").write_text("theme: AUTRE\n", encoding="utf-8")
    found = effects(load_rules(old), load_rules(new), [dossiers])
    assert [effect.changed for effect in found] == [True, True, True, False, False]
    assert [effect.unreadable for effect in found] == [False] * 4 + [True]
    assert found[0].before[:3] == ("eligible", "ready", Money(7_500_000))
    assert found[0].after[:3] == ("ineligible", "ineligible", Money(7_000_000))
    assert plain(shown(effect_words(found[1]), FR)).endswith("b.yaml : subvention : 75 000,00 CHF → 70 000,00 CHF")

    changes = list(compare(before, after))
    text = blocks_markdown(diff_blocks(changes, found, before, after), FR)
    assert "75\u00a0% → 70\u00a0%" in text
    assert "3 sur 5" in text
    data = diff_data(changes, found, FR)
    assert TypeAdapter(DiffReport).validate_python(data, strict=True) == data
    assert [change["aspect"] for change in data["changes"]] == [None, "scale"]
    assert data["dossiers"]["checked"] == 5
    assert data["dossiers"]["changed"][0]["after"] == {
        "verdict": "ineligible",
        "status": "ineligible",
        "grant": "70000.00",
    }
    same = blocks_markdown(diff_blocks([], [], before, before), FR)
    assert "Les règles disent la même chose." in same


def test_changes_stand_under_what_they_are_about(tmp_path: Path) -> None:
    old = book(tmp_path / "old")
    new = book(
        tmp_path / "new",
        CONDITION.replace("est recensée", "est connue"),
        LIEU.replace("VALUES", ""),
        manifest='ruleset: {name: demo, version: "2"}\n',
    )
    text = plain(blocks_markdown(diff_blocks(list(compare(old, new)), None, old, new), FR))
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == [
        "## Ce qui change dans les règles",
        "### Jeu de règles",
        "### DEMO · Un thème",
        "### Vocabulaire",
    ]


def test_the_grants_of_one_project_add_up(tmp_path: Path) -> None:
    ceiling = funding(CEILING.replace("AMOUNT", "AMOUNT, per: project"), "rate: 75 %")
    book(tmp_path / "old", ceiling.replace("AMOUNT", "200 kCHF"))
    book(tmp_path / "new", ceiling.replace("AMOUNT", "100 kCHF"))
    dossiers = tmp_path / "dossiers"
    dossiers.mkdir()
    text = DOSSIER.replace("chantier: {", "chantier: {numero: P, ").replace(
        "80 000 CHF", "80 000 CHF, anterieure: 0 CHF"
    )
    (dossiers / "a.yaml").write_text(text, encoding="utf-8")
    (dossiers / "b.yaml").write_text(text.replace("2021-02-01", "2021-03-01"), encoding="utf-8")
    found = effects(load_rules(tmp_path / "old"), load_rules(tmp_path / "new"), [dossiers])
    assert [(effect.before.grant, effect.after.grant) for effect in found] == [
        (Money(7_500_000), Money(7_500_000)),
        (Money(7_500_000), Money(2_500_000)),
    ]
