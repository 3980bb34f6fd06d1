"""The slips of YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relance_rules.loading.slips import Broken, Kind, Slip, line_of, place
from relance_rules.values import Message
from relance_rules.values.messages import HIDDEN

_ENTRY = re.compile(
    r"""(?P<head>\s*(?:-\s+)*(?P<key>"[^"]*"|'[^']*'|(?!-\s)[^\s:#\[\]{},"'][^:#]*?)\s*:)"""
    r"""(?P<gap>\s*)(?P<value>.*?)(?P<comment>\s+\#(?:\s.*)?)?\s*"""
)
_NAME = r"[a-z_][a-z0-9_]*"
_GLUED = re.compile(rf"(?P<head>\s*(?:-\s+)*{_NAME}:)(?P<value>[^\s/].*?)(?P<comment>\s+\#(?:\s.*)?)?\s*")
_NO_COLON = re.compile(rf"(?P<head>\s*(?:-\s+)*{_NAME})(?:\s*[=;]\s*|[ ]+)(?P<value>[^\s:=#][^:]*)")
_MARGIN = re.compile(r"\s*(?:-\s+)*")
_ODD_DASH = re.compile(r"(?P<indent>\s*)(?:(?P<sign>[–—−‐‑‒•·*])\s*|-(?=[^\W\d_]))(?=\S)")
_CURLY = {"“": "”", "”": "”", "„": "”", "«": "»", "‘": "’", "‹": "›"}
_STRAIGHT = {'"': '"', "'": "'"}
_LINE_ENDS = "\x85\u2028\u2029"
_RESERVED = "[]{}@%*&!`|>,?-"

_RESERVED_SIGN = Message(
    "une valeur ne peut pas commencer par « {sign} », qui est un signe de YAML : mettez-la entre guillemets"
)


