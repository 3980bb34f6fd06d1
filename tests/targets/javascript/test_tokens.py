"""What a browser is given has the tokens of the modules, and its lines end where theirs do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules.page import build
from relance_rules.targets.javascript import script as engine
from relance_rules.targets.javascript.tokens import Token, compact, tokens

from .node import asked

PATHS = [
    *(engine.FOLDER / f"{name}.js" for name in engine.MODULES),
    *(build.FOLDER / "ui" / f"{name}.js" for name in build.MODULES),
]


def told(source: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(source)]


def ends(source: str) -> Iterator[bool]:
    """For each token but the first, whether a line ends before it."""
    held = list(tokens(source))
    for before, token in pairwise(held):
        yield "\n" in source[before.start + len(before.text) : token.start]


def blanks(source: str) -> Iterator[str]:
    """What stands between the tokens, and before and after them."""
    end = 0
    for token in [*tokens(source), Token("", "", len(source))]:
        yield source[end : token.start]
        end = token.start + len(token.text)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_compact_module_has_the_same_tokens_on_the_same_lines(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    small = compact(source)
    assert told(small) == told(source)
    assert list(ends(small)) == list(ends(source))
    assert set(blanks(small)) <= {"", " ", "\n"}
    assert compact(small) == small


# Signs, words and blanks of which any two may meet; what is not read at all is refused, and proves nothing.
_PIECES = st.sampled_from([
    "a", "in", "return", "if", "of", "1", "0x1F", "2n", '"//"', "'/* \\' */'", "/[/]\\/ /g", "`a  ${", "}  // `",
    "`  `", "(", ")", "[",
    "]", "{", "}", ",", ";", ".", "...", "?.", "?", ":", "+", "++", "-", "--", "*", "**", "/", "%", "<",
    ">", "=", "==", "=>", "!", "&", "&&", "|", "??", "??=", " ", "  ", "\n", "\n  ", " // it's `${ \n", " /* \" */ ",
    " /* \n */ ",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_any_tokens_stay_the_same(source: str) -> None:
    try:
        before = told(source)
    except ValueError:
        return
    small = compact(source)
    assert told(small) == before
    assert list(ends(small)) == list(ends(source))


@pytest.mark.parametrize(
    ("source", "small"),
    [
        ("const a = b + c; // told\n\n  /* and\n so */ f(a);\n", "const a=b+c;\nf(a);"),
        ("x = \"a  // b\";  y = '/* c */'", "x=\"a  // b\";y='/* c */'"),
        ("x = `a  ${ b  + `// ${ { c } }  ` }  /* d */\n\n  e`", "x=`a  ${b+`// ${{c}}  `}  /* d */\n\n  e`"),
        ("return /a  b[/  ]\\//g .test(x) / 2 / y", "return /a  b[/  ]\\//g .test(x)/2/y"),
        # What may be another sign, a comment of a script or of a page, or the end of the script, stays apart.
        ("a + +b - --c / /d/ .e < !--f", "a+ +b- --c/ /d/ .e< !--f"),
        ("a ? .5 : b ?. c", "a? .5:b?. c"),
        ("1 .toFixed() in x", "1 .toFixed()in x"),
        # A line that ends may end a statement, in a comment too.
        ("let a = b\n\n  ++c\nreturn /*\n*/ d\n[e] = f", "let a=b\n++c\nreturn\nd\n[e]=f"),
    ],
)
def test_what_is_left_out_parts_nothing(source: str, small: str) -> None:
    assert compact(source) == small


@pytest.mark.parametrize(
    "source",
    [
        "if (a) /b  c/.test(d)",
        "x = {} /a  b/ c",
        "a++ /b  c/ d",
        "for (x of /a  b/) {}",
        "x = a\u2028/b  c/",
        "x\t= 1",
        "x = 1; // told\r y",
        "a <!-- b",
        "a\n--> b",
        'x = "a',
        "x = `a ${b}",
        "\\u0061 = 1",
    ],
)
def test_what_a_browser_may_read_otherwise_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"no token|no end of a line|may divide"):
        compact(source)


def test_a_word_after_a_dot_is_a_name() -> None:
    assert told("a.return / b / c")[3:] == [("sign", "/"), ("name", "b"), ("sign", "/"), ("name", "c")]
    assert told("a.if(b) / c / d")[-4] == ("sign", "/")
    assert told("return / b /.c")[1] == ("regex", "/ b /")


ODD = r"""
(n) => {
  const a = [ `x  ${ n + `// ${ { b : 1 } . b }  ` }  /* y */
   z`, "a  // b" , '/* c */' ];   // what is told
  const two = n
  /* where a
     line ends */
  ++n
  const one = () => {
    return
    n
  }
  return [ ...a , two , n , one () === undefined , n + + n - - n , / [/]  \/ /.source , n / 2 / n , 1 . toFixed ( 1 ) ];
}
"""


def test_node_reads_both_alike(script: Path) -> None:
    whole, small = (asked(script, text, [[3]])[0]["value"] for text in (f"({ODD.strip()})", f"({compact(ODD)})"))
    text = ["x  3// 1    /* y */\n   z", "a  // b", "/* c */"]
    assert small == whole == [*text, 3, 4, True, 12, " [/]  \\/ ", 0.5, "1.0"]


SAYS = ("un texte", 'un "autre" texte', "un texte en deux", "oui")


@pytest.mark.parametrize(
    ("source", "small"),
    [
        ('f("un texte", "un \\"autre\\" texte");', "f($[0],$[1]);"),
        ('return "un texte" + " en deux";', "return $[2];"),
        ('return"un texte";', "return $[0];"),
        ('x = n + "un texte" +\n  " en deux" + n;', "x=n+$[2]+n;"),
        ('x = n + "un" + " texte";', "x=n+$[0];"),
        ('x = a ? "un texte" : { "un texte": "un texte", b: "un texte" };', 'x=a?$[0]:{"un texte":$[0],b:$[0]};'),
        ('[a, "un texte"] = [a, "un texte"]', "[a,$[0]]=[a,$[0]]"),
        # What is no value of its own, or is no longer than what refers to it.
        ('f({ a, "un texte": 1 }, "oui");', 'f({a,"un texte":1},"oui");'),
        ('x = "un texte".length + n * "un texte";', 'x="un texte".length+n*"un texte";'),
        ('x = "un" + " texte".length;', 'x="un"+" texte".length;'),
        ("x = `un texte ${'un texte'}` + \"un tex\\u0074e\";", "x=`un texte ${'un texte'}`+\"un tex\\u0074e\";"),
    ],
)
def test_a_text_that_a_script_holds_is_referred_to(source: str, small: str) -> None:
    assert compact(source, SAYS) == small


def test_the_name_of_the_list_of_texts_is_no_other() -> None:
    assert compact("$ = 1") == "$=1"
    with pytest.raises(ValueError, match="name of the list"):
        compact("$ = 1", SAYS)


def whole(source: str, texts: Sequence[str] = ()) -> str:
    """A module with the parts of each text as one, those that it refers to too."""
    text = re.sub(r"(?<!\w)\$\[([0-9]+)\]", lambda place: json.dumps(texts[int(place[1])], ensure_ascii=False), source)
    return re.sub(r'"\s*\+\s*"', "", text)


@pytest.mark.parametrize("shipped", ["engine", "page"])
def test_what_is_shipped_is_compact_and_says_the_same(shipped: str, script: Path) -> None:
    if shipped == "engine":
        text, modules = script.read_text(encoding="utf-8"), engine.sources()
        assert text.startswith("// relance ")
    else:
        text = build.interface("fr")
        modules = [path.read_text(encoding="utf-8") for path in PATHS if path.parent.name == "ui"] + ["start();\n"]
    texts = list(engine.sentences("".join(modules)))
    # As the script lists them: a browser puts numbers first.
    assert not [each for each in texts if each.isdecimal()]
    _, code = text.split("\n\n", 1)
    assert len(re.findall(r"\$\[", code)) > 200
    assert not [line for line in code.split("\n") if line.startswith((" ", "//", "/*"))]
    assert told(whole(code, texts)) == told(whole("\n".join([*modules, "})();\n"])))
