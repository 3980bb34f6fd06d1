"""Texts written for one place of the engine in JavaScript each, which chance seldom meets."""

from __future__ import annotations

DIRECTED = (
    # Answers of the filing platform, and what only looks like them.
    *('[{"champs": []}]', "[1, {}]", '{"data": null}', '{"data": {}}', '{"data": 3}', '{"champs": 1}'),
    *('{"revision": {"champDescriptors": []}}', '{"nodes": []}', '{"edges": 1}', '{"errors": []}', '{"dossier": {}}'),
    *('{"demandeur": {}, "projet": {}}', '{"champs": [], "theme": "SNAP3"}', "{}", "[]", "3", '"x"', ""),
    # A dossier that starts with a dash, and lists of them.
    *(
        "- theme: SNAP3\n  reference: x\n",
        "- theme: SNAP3\n",
        "- theme: SNAP3\n- theme: SNAP3\n",
        "- a\n",
        "- - a: b\n",
    ),
    *(
        "- theme: SNAP3\nreference: x\n",
        "- {theme: SNAP3}\n",
        "-\n  theme: SNAP3\n",
        "  - theme: SNAP3\n    projet: {}\n",
    ),
    # Comments that cut a value.
    *("theme: SNAP3\nprojet:\n  nom: Lot #2\n", "theme: SNAP3\nprojet:\n  nom: Lot\n    deux #2\n  x: []#y\n"),
    *("theme: SNAP3\nprojet: {nom: a #b\n}\n", "theme: SNAP3\n? nom #x\n: a\n", "theme: SNAP3\nprojet:\n  nom: #x\n"),
    # Slips of YAML, each with a second one near it.
    *("theme: SNAP3\nprojet:\n  nom: “a: b”\n", "theme: SNAP3\n“nom”: a\nb: c: d\n", "theme: SNAP3\n“nom“: a: b\n"),
    *("theme: SNAP3\nprojet: {nom: [a, b}\n", "theme: SNAP3\nprojet: {nom: Lot [a] b, x: y]\n", "theme: {a: 1,5}}\n"),
    *("theme: SNAP3\nprojet: {a: 12,50, b: x: y}\n", "theme: SNAP3\nprojet: {a: [x, b: y}\n", "a: b\n c: d\ne\n"),
    *(
        "theme: SNAP3\nprojet: {nom: a [b: c}\n",
        "theme: SNAP3\nprojet: {nom: a [1], b: c [2] d: e}\n",
        "a: '\n",
        'a: "\n',
    ),
    *("theme: SNAP3\n• nom: a\n", "theme: SNAP3\nx:\n  • a\n  – b\n", "theme: SNAP3\n* a\n", "theme: SNAP3\nx: * a\n"),
    *(
        "theme: SNAP3\na: b\n\tc: d\n",
        "theme: SNAP3\nprojet:\n\tnom: a\n",
        "a: {b: c\nd: e\n",
        "a: [b\nd: e\n",
        "a: b}\n",
    ),
)