def quoted(value: str) -> str:
    """A text between quotes that YAML reads back as it is."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _bare(value: str) -> str:
    """A text without the quotes, straight or curly, that stand around the whole of it."""
    closing = {**_CURLY, **_STRAIGHT}.get(value[:1])
    if closing is None or len(value) < 2 or value[-1] not in (closing, '"'):
        return value
    inner = value[1:-1]
    first = inner.find(value[0])
    # “a” and “b”: the first quote after the opening one closes it.
    if first > 0 and not inner[first - 1].isspace() and not inner[first + 1 : first + 2].strip():
        return value
    return inner.strip()


def _instead(entry: re.Match[str], value: str) -> str:
    """The line of an entry, with another value."""
    return f"{entry['head']} {value}{entry['comment'] or ''}"


_ODD = rf"(?:[^\S \t]|{HIDDEN.pattern})"
_BEFORE_KEY = re.compile(rf"(?:\s|{_ODD})*(?:-(?:\s|{_ODD})+)*")


def odd_spaces(broken: Broken) -> Iterator[Slip]:
    """Spaces that only look like spaces, where YAML counts them, and line ends that editors do not show."""
    for number, line in broken.near():
        yield from _odd_space(number, line)


def _odd_space(number: int, line: str) -> Iterator[Slip]:
    before = _BEFORE_KEY.match(line).end()  # type: ignore[union-attr]
    entry = _ENTRY.fullmatch(line, before)
    around = (0, 0) if entry is None else (entry.end("key"), entry.start("value"))
    found = [
        each
        for each in re.finditer(_ODD, line)
        if each.end() <= before or around[0] <= each.start() < around[1] or each[0] in _LINE_ENDS
    ]
    if not found:
        return
    sign, column = found[0][0], found[0].start()
    code = {"code": f"U+{ord(sign):04X}"}
    if sign in _LINE_ENDS:
        message = Message("fin de ligne invisible ({code}) : mettez un espace ordinaire", code)
    elif sign.isspace():
        message = Message("espace insécable ({code}) : YAML ne connaît que l’espace ordinaire", code)
    else:
        message = Message("caractère invisible ({code}) : effacez-le", code)
    places = {each.start() for each in found}
    for margin in (" ", ""):
        put = ""
        for at, each in enumerate(line):
            spaced = (margin if at < before else " ") if each.isspace() else ""
            put += spaced if at in places else each
        yield Slip(number, column, message, re.sub(r" +:(?= |$)", ":", put, count=1) if around[1] else put)


def tabs(broken: Broken) -> Iterator[Slip]:
    """Tabs that indent."""
    for number, line in broken.near():
        margin = _MARGIN.match(line)[0]  # type: ignore[index]
        if "\t" not in margin:
            continue
        rest = line[len(margin) :]
        levels = [" " * level for level in _levels(broken, number, 0)] if not margin.strip() else []
        for put in (margin.expandtabs(2), margin.expandtabs(4), margin.expandtabs(8), *levels):
            message = Message("tabulation : YAML s’indente avec des espaces")
            yield Slip(number, margin.index("\t"), message, put + rest)


def dashes(broken: Broken) -> Iterator[Slip]:
    """What a word processor puts in the place of a dash, or a dash stuck to its item."""
    for number, line in broken.near():
        yield from _dash(number, line)


def _dash(number: int, line: str) -> Iterator[Slip]:
    found = _ODD_DASH.match(line)
    if found is None:
        return
    message = Message("il manque un espace après le tiret")
    if found["sign"] is not None:
        message = Message("« {sign} » ne commence pas un élément : écrivez un tiret « - »", {"sign": found["sign"]})
    yield Slip(number, found.end("indent"), message, f"{found['indent']}- {line[found.end() :]}", sure=False)


def open_quotes(broken: Broken) -> Iterator[Slip]:
    """A quote that is opened and not closed on its line."""
    for number, line in reversed([*broken.near()]):
        entry = _ENTRY.fullmatch(line)
        if entry is None or entry["value"][:1] not in _STRAIGHT:
            continue
        quote, value = entry["value"][0], entry["value"]
        if _closed(value):
            continue
        message = Message("guillemet ouvert et jamais fermé : fermez-le au bout de la valeur")
        sure = (number, entry.start("value")) == (broken.line, broken.column)
        for end in (value[:-1] if value[-1:] in "”»’“" and len(value) > 1 else value, value):
            put = _instead(entry, f"{end}{quote}")
            yield Slip(number, entry.start("value"), message, put, sure)
        yield Slip(number, entry.start("value"), message, _instead(entry, quoted(value[1:])), sure)


def _closed(value: str) -> bool:
    """Whether a value that starts with a quote is closed before its end."""
    if value[0] == "'":
        return "'" in value[1:].replace("''", "")
    return '"' in re.sub(r"\\.", "", value[1:])


def inner_quotes(broken: Broken) -> Iterator[Slip]:
    """Quotes inside quotes, or text after them."""
    for number, line in broken.near():
        entry = _ENTRY.fullmatch(line)
        if entry is None or number != broken.line or entry["value"][:1] not in _STRAIGHT or not _closed(entry["value"]):
            continue
        value = entry["value"]
        message = Message("le guillemet se ferme avant la fin de la valeur : mettez le tout entre d’autres guillemets")
        yield Slip(number, broken.column, message, _instead(entry, quoted(_bare(value))), sure=False)


def backslashes(broken: Broken) -> Iterator[Slip]:
    """A backslash between double quotes."""
    number, line = broken.line, broken.lines[broken.line]
    column = line.rfind("\\", 0, broken.column + 1)
    if len(line) < 2000 and column >= max(0, broken.column - 2):
        entry = _ENTRY.fullmatch(line)
        put = None if entry is None or entry["value"][:1] != '"' else _instead(entry, quoted(_bare(entry["value"])))
        message = Message("entre guillemets doubles, « \\ » annonce un signe : prenez des guillemets simples")
        yield Slip(number, column, message, put, sure=entry is not None and '"' in line[:column])


def glued(broken: Broken) -> Iterator[Slip]:
    """A colon without its space."""
    for number, line in broken.near():
        entry = _GLUED.fullmatch(line)
        if entry is not None:
            column, message = entry.end("head") - 1, Message("il manque un espace après « : »")
            for value in (entry["value"], quoted(_bare(entry["value"]))):
                yield Slip(number, column, message, _instead(entry, value), sure=False)


def reserved(broken: Broken) -> Iterator[Slip]:
    """A value that starts with a sign of YAML."""
    for number, line in broken.near():
        entry = _ENTRY.fullmatch(line)
        if entry is None or not entry["gap"] or entry["value"][:1] not in _RESERVED or not entry["value"]:
            continue
        value, column = entry["value"], entry.start("value")
        # Braces and brackets that are closed, or hold entries, may be meant.
        if value[0] in "[{" and (value[-1] in "]}" or ":" in value or "," in value):
            continue
        message = _RESERVED_SIGN._replace(values={"sign": value[0]})
        at_fault = number == broken.line and column <= broken.column <= column + 2
        yield Slip(number, column, message, _instead(entry, quoted(value)), at_fault and value[0] not in "[{")


def colons(broken: Broken) -> Iterator[Slip]:
    """A colon inside a value."""
    number, line = broken.line, broken.lines[broken.line]
    entry = _ENTRY.fullmatch(line) if len(line) < 2000 else None
    if entry is None or broken.column < entry.start("value") or not entry["value"]:
        return
    value, column = entry["value"], broken.column
    if value[0] in _CURLY:
        message = Message("pour YAML, seuls les guillemets droits sont des guillemets : remplacez ceux de cette valeur")
        column = entry.start("value")
    elif broken.text[broken.at : broken.at + 1] == ":" and value[0] not in "[{":
        message = Message("« : » dans une valeur : mettez la valeur entre guillemets")
    else:
        return
    yield Slip(number, column, message, _instead(entry, quoted(_bare(value))))


_SEGMENT_START = re.compile(r"[\[{,]\s*(?=[^\[{,]*$)")
_PAIR = re.compile(r"""(?P<head>\s*(?:"[^"]*"|[^\s:"]+)\s*:\s+)(?P<value>[^,{}\[\]]*?)(?P<tail>\s*)(?=[,}\]]|$)""")


def in_braces(broken: Broken) -> Iterator[Slip]:
    """A value between braces that breaks, or a comma that is missing before the next key."""
    number, line, stop = broken.line, broken.lines[broken.line], broken.column
    start = _SEGMENT_START.search(line[:stop]) if len(line) < 2000 else None
    if start is None or stop >= len(line):
        return
    if line[stop] == ":":
        following = re.search(rf"(?<=\S)\s+(?={_NAME}$)", line[:stop])
        if following is not None and following.start() > start.end():
            put = f"{line[: following.start()]}, {line[following.end() :]}"
            yield Slip(number, following.start(), Message("il manque une virgule entre deux valeurs"), put)
    pair = _PAIR.match(line, start.end())
    if pair is None or not pair["value"]:
        return
    put = f"{line[: pair.start('value')]}{quoted(_bare(pair['value']))}{line[pair.end('value') :]}"
    if line[stop] == ":":
        yield Slip(number, stop, Message("« : » dans une valeur : mettez la valeur entre guillemets"), put)
    elif line[stop] in _RESERVED and pair["value"][0] == line[stop]:
        message = _RESERVED_SIGN._replace(values={"sign": line[stop]})
        yield Slip(number, stop, message, put)
    elif pair["value"][0] in _STRAIGHT and _closed(pair["value"]):
        message = Message("le guillemet se ferme avant la fin de la valeur : mettez le tout entre d’autres guillemets")
        yield Slip(number, stop, message, put)


_IN_VALUE = r"[^\"',{}\[\]]*"
_INDEXED = re.compile(rf"(?<=: )(?P<value>(?!\s){_IN_VALUE}(?<!: )(?:\[{_IN_VALUE}\]{_IN_VALUE})+)(?=[,}}])")


def brackets_in_braces(broken: Broken) -> Iterator[Slip]:
    """A value between braces that holds brackets, as the name of a fact of a list does."""
    line = broken.lines[broken.line]
    # Each value is sought to the end of the line: a longer one would take minutes.
    first = _INDEXED.search(line) if len(line) <= 2000 else None
    if first is not None and first.start() < broken.column:
        message = Message("« [ » dans une valeur entre accolades : mettez la valeur entre guillemets")
        put = _INDEXED.sub(lambda found: quoted(found["value"].rstrip()), line)
        yield Slip(broken.line, line.index("[", first.start()), message, put)


_TEXT = r"(?P<value>[^\",{}\[\]]+(?:,[0-9]+[^\",{}\[\]]*)?)"
_NOT_CLOSED = re.compile(rf'(?<=[:,\[{{] )"{_TEXT}(?=,\s+{_NAME}\s*:|\}})')


def quotes_in_braces(broken: Broken) -> Iterator[Slip]:
    """A quote that is not closed at the end of a value between braces."""
    for number, line in broken.near():
        if line.count('"') % 2 == 0:
            continue
        for found in _NOT_CLOSED.finditer(line):
            message = Message("guillemet ouvert et jamais fermé : fermez-le au bout de la valeur")
            put = f'{line[: found.end()]}"{line[found.end() :]}'
            yield Slip(number, found.start(), message, put, sure=False)


def open_braces(broken: Broken) -> Iterator[Slip]:
    """Braces and brackets that are not closed, or closed once too often."""
    text, stop = broken.text, broken.end
    if text[stop : stop + 1] in ("]", "}") and not broken.braced:
        line = broken.lines[broken.line]
        values = {"sign": text[stop]}
        put = line[: broken.column] + line[broken.column + 1 :]
        yield Slip(broken.line, broken.column, Message("« {sign} » ferme ce que rien n’ouvre", values), put)
        return
    first = len(text) - len(text.lstrip())
    since = broken.since if broken.braced else first if not text[stop:].strip() else None
    if since is None or text[since : since + 1] not in ("[", "{"):
        return
    head, column = place(text, since)
    closing = "]" if text[since] == "[" else "}"
    values = {"sign": text[since], "closing": closing}
    message = Message("« {sign} » est ouvert et n’est pas fermé : il manque « {closing} »", values)
    if text[stop : stop + 1] in ("]", "}"):
        number, here = place(text, stop)
        line = broken.lines[number]
        yield Slip(number, here, message, f"{line[:here]}{closing}{line[here:]}")
        return
    for number, line in reversed([*broken.near()]):
        if number < head or not line.strip():
            continue
        if number == head:
            yield from _cut_value(number, line, column)
        closers = _closers("\n".join([broken.lines[head][column:], *broken.lines[head + 1 : number + 1]]))
        if closers:
            put = re.sub(r"(,?\s*)((?:\s#.*)?)$", rf"{closers}\2", line, count=1)
            yield Slip(number, column if number == head else len(line.rstrip()), message, put)


def _cut_value(number: int, line: str, column: int) -> Iterator[Slip]:
    """A comment that starts inside braces, stuck to its text: it was meant as the end of a value."""
    hidden = re.search(r"\s#\S", line)
    if hidden is None or hidden.start() < column:
        return
    value = re.match(r".*:\s+(?=\S)", line[: hidden.start()])
    if value is not None:
        end = value.end() + len(re.split(r"[,}\]]", line[value.end() :])[0])
        put = f"{line[: value.end()]}{quoted(line[value.end() : end].rstrip())}{line[end:]}"
        message = Message("« # » commence ici un commentaire : mettez la valeur entre guillemets")
        yield Slip(number, hidden.start() + 1, message, put)


def _closers(text: str) -> str:
    """What closes the braces and the brackets that a text opens."""
    waiting: list[str] = []
    for found in re.finditer(r""""(?:[^"\\]|\\.)*"|(?<=[\s\[{,:])'[^']*'|\s#.*|[\[\]{}]""", text[:4000]):
        sign = found[0]
        if sign in "[{":
            waiting.append("]" if sign == "[" else "}")
        elif sign in "]}" and waiting:
            waiting.pop()
    return "".join(reversed(waiting))


