from __future__ import annotations

import math
import time

import pytest
import yaml

from relance_rules import DossierError
from relance_rules.loading import nodes
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.problems import Problem

QUOTE = "mettez la valeur entre guillemets"
SIGN = "une valeur ne peut pas commencer par"
CLOSED = "le guillemet se ferme avant la fin de la valeur"
OPEN = "guillemet ouvert et jamais fermé"
BRACKET = "« [ » dans une valeur entre accolades : mettez la valeur entre guillemets"
GLUED = "il manque un espace après « : »"
MARGIN = "cette ligne n’est alignée avec aucune autre"
COMMA = "entre accolades, une virgule sépare deux valeurs"
CURLY = "seuls les guillemets droits sont des guillemets"

# The text, the place of the slip, what is said, the line to write instead.
SLIPS = [
    # A colon in a value.
    ("nom: Projet : phare", (1, 13), QUOTE, 'nom: "Projet : phare"'),
    ("p:\n  nom: Projet: phare # été", (2, 14), QUOTE, '  nom: "Projet: phare" # été'),
    ('nom: Le "b": c', (1, 12), QUOTE, "nom: 'Le \"b\": c'"),
    ("- nom: École : été\n  phase: 1", (1, 14), QUOTE, '- nom: "École : été"'),
    ("p: {nom: Projet : phare, b: 1}", (1, 17), QUOTE, 'p: {nom: "Projet : phare", b: 1}'),
    # A bracket in a value between braces: the name of a fact of a list.
    ("p: {nom: A [b] c, d: [1]}", (1, 12), BRACKET, 'p: {nom: "A [b] c", d: [1]}'),
    ('- {a: "B ?", fact: porteurs[0].nom}\n- {b: 1}', (1, 28), BRACKET, '- {a: "B ?", fact: "porteurs[0].nom"}'),
    ("- {fact: p[0].nom, b: q[1]}", (1, 11), BRACKET, '- {fact: "p[0].nom", b: "q[1]"}'),
    # No space after a colon.
    ("theme:ITN4\nreference: A", (1, 6), GLUED, "theme: ITN4"),
    ("theme:ITN4", (1, 6), GLUED, "theme: ITN4"),
    ("a: 1\nreference:A", (2, 10), GLUED, "reference: A"),
    ("projet:\n  nom:Phare\n  phase:2", (2, 6), GLUED, "  nom: Phare"),
    ("porteurs:\n  - nom:Phare", (2, 8), GLUED, "  - nom: Phare"),
    ("p: {theme:ITN4, b: 1}", (1, 10), GLUED, "p: {theme: ITN4, b: 1}"),
    ("nom:Projet : phare\nb: 1", (1, 4), GLUED, 'nom: "Projet : phare"'),
    # Quotes.
    ('a: 1\nreference: "A\nprojet:\n  nom: B\n', (2, 12), OPEN, 'reference: "A"'),
    ('reference: "A\nprojet:\n  nom: "B"\n', (1, 12), OPEN, 'reference: "A"'),
    ("reference: 'A # note\nb: 1\n", (1, 12), OPEN, "reference: 'A' # note"),
    ('a: "Projet”\nb: 1\n', (1, 4), OPEN, 'a: "Projet"'),
    ('reference: "A "b" c"', (1, 16), CLOSED, "reference: 'A \"b\" c'"),
    ("a: 'l'école'", (1, 7), CLOSED, 'a: "l\'école"'),
    ('nom: "Phare" de Brest', (1, 14), CLOSED, "nom: '\"Phare\" de Brest'"),
    ('p: {nom: "A "b" c", b: 1}', (1, 14), CLOSED, "p: {nom: 'A \"b\" c', b: 1}"),
    ('a: "C:\\dossier"', (1, 7), "« \\ » annonce un signe", "a: 'C:\\dossier'"),
    ("a: “Projet : phare”", (1, 4), CURLY, 'a: "Projet : phare"'),
    ("a: « Projet : phare »", (1, 4), CURLY, 'a: "Projet : phare"'),
    ("“theme”: A", (1, 1), CURLY, "theme: A"),
    # Signs of YAML.
    *[
        (f"b: 1\na: {value}\nc: 1", (2, 4), f"{SIGN} « {value[0]} »", f'a: "{value}"')
        for value in ("@A", "`x`", "%5", "*x*", "& x", "[P] x", "[P", "{P", "- x", "> 50 % x", "| x", "] x", "? x")
    ],
    ("a: 1\nb: *x", (2, 4), "les alias YAML (« *x ») ne sont pas acceptés", 'b: "*x"'),
    ("a: &x 1", (1, 4), "les ancres YAML (« &x ») ne sont pas acceptées", 'a: "&x 1"'),
    ("a: !Bravo 1", (1, 4), "les étiquettes YAML (« !Bravo ») ne sont pas acceptées", 'a: "!Bravo 1"'),
    ("p: {nom: @x, b: 1}", (1, 10), SIGN, 'p: {nom: "@x", b: 1}'),
    # Margins.
    ("a:\n\tb: 1", (2, 1), "tabulation", "  b: 1"),
    ("a:\n  b: 1\n\tc: 2", (3, 1), "tabulation", "  c: 2"),
    ("a:\n    b: 1\n\tc: 2", (3, 1), "tabulation", "    c: 2"),
    ("-\ta: 1\n  b: 2", (1, 2), "tabulation", "- a: 1"),
    ("a:\n  b: A\n   c: 1", (3, 4), MARGIN, "  c: 1"),
    ("a:\n   b: A\n  c: 1", (3, 3), MARGIN, "   c: 1"),
    ("t: A\np:\n   n: A\n  f: 1\n  c: 2", (3, 4), MARGIN, "  n: A"),
    ("d:\n  - l: A\n - l: B", (3, 2), MARGIN, "  - l: B"),
    ("d:\n  - l: A\n   m: 1", (3, 4), MARGIN, "    m: 1"),
    (" a: 1\nb: 2\nc: 3", (1, 2), MARGIN, "a: 1"),
    # Spaces and dashes of word processors.
    ("a:\n\u00a0\u00a0b: 1\n\u00a0\u00a0c: 1", (2, 1), "espace insécable (U+00A0)", "  b: 1"),
    ("a: 1\nb:\u00a0x\nc: 1", (2, 3), "espace insécable", "b: x"),
    ("theme\u202f: A", (1, 6), "espace insécable (U+202F)", "theme: A"),
    ("\u00a0theme: A\nb: 1", (1, 1), "espace insécable", "theme: A"),
    ("\u200btheme: A", (1, 1), "caractère invisible (U+200B)", "theme: A"),
    ("d: e\u2028f\ng: 1", (1, 5), "fin de ligne invisible (U+2028)", "d: e f"),
    ("d:\n  – l: A\n    m: 1", (2, 3), "« – » ne commence pas un élément", "  - l: A"),
    ("d:\n  • l: A", (2, 3), "« • » ne commence pas un élément", "  - l: A"),
    ("d:\n  —l: A", (2, 3), "« — » ne commence pas un élément", "  - l: A"),
    ("d:\n  -l: A", (2, 3), "il manque un espace après le tiret", "  - l: A"),
    # Braces.
    ("p: {cout: 60 000,50}", (1, 17), "« 60 000,50 » : " + COMMA, 'p: {cout: "60 000,50"}'),
    ("p: {cout: 1,200,000, b: 2}", (1, 12), "« 1,200,000 » : " + COMMA, 'p: {cout: "1,200,000", b: 2}'),
    ("p: {nom: Dupont, Martin, b: 1}", (1, 16), "« Dupont, Martin » : " + COMMA, 'p: {nom: "Dupont, Martin", b: 1}'),
    ("p: {a: 1 b: 2}", (1, 9), "il manque une virgule", "p: {a: 1, b: 2}"),
    ("p: {a: 1\nq: 2", (1, 4), "« { » est ouvert et n’est pas fermé", "p: {a: 1}"),
    ("p: {a: [1, 2}\nq: 2", (1, 13), "« [ » est ouvert et n’est pas fermé", "p: {a: [1, 2]}"),
    ("p: {\n  a: 1,\n  b: 2\nq: 2", (3, 7), "« { » est ouvert et n’est pas fermé", "  b: 2}"),
    ("p: {a: 1}}", (1, 10), "« } » ferme ce que rien n’ouvre", "p: {a: 1}"),
    ("p: {nom: Lot #2, b: 1}\nq: 1", (1, 14), "« # » commence ici un commentaire", 'p: {nom: "Lot #2", b: 1}'),
    ('- {c: "82,99 €, b: 21, nom: "x"}\n- b: 1', (1, 7), OPEN, '- {c: "82,99 €", b: 21, nom: "x"}'),
    ('p: {cout: 35 000,00 €", b: 1}', (1, 17), "« 35 000,00 € » : " + COMMA, 'p: {cout: "35 000,00 €", b: 1}'),
    ("p: {nom: Bruit d[e Craie, b: 1}\nb: 1", (1, 17), "« [ » est de trop", "p: {nom: Bruit de Craie, b: 1}"),
    ("p: {a: 1,, b: 1}", (1, 10), "« , » est de trop", "p: {a: 1, b: 1}"),
    # No colon.
    ("theme ITN4\nb: 1", (1, 1), "cette ligne n’a pas de « : »", "theme: ITN4"),
    ("a: 1\ntheme = ITN4\nb: 1", (2, 1), "cette ligne n’a pas de « : »", "theme: ITN4"),
    ("nom: Projet\nde Brest\nb: 1", (2, 1), "cette ligne n’a pas de « : »", "  de Brest"),
    ("a: |\ntexte\nb: 1", (2, 1), "cette ligne n’a pas de « : »", "  texte"),
    # Nothing to propose.
    ("%YAML 3.0\n---\na: 1", (1, 1), "YAML illisible ici : « %YAML 3.0 » n’est pas attendu", None),
]


