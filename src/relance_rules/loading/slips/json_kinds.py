"""The slips of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from relance_rules.loading.slips import Broken, Kind, Slip, place
from relance_rules.values import Message
from relance_rules.values.messages import HIDDEN

_LONGEST = 2000
_CURLY = "“”„«»"
_PARTS = re.compile(r'"(?:[^"\\]|\\.)*"?|[^"]+')
_SINGLE = re.compile(r"(?<![^\s{\[:,])'([^'\n]*)'(?=\s*(?:[:,}\]]|$))")
_BARE = re.compile(r"(?<![^\s{\[:,])[^\s{\[\]}:,\"][^{\[\]}:,\"\n]*")
_WITH_COMMA = re.compile(r"(?<![\w.])-?[0-9][0-9 \u00a0\u202f]*,[0-9]+(?=\s*(?:[,}\]]|$))")
_WORDS = {"True": "true", "False": "false", "None": "null", "Null": "null", "TRUE": "true", "FALSE": "false"}
_VALID = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def reads(text: str) -> Broken | None:
    """Where the reader of JSON stops in a text; None where it reads it whole."""
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return Broken(text, error.pos)
    except RecursionError:
        return Broken(text, 0)
    return None


def unread(broken: Broken) -> Message:
    """What is said where no slip explains why the reader stopped."""
    found = broken.text[broken.at : broken.at + 20].split("\n", 1)[0].strip()
    if not found:
        return Message("JSON illisible : le texte s’arrête avant la fin, ou une valeur est coupée ici")
    return Message("JSON illisible ici : « {found} » n’est pas attendu", {"found": found})


def _line(broken: Broken) -> str:
    """The line where the reader stopped; nothing if it is too long to look at."""
    line = broken.lines[broken.line]
    return line if len(line) <= _LONGEST else ""


def _before(broken: Broken) -> int:
    """The offset of the last thing before the place where the reader stopped; -1 if there is none."""
    return len(broken.text[: broken.at].rstrip()) - 1


def _outside(line: str, kind: re.Pattern[str], put: object) -> str:
    """A line where what a pattern finds outside strings is replaced."""
    return "".join(
        part if part.startswith('"') else kind.sub(put, part)  # type: ignore[call-overload]
        for part in _PARTS.findall(line)
    )


def yaml_text(broken: Broken) -> Iterator[Slip]:
    """YAML in a file named as JSON."""
    if broken.at == 0 and re.match(r"[a-z_][a-z0-9_]*\s*:|---|#", broken.text):
        yield Slip(0, 0, Message("ce texte est du YAML, pas du JSON : nommez le fichier en « .yaml »"))


def odd_spaces(broken: Broken) -> Iterator[Slip]:
    """Spaces that only look like spaces, outside strings."""
    sign = broken.text[broken.at : broken.at + 1]
    line = _line(broken)
    if line and sign and (HIDDEN.match(sign) or (sign.isspace() and sign not in " \t\r\n")):
        put = f"{line[: broken.column]} {line[broken.column + 1 :]}"
        message = Message(
            "« {code} » est un espace ou un signe invisible : mettez un espace ordinaire",
            {"code": f"U+{ord(sign):04X}"},
        )
        yield Slip(broken.line, broken.column, message, _outside(put, re.compile(r"[^\S \t]"), " "))


def comments(broken: Broken) -> Iterator[Slip]:
    """Comments, which JSON does not have."""
    line, column = _line(broken), broken.column
    if broken.text.startswith(("//", "/*", "#"), broken.at):
        closed = line.find("*/", column)
        rest = line[closed + 2 :] if closed >= 0 and broken.text.startswith("/*", broken.at) else ""
        put = None if broken.text.startswith("/*", broken.at) and closed < 0 else (line[:column] + rest).rstrip()
        yield Slip(broken.line, column, Message("JSON n’a pas de commentaires : effacez-le"), put)


def curly_quotes(broken: Broken) -> Iterator[Slip]:
    """Quotes of a word processor."""
    line = _line(broken)
    found = re.search(f"[{_CURLY}]", line)
    if found is not None:
        sure = broken.text[broken.at] in _CURLY if broken.at < len(broken.text) else False
        message = Message("pour JSON, seuls les guillemets droits sont des guillemets : remplacez ceux de cette ligne")
        column = broken.column if sure else found.start()
        put = re.sub(r"[“”„]|«\s*|\s*»", '"', line)
        yield Slip(broken.line, column, message, put, sure)


def single_quotes(broken: Broken) -> Iterator[Slip]:
    """Single quotes."""
    line = _line(broken)
    if broken.text.startswith("'", broken.at) and line:
        message = Message("JSON veut des guillemets doubles, pas des apostrophes")

        def put(found: re.Match[str]) -> str:
            return json.dumps(found[1], ensure_ascii=False)

        yield Slip(broken.line, broken.column, message, _outside(line, _SINGLE, put))
        close = re.compile(r"'(?=\s*(?:[:,}\]]|$))").search(line, broken.column + 1)
        if close is not None:
            inner = json.dumps(line[broken.column + 1 : close.start()], ensure_ascii=False)
            yield Slip(broken.line, broken.column, message, f"{line[: broken.column]}{inner}{line[close.end() :]}")


def idle_commas(broken: Broken) -> Iterator[Slip]:
    """A comma with nothing after it, or nothing before it."""
    text, at = broken.text, broken.at
    if text.startswith(("}", "]"), at):
        at = _before(broken)
    if not text.startswith(",", at) or at < 0:
        return
    after, before = text[at + 1 :].lstrip()[:1], text[:at].rstrip()[-1:]
    if after in ("}", "]", ",", "") or before in (",", "{", "["):
        number, column = place(text, at)
        line = broken.lines[number]
        message = Message("virgule en trop : une virgule sépare deux valeurs")
        yield Slip(number, column, message, line[:column] + line[column + 1 :])


def missing_quotes(broken: Broken) -> Iterator[Slip]:
    """A quote that is missing at one end of a text."""
    line, column, number = _line(broken), broken.column, broken.line
    left, right = line[:column], line[column:]
    open_key = re.search(r'"(?P<name>\w+)\s*:\s*"$', left)
    if open_key is not None:
        end = open_key.end("name")
        yield Slip(number, end, Message("il manque un guillemet à la fin de cette clé"), f'{line[:end]}"{line[end:]}')
    if re.match(r'[^\s",:{}\[\]][^",:{}\[\]]*"\s*(?:[:,}\]]|$)', right):
        message = Message("il manque un guillemet devant ce texte")
        yield Slip(number, column, message, f'{left}"{right}', sure=False)
    open_text = re.search(r'"(?P<value>[^"]*?)\s*,\s*"$', left)
    if open_text is not None:
        end = open_text.end("value")
        message = Message("guillemet ouvert et jamais fermé : fermez-le au bout de la valeur")
        yield Slip(number, open_text.start(), message, f'{line[:end]}"{line[end:]}', sure=False)
    opening = line.rfind('"')
    if len(re.findall(r'(?<!\\)"', line)) % 2 and (not right or (right[0] == '"' and opening == column)):
        message = Message("guillemet ouvert et jamais fermé : fermez-le au bout de la valeur")
        for end in dict.fromkeys((len(line.rstrip(" ,}]")), len(line.rstrip(" ,")), len(line.rstrip()))):
            if end > opening:
                yield Slip(number, opening, message, f'{line[:end]}"{line[end:]}')


def missing_colons(broken: Broken) -> Iterator[Slip]:
    """A key without its colon."""
    line, column = _line(broken), broken.column
    key = re.search(r'[{,]\s*"(?:[^"\\]|\\.)*"(\s*)$|^\s*"(?:[^"\\]|\\.)*"(\s*)$', line[:column])
    sign = re.match(r"(?:=>?|;|→)?\s*(?=\S)", line[column:])
    if key is not None and sign is not None and line[column] not in ":,}]":
        message = Message("il manque « : » entre la clé et sa valeur")
        put = f"{line[:column].rstrip()}: {line[column + sign.end() :]}"
        yield Slip(broken.line, column, message, put, sure=False)


def bare_words(broken: Broken) -> Iterator[Slip]:
    """Texts, keys and numbers that JSON only takes between quotes."""
    line = _line(broken)
    for number in _WITH_COMMA.finditer(line):
        if number.start() <= broken.column < number.end():
            message = Message("« {found} » : un nombre à virgule se met entre guillemets", {"found": number[0]})
            put = f'{line[: number.start()]}"{number[0]}"{line[number.end() :]}'
            yield Slip(broken.line, line.index(",", number.start()), message, put)
            return
    for part in re.finditer(_PARTS, line):
        if part[0].startswith('"'):
            continue
        for found in _BARE.finditer(part[0]):
            start, end = part.start() + found.start(), part.start() + len(found[0].rstrip()) + found.start()
            if not start <= broken.column <= end:
                continue
            word = line[start:end]
            put = f"{line[:start]}{_in_json(word)}{line[end:]}"
            if line[end:].lstrip().startswith(":"):
                message = Message("« {found} » : en JSON, une clé se met entre guillemets", {"found": word[:40]})
            elif word in _WORDS:
                message = Message("« {found} » s’écrit « {right} »", {"found": word, "right": _WORDS[word]})
            elif word[:1].isdigit() or word[:1] in "+-.":
                message = Message(
                    "« {found} » n’est pas un nombre de JSON : mettez-le entre guillemets", {"found": word[:40]}
                )
                if re.fullmatch(r"[1-9][0-9]*(?:_[0-9]+)+", word):
                    message = Message("« {found} » : JSON ne sépare pas les milliers", {"found": word[:40]})
            else:
                message = Message("« {found} » : en JSON, un texte se met entre guillemets", {"found": word[:40]})
            yield Slip(broken.line, start, message, put)
            yield Slip(broken.line, start, message, _outside(line, _BARE, lambda each: _in_json(each[0])))
            return


def _in_json(word: str) -> str:
    """A bare word as JSON writes it, with the spaces after it."""
    bare = word.rstrip()
    tail = word[len(bare) :]
    if _VALID.fullmatch(bare):
        return word
    if re.fullmatch(r"[1-9][0-9]*(?:_[0-9]+)+", bare):
        return bare.replace("_", "") + tail
    return (_WORDS.get(bare) or json.dumps(bare, ensure_ascii=False)) + tail


def inner_quotes(broken: Broken) -> Iterator[Slip]:
    """Quotes inside quotes."""
    line, column = _line(broken), broken.column
    opening = re.search(r'[:\[,]\s*"(?=[^:]*$)', line[:column])
    closing = re.compile(r'"(?=\s*(?:[,}\]]|$))').search(line, column)
    if opening is None or closing is None:
        return
    inner = line[opening.end() : closing.start()]
    if re.search(r'"\s*:', inner):
        # A text and a key side by side: a comma is missing between them.
        return
    put = line[: opening.end()] + re.sub(r'(?<!\\)"', r"\\" + '"', inner) + line[closing.start() :]
    message = Message('un guillemet dans un texte s’écrit « \\" »')
    yield Slip(broken.line, column - 1, message, put, sure=False)


def missing_commas(broken: Broken) -> Iterator[Slip]:
    """Two values without a comma between them."""
    text, at, before = broken.text, broken.at, _before(broken)
    if before < 0 or at >= len(text):
        return
    if text[at] == ";":
        line = broken.lines[broken.line]
        put = f"{line[: broken.column]},{line[broken.column + 1 :]}"
        yield Slip(broken.line, broken.column, Message("une virgule sépare deux valeurs, pas un point-virgule"), put)
    elif (text[before] in '"}]' or text[before].isalnum()) and (text[at] in '"{[-' or text[at].isalnum()):
        number, column = place(text, before + 1)
        line = broken.lines[number]
        message = Message("il manque une virgule entre deux valeurs")
        yield Slip(number, column, message, f"{line[:column]},{line[column:]}", sure=text[at] in '"{[')


def brackets(broken: Broken) -> Iterator[Slip]:
    """Braces and brackets that are not closed, are closed by another, or once too often."""
    text, at = broken.text, broken.at
    waiting: list[tuple[str, int]] = []
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text[: min(at, 1 << 20)]):
        if found[0] in "[{":
            waiting.append((found[0], found.start()))
        elif found[0] in "]}" and waiting:
            waiting.pop()
    closing = {"[": "]", "{": "}"}
    ended = not text[at:].strip()
    if waiting and (ended or text[at] in "]}"):
        sign, opened = waiting[-1]
        values = {"sign": sign, "closing": closing[sign], "line": place(text, opened)[0] + 1}
        message = Message("il manque « {closing} », qui ferme le « {sign} » ouvert ligne {line}", values)
        number, column = place(text, _before(broken) + 1)
        line = broken.lines[number]
        if ended and text[_before(broken)] not in ",:":
            closers = "".join(closing[sign] for sign, _ in reversed(waiting))
            yield Slip(number, column, message, line[:column] + closers)
        elif not ended:
            line = broken.lines[broken.line]
            put = f"{line[: broken.column]}{closing[sign]}{line[broken.column :]}"
            yield Slip(broken.line, broken.column, message, put)
            put = f"{line[: broken.column]}{closing[sign]}{line[broken.column + 1 :]}"
            yield Slip(broken.line, broken.column, message, put)
        else:
            yield Slip(number, column, message)
    elif not ended and not waiting and _before(broken) >= 0 and text[_before(broken)] in "]}":
        line = broken.lines[broken.line]
        fewer = line[: broken.column] + line[broken.column + 1 :] if text[at] in "]}," else None
        yield Slip(broken.line, broken.column, Message("rien n’est attendu après la fin du JSON"), fewer)


def controls(broken: Broken) -> Iterator[Slip]:
    """What a string can't hold as it is: a tab, a line end, a backslash."""
    text, line, column = broken.text, _line(broken), broken.column
    if text.startswith("\t", broken.at):
        message = Message("tabulation dans un texte : mettez un espace")
        yield Slip(broken.line, column, message, f"{line[:column]} {line[column + 1 :]}")
    elif text.startswith(("\n", "\r"), broken.at):
        yield Slip(broken.line, column, Message("un texte de JSON tient sur une ligne : fermez le guillemet"))
    slash = line.rfind("\\", 0, column + 1)
    if slash >= max(0, column - 1) and slash >= 0:
        message = Message("« \\ » annonce un signe : écrivez « \\\\ »")
        put = re.sub(r'\\(?!["\\/bfnrt]|u[0-9A-Fa-f]{4})', r"\\\\", line)
        yield Slip(broken.line, slash, message, put)


def strays(broken: Broken) -> Iterator[Slip]:
    """A sign typed by mistake where the reader stopped: without it, the whole is read."""
    line, column = _line(broken), broken.column
    sign, around = line[column : column + 1], line[max(0, column - 1) : column] + line[column + 1 : column + 2]
    # Two digits that a sign parts are no number without it.
    if sign and not sign.isalnum() and not sign.isspace() and not (len(around) == 2 and around.isdigit()):
        message = Message("« {sign} » est de trop, ou la valeur qui le contient veut des guillemets", {"sign": sign})
        yield Slip(broken.line, column, message, line[:column] + line[column + 1 :], sure=False)


KINDS: tuple[Kind, ...] = (
    yaml_text,
    odd_spaces,
    comments,
    single_quotes,
    curly_quotes,
    idle_commas,
    missing_quotes,
    missing_colons,
    bare_words,
    inner_quotes,
    brackets,
    missing_commas,
    controls,
    strays,
)
"""What is looked for, in order."""