_LITTLE_WORD = re.compile("de|du|des|et|ou|la|le|les|en|sur|aux?|par|pour|avec|dans|sans|sous|une?|qui|que")


def no_colon(broken: Broken) -> Iterator[Slip]:
    """A key without its colon, or the rest of a value that is not indented."""
    for number, line in broken.near():
        if ":" in line or not line.strip() or line.lstrip().startswith(("#", "-")):
            continue
        margin = len(line) - len(line.lstrip())
        message = Message(
            "cette ligne n’a pas de « : » : une clé en veut un, la suite d’une valeur se décale vers la droite"
        )
        found = _NO_COLON.fullmatch(line)
        if found is not None and not _LITTLE_WORD.fullmatch(found["head"].split()[-1]):
            yield Slip(number, margin, message, f"{found['head']}: {found['value']}", sure=False)
        yield Slip(number, margin, message, f"  {line}", sure=False)


def _levels(broken: Broken, number: int, now: int) -> list[int]:
    """The columns where something above a line begins, the nearest first."""
    found = {0}
    for line in broken.lines[max(0, number - 40) : number]:
        if line.strip() and not line.lstrip().startswith("#"):
            margin = _MARGIN.match(line)[0]  # type: ignore[index]
            found |= {len(line) - len(line.lstrip()), len(margin)}
            if line.rstrip().endswith(":"):
                found.add(len(margin) + 2)
    return sorted(found, key=lambda level: (abs(level - now), level))