def refused(text: str) -> Problem:
    with pytest.raises(DossierError) as error:
        parse_yaml(text, "d.yaml")
    (problem,) = error.value.problems
    return problem


def faulty_line(text: str) -> float:
    try:
        parse_yaml(text)
    except DossierError as error:
        return error.problems[0].line or 0
    return math.inf


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "_Loader", getattr(yaml, request.param))


@pytest.mark.usefixtures("_loader")
@pytest.mark.parametrize(("text", "at", "words", "proposal"), SLIPS, ids=[repr(text) for text, *_ in SLIPS])
def test_a_slip_is_told_on_its_line_with_the_line_to_write(
    text: str, at: tuple[int, int], words: str, proposal: str | None
) -> None:
    found = refused(text)
    assert words in str(found.message)
    assert ((found.line, found.column), found.proposal) == (at, proposal)
    assert found.excerpt == text.split("\n")[at[0] - 1]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "at", "proposal"), [(text, at, put) for text, at, _, put in SLIPS if put is not None])
def test_what_is_proposed_is_read_or_read_further(text: str, at: tuple[int, int], proposal: str, ending: str) -> None:
    lines = text.split("\n")
    assert refused(ending.join(lines)).proposal == proposal
    lines[at[0] - 1] = proposal
    assert faulty_line("\n".join(lines)) > at[0]


