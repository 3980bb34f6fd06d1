"""A curve drawn: the grant and the applicant's share, where the dossier is refused, and where something changes.

Places are whole hundredths of a point, computed from whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from relance_rules.checking.curve import Curve, Piece, ends_of
from relance_rules.localization import Localization
from relance_rules.showing.blocks import Content, shown
from relance_rules.showing.labels import STATUS_WORDS
from relance_rules.showing.what_if import fact_label, said_value
from relance_rules.values import Message, Money

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 800, 360, 110, 30, 40, 60
_STYLE = Markup(
    "svg{font:13px system-ui,sans-serif;color:#1b1b1b;background:#fff}"
    ".grant{stroke:#0a4d8c;stroke-width:2.5;fill:none}"
    ".share{stroke:#8a4b00;stroke-width:2;stroke-dasharray:6 4;fill:none}"
    ".bent{stroke-dasharray:1 4}"
    ".axis{stroke:#767676}.edge{stroke:#767676;stroke-dasharray:2 3}.now{stroke:#1b1b1b}"
    ".refused{fill:url(#hatch)}text{fill:#1b1b1b}"
)


def curve_svg(curve: Curve, language: Localization) -> str:
    """A curve as an SVG file."""
    return str(Markup("").join(_Drawing(curve, language).parts()))


class _Drawing:
    def __init__(self, curve: Curve, language: Localization) -> None:
        self.curve, self.language = curve, language
        ends = [
            int(end)
            for piece in curve.pieces
            for report in (piece.first, piece.last)
            for name in ("grant", "applicant_share")
            for end in ends_of(report, name)
            if end is not None
        ]
        self.most = max([*ends, 1])
        self.high = curve.high if curve.stopped is None else curve.stopped

    def parts(self) -> Iterator[Markup]:
        fact, plan = self.curve.varied, self.curve.plan
        label = fact_label(plan, self.curve.theme, fact.path)
        title = self.say(Message("Subvention et reste à charge selon « {fact} »", {"fact": label}))
        yield Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-labelledby="titre">'
            '<title id="titre">{}</title><style>{}</style><defs><pattern id="hatch" width="8" height="8"'
            ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<path d="M0 0V8" stroke="#b0b0b0" stroke-width="2"/></pattern></defs>'
        ).format(_WIDTH, _HEIGHT, title, _STYLE)
        for piece in self.curve.pieces:
            if piece.first.status in ("ineligible", "error"):
                yield self.refused(piece)
        for piece in self.curve.pieces[1:]:
            yield self.upright(piece.low, "edge")
        yield self.axes()
        for name in ("share", "grant"):
            for piece in self.curve.pieces:
                yield from self.lines(piece, name)
        if fact.here is not None and self.curve.low <= fact.here <= self.high:
            yield self.upright(fact.here, "now")
        yield Markup("</svg>\n")

    def say(self, content: Content) -> str:
        return shown(content, self.language)

    def x(self, units: int) -> str:
        span = max(1, self.high - self.curve.low)
        return _point(_LEFT * 100 + (_WIDTH - _LEFT - _RIGHT) * 100 * (units - self.curve.low) // span)

    def y(self, amount: int) -> str:
        room = (_HEIGHT - _TOP - _BOTTOM) * 100
        return _point((_HEIGHT - _BOTTOM) * 100 - room * max(0, amount) // self.most)

    def refused(self, piece: Piece) -> Markup:
        left, right = self.x(piece.low), self.x(piece.high)
        word = self.say(STATUS_WORDS[piece.first.status])
        path = Markup("M{} {}V{}H{}V{}Z").format(left, _TOP, _HEIGHT - _BOTTOM, right, _TOP)
        return Markup('<path class="refused" d="{}"><title>{}</title></path>').format(path, word)

    def upright(self, units: int, kind: str) -> Markup:
        at = self.x(units)
        said = self.say(said_value(self.curve.plan, self.curve.varied.path, self.curve.varied.value(units)))
        return Markup('<path class="{}" d="M{} {}V{}"><title>{}</title></path>').format(
            kind, at, _TOP, _HEIGHT - _BOTTOM, said
        )

    def axes(self) -> Markup:
        fact, plan = self.curve.varied, self.curve.plan
        low, high = (self.say(said_value(plan, fact.path, fact.value(units))) for units in (self.curve.low, self.high))
        foot = _HEIGHT - _BOTTOM
        legend = self.say(Message("Trait plein : subvention ; tirets : reste à charge ; hachures : refus"))
        text = Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>')
        parts: Sequence[Markup] = (
            Markup('<path class="axis" d="M{} {}V{}H{}" fill="none"/>').format(_LEFT, _TOP, foot, _WIDTH - _RIGHT),
            text.format(_LEFT, foot + 20, "start", low),
            text.format(_WIDTH - _RIGHT, foot + 20, "end", high),
            text.format(_LEFT - 8, foot, "end", self.say(Money(0))),
            text.format(_LEFT - 8, _TOP + 5, "end", self.say(Money(self.most))),
            text.format(_LEFT, foot + 45, "start", legend),
        )
        return Markup("").join(parts)

    def lines(self, piece: Piece, name: str) -> Iterator[Markup]:
        """Both ends of what an amount may be; one line where it is known."""
        shapes = piece.grant if name == "grant" else piece.share
        field = "grant" if name == "grant" else "applicant_share"
        starts, ends = ends_of(piece.first, field), ends_of(piece.last, field)
        drawn = set()
        for start, end, shape in zip(starts, ends, shapes, strict=True):
            if start is None or end is None or (start, end) in drawn:
                continue
            drawn.add((start, end))
            bent = " bent" if shape is not None and shape.slope is None else ""
            yield Markup('<path class="{}{}" d="M{} {}L{} {}"/>').format(
                name, escape(bent), self.x(piece.low), self.y(start), self.x(piece.high), self.y(end)
            )


def _point(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