def margins(broken: Broken) -> Iterator[Slip]:
    """A line that starts at a column where nothing above it does."""
    last = next((number for number, line in broken.near() if line.strip()), 0)
    above = next((number for number in range(last - 1, -1, -1) if broken.lines[number].strip()), last)
    for number in dict.fromkeys((last, above)):
        line = broken.lines[number]
        now = len(line) - len(line.lstrip(" "))
        levels = _levels(broken, number, now)
        message = Message("cette ligne n’est alignée avec aucune autre : vérifiez les espaces qui la précèdent")
        for level in levels[:6]:
            if level != now:
                sure = number == last and now not in levels
                yield Slip(number, now, message, " " * level + line[now:], sure)


_SIGNS = "\"'[]{},@`&*!|\\“”«»–"


def strays(broken: Broken) -> Iterator[Slip]:
    """A sign typed by mistake: without it, the whole is read."""
    for number, stop in dict.fromkeys((place(broken.text, broken.end), (broken.line, broken.column))):
        line = broken.lines[number]
        if len(line) > 2000:
            continue
        # Without its colon, or its percent sign, a line only becomes the rest of another, or a document of its own.
        signs = _SIGNS if line[:stop].strip(" -:") else _SIGNS + ":"
        places = [column for column in range(min(stop, len(line) - 1), -1, -1) if line[column] in signs]
        for column in places[:12]:
            values = {"sign": line[column]}
            message = Message("« {sign} » est de trop, ou la valeur qui le contient veut des guillemets", values)
            yield Slip(number, column, message, line[:column] + line[column + 1 :], sure=False)