@pytest.mark.parametrize(
    "text",
    [
        "nom: Lot 12:30\nsite: https://exemple.fr/a:b",
        "a: “Phare”\nb: l'été\nc: -5\nd: «Un»",
        "{a: 1, b}",
        "a: {b: 1,2: 3}",
        "a: [60, 50]",
        "a: # b:c\n  1",
        'a: "1,5"\nb: |\n  – x\n  theme:ITN4',
        "élan: 1\n_b: 2\n9: 3",
    ],
)
def test_what_is_meant_is_read(text: str) -> None:
    parse_yaml(text)


def test_rule_files_may_have_keys_of_any_text() -> None:
    assert parse_yaml("« Oui »: 1\n-x: 2\n", strict=True).data() == {"« Oui »": "1", "-x": "2"}
    assert parse_yaml("a: {« Oui »: 1, 2: 3}", strict=True).data() == {"a": {"« Oui »": "1", "2": "3"}}
    assert refused("a: b: c").proposal == 'a: "b: c"'


@pytest.mark.parametrize("amount", ["2,000,000", "2,5 M€", "2 000 000,00 €"])
def test_rule_files_do_not_cut_an_amount_at_its_comma(amount: str) -> None:
    with pytest.raises(DossierError) as caught:
        parse_yaml(f"- {{amount: {amount}, b: 1}}", strict=True)
    assert COMMA in str(caught.value)
    assert caught.value.problems[0].proposal == f'- {{amount: "{amount}", b: 1}}'


def test_a_second_slip_does_not_hide_the_repair_of_the_first() -> None:
    found = refused("nom: A : b\nx: 1\nautre: C : d\n")
    assert (found.line, found.proposal) == (1, 'nom: "A : b"')


def test_a_repair_that_is_not_enough_is_not_proposed() -> None:
    # Two slips on one line: what the line needs is not known.
    assert refused("p: {a: b: c, d: e: f}\n").proposal is None


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 30_000,
        "a: b: " + "x" * 3_000_000,
        "a: 1\n" * 2 + ("x" * 1990 + "\n") * 500 + "y: z: 1\n",
        "- " * 20_000 + "a: b: c",
        'a: "' + "é " * 1_000_000,
        "a" + " " * 3000 + "b: c: d",
        "a:" + " " * 1900 + "\u00a0b: c: d",
    ],
    ids=["brackets", "scalar", "lines", "dashes", "quote", "spaces", "no-break"],
)
def test_a_giant_slip_is_told_quickly(text: str) -> None:
    found = refused(text)
    assert found.line is not None
    assert len(str(found.message)) < 300
    assert found.excerpt is None or len(found.excerpt) <= 10_000


def test_a_long_line_with_brackets_takes_no_minutes() -> None:
    start = time.monotonic()
    with pytest.raises(DossierError):
        parse_yaml("x: {a: b[0], " + "a: " * 30_000, "d.yaml")
    assert time.monotonic() - start < 4