LONG = "x" * 2100
TEXTS = (
    *DIRECTED,
    # JSON: a repair that nests too deep, a comment that nothing closes, decimals of every shape.
    '{"theme": 1e0}',
    '{"theme": "SNAP3", "a\u2028b": 1, "projet": {"x\x85y": {"z": 1}}}',
    *('{"a": 1, /* x', '{"theme": "SNAP3", "reference": 1e0}', '{"theme": "SNAP3", "reference": 1.5e1}'),
    # Lines that only YAML ends.
    *("theme: SNAP3\rprojet:\r  nom: Lot #2\r", "theme: SNAP3\u2028projet: a #b", "theme: SNAP3\x85reference: a #b"),
    # What YAML nests, and what may stand in the place of a key.
    "theme: SNAP3\na: b: c\nx: " + "[" * 1000 + "]" * 1000,
    "theme: SNAP3\na: b: c\nx: " + "[" * 50 + "]" * 50,
    *("? \n: a\n", "{? : a}\n", "? - a\n: b\n", "- ? a\n", "?\n", "{?}\n", "{: a}\n", ": a\n", "a:\n  ? b\n"),
    *("x: y: z\nb: [? d]\n", "x: y: z\nb: [? d: e, f]\n", "x: y: z\nb: [d: e, ? f : g]\n", "x: y: z\nb: {? d}\n"),
    *("x: y: z\n? [a]\n: b\n", "x: y: z\n? {a: b}\n", "x: y: z\n? - a\n: b\n", "x: y: z\n--- a\n...\n--- b\n"),
    # Quotes.
    *('theme: SNAP3\nprojet:\n  nom: "Lot”\n', "theme: SNAP3\nprojet:\n  nom: 'Lot’\n", 'theme: SNAP3\nreference: "\n'),
    *('theme: SNAP3\nreference: "Lot" un"\n', 'theme: SNAP3\nreference: "Lot"un"\n', "reference: 'Lot' un'\n"),
    *(
        "theme: SNAP3\nreference: “a” et “b: c”\n",
        'theme: SNAP3\nreference: "a" et "b"\n',
        "a: «b: c»\n",
        "a: ‹b: c›\n",
    ),
    # More values than are read.
    "- a\n" * 200_001,
    # Braces: open for many lines, closed otherwise, with apostrophes, commas and quotes.
    "theme: SNAP3\nprojet: {nom: a,\n" + "".join(f"  x{place}: b,\n" for place in range(60)) + "  y: b\n",
    "theme: SNAP3\nprojet: {nom: a\n" + "".join(f"x{place}: b\n" for place in range(60)),
    *("theme: SNAP3\nprojet: {a: [x}\nb: c: d\n", "theme: SNAP3\nprojet: [a: {x]\nb: c: d\n", "a: [b}\nc: d: e\n"),
    *(
        "theme: SNAP3\nprojet: {nom: l'eau d'ici, x: 1\n",
        "theme: SNAP3\nprojet: {nom: 'l}' , x: [a\n",
        'a: {b: "}", c\n',
    ),
    *('theme: SNAP3\nprojet: {nom: Lot, deux", x: y}\n', "theme: SNAP3\nprojet: {nom: Lot, deux', x: y}\n"),
    *("theme: SNAP3\nprojet: {nom: 12,50, x: y}\n", "theme: SNAP3\nprojet: {nom: 12,50 €, x: y}\n"),
    *("theme: SNAP3\nprojet: {nom: a #b, c: d}\n", "theme: SNAP3\nprojet: {nom: a, b: c #d, e: f}\nx: y\n"),
    # Keys and lines that are too long to be looked at.
    *(f"theme: SNAP3\n«nom»: {LONG}\n", f"theme: SNAP3\nnom: “{LONG}: y”\n", f"theme: SNAP3\nnom: {LONG}: y\n"),
    *(f"theme: SNAP3\nprojet: {{nom: {LONG}, x}}\n", f"theme: SNAP3\nnom: '{LONG}\n", f"- {LONG}: y: z\n"),
    *(f'{{"a": "{LONG}" "b"}}', f'{{"a": 1,,\n"b": "{LONG}"}}', f"{{'a': '{LONG}'}}"),
)
JSON_TEXTS = (
    # A repair that nests too deep, as JSON alone.
    '{"a": 1,, "b": ' + "[" * 1200 + "]" * 1200 + "}",
    # Numbers of many digits before their point.
    '{"theme": "SNAP3", "projet": {"cout_total_ttc": ' + "1" * 36 + "e0}}",
    '{"theme": "SNAP3", "projet": {"cout_total_ttc": ' + "1" * 36 + ".5}}",
    # Keys that YAML might spell otherwise.
    *(
        f'{{"theme": "SNAP3", "{key}": 1}}'
        for key in ("\\ud83d", "\\u0085", "\\/x", "\\u2028 y", "\x7f", " a ", "a\x85b")
    ),
)
"""What is asked as JSON alone."""