KINDS: tuple[Kind, ...] = (
    odd_spaces,
    tabs,
    dashes,
    open_quotes,
    backslashes,
    inner_quotes,
    glued,
    reserved,
    quotes_in_braces,
    brackets_in_braces,
    in_braces,
    colons,
    open_braces,
    margins,
    no_colon,
    strays,
)
"""What is looked for, in order."""


def reserved_slip(message: Message) -> Kind:
    """The kind of a value that a sign of YAML starts, said in the words of what that sign announces."""

    def kind(broken: Broken) -> Iterator[Slip]:
        entry = _ENTRY.fullmatch(broken.lines[broken.line][:2000])
        if entry is not None and entry.start("value") == broken.column:
            yield Slip(broken.line, broken.column, message, _instead(entry, quoted(entry["value"])))

    return kind


_GLUED_NAME = re.compile(rf"{_NAME}:[^\s/]")
_OUTSIDE = re.compile(r"(?P<head>[^\s{,:]+\s*:\s+)(?P<value>[^{}\[\],\"']+),\s*$")
_REST = re.compile(r"[^,:{}\[\]\"']*(?:,[0-9]+)*")


def key_slips(text: str, start: int, end: int) -> list[Slip]:
    """What may be wrong with a plain key that was not meant as one; nothing if it was."""
    key = text[start:end]
    first, last = key[:1], key[-1:]
    after = text[end : end + 80].lstrip(" \t")[:1]
    if after == ":" and ":" not in key and (first.isalnum() or first == "_") and (last.isalnum() or last == "_"):
        return []
    (number, column), line = place(text, start), line_of(text, start)
    if len(line) > 2000:
        return []
    if after != ":":
        return _no_key(number, column, line, key)
    glued_key = _GLUED.fullmatch(line) if _GLUED_NAME.match(key) else None
    if glued_key is not None:
        message = Message("il manque un espace après « : »")
        put = _instead(glued_key, quoted(_bare(glued_key["value"])))
        return [Slip(number, glued_key.end("head") - 1, message, put)]
    if odd := [*_odd_space(number, line)]:
        return odd
    dash = _ODD_DASH.match(line)
    if dash is not None and dash.end("indent") == column:
        return [*_dash(number, line)]
    if _CURLY.get(first) == last:
        message = Message("pour YAML, seuls les guillemets droits sont des guillemets : remplacez ceux de cette clé")
        return [Slip(number, column, message, f"{line[:column]}{_bare(key)}{line[column + len(key) :]}")]
    return []


def _no_key(number: int, column: int, line: str, key: str) -> list[Slip]:
    """A key between braces that no colon follows: the rest of a value, cut by its comma, or a colon without space."""
    if _GLUED_NAME.match(key):
        colon = column + key.index(":")
        message = Message("il manque un espace après « : »")
        return [Slip(number, colon, message, f"{line[: colon + 1]} {line[colon + 1 :]}")]
    before = _OUTSIDE.search(line[:column])
    if before is None or re.fullmatch(_NAME, key):
        return []
    stop = column + _REST.match(line[column:]).end()  # type: ignore[union-attr]
    value = line[before.start("value") : stop].rstrip()
    # A quote that closes what none opens.
    stop += line.startswith('"', stop)
    put = f"{line[: before.start('value')]}{quoted(value)}{line[stop:]}"
    if key[0].isdigit() and line[column - 1] == "," and line[column - 2].isdigit():
        message = Message(
            "« {found} » : entre accolades, une virgule sépare deux valeurs ; mettez ce nombre entre guillemets",
            {"found": value[:60]},
        )
    else:
        message = Message(
            "« {found} » : entre accolades, une virgule sépare deux valeurs ; mettez ce texte entre guillemets",
            {"found": value[:60]},
        )
    return [Slip(number, line.rindex(",", 0, column), message, put)]


def value_slips(text: str, start: int) -> list[Slip]:
    """What may be wrong with a plain value that stands where an entry was meant; nothing if it was meant."""
    if _GLUED_NAME.match(text, start) is None:
        return []
    (number, column), line = place(text, start), line_of(text, start)
    entry = _GLUED.fullmatch(line) if len(line) <= 2000 else None
    if entry is None or line[:column].strip(" -"):
        return []
    message = Message("il manque un espace après « : »")
    return [Slip(number, entry.end("head") - 1, message, _instead(entry, entry["value"]))]
