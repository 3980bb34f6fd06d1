"""The terminal: a line per dossier that is not ready, then the totals by theme and the envelopes."""

from __future__ import annotations

from fractions import Fraction

from relance_rules.batching.columns import STATUS_WORDS
from relance_rules.batching.outputs import Outlet
from relance_rules.batching.rows import Row
from relance_rules.batching.summary import STATUSES, Summary
from relance_rules.values import Euro, Message

_MARKS = {"ready": "✓", "incomplete": "…", "ineligible": "✗", "error": "!"}
_STYLES = {"ready": "green", "incomplete": "yellow", "ineligible": "red", "error": "bold red"}


class Writer:
    """Prints to a console made on the outlet's stream."""

    def __init__(self, outlet: Outlet) -> None:
        """Prepare the console."""
        from relance_rules.reporting.console import make_console

        self.outlet, self.language = outlet, outlet.language
        self.console = make_console(outlet.stream)

    def row(self, row: Row) -> None:
        """Print a dossier: its mark, its reference, its theme, and why it is not ready."""
        from rich.text import Text

        name = row.report["reference"] or row.origin
        theme = row.report["theme"] or "?"
        line = Text(f"{_MARKS[row.status]} ", style=_STYLES[row.status])
        line.append(f"{self.language.say(name)} · {theme} · {self.language.say(STATUS_WORDS[row.status])}", style="")
        self.console.print(line)
        for text in (*row.reasons, *row.notes):
            self.console.print(Text(f"    {self.language.say(text)}"))

    def end(self, summary: Summary) -> None:
        """Print the totals."""
        from rich.table import Table
        from rich.text import Text

        say = self.language.say
        self.console.print()
        counts = [f"{summary.statuses[status]} {say(STATUS_WORDS[status])}" for status in STATUSES]
        total = say(Message("Dossiers : {count}", {"count": summary.count}))
        self.console.print(Text(f"{total} ({', '.join(counts)})", style="bold"))
        if summary.totals:
            table = Table(box=None, padding=(0, 1), pad_edge=False)
            table.add_column(say(Message("Thème")), no_wrap=True)
            table.add_column(say(Message("Dossiers")), justify="right")
            for status in STATUSES:
                table.add_column(_MARKS[status], justify="right")
            table.add_column(say(Message("Demandé")), justify="right", no_wrap=True)
            table.add_column(say(Message("Proposé")), justify="right", no_wrap=True)
            for code in sorted(summary.totals):
                totals = summary.totals[code]
                table.add_row(
                    code,
                    str(sum(totals.statuses.values())),
                    *(str(totals.statuses.get(status, 0)) for status in ("ready", "incomplete", "ineligible", "error")),
                    say(Euro(totals.requested)),
                    say(Euro(totals.granted)),
                )
            self.console.print(table)
        for use in summary.uses(self.outlet.themes):
            if use.envelope:
                share = Fraction(use.granted, use.envelope)
                values = {"id": use.id, "granted": use.granted, "envelope": use.envelope, "share": share}
                sentence = Message("Enveloppe {id} : {granted} sur {envelope}, soit {share}", values)
                if use.exceeded:
                    sentence = Message("{sentence} : ENVELOPPE DÉPASSÉE", {"sentence": sentence})
                self.console.print(Text(say(sentence), style="bold red" if use.exceeded else ""))
        for reference, first, second in summary.duplicates[:20]:
            values = {"reference": reference, "first": first, "second": second}
            sentence = Message("Référence « {reference} » donnée deux fois : {first} et {second}", values)
            self.console.print(Text(say(sentence), style="yellow"))
        if summary.duplicate_count > 20:
            sentence = Message("Références données deux fois, en tout : {count}", {"count": summary.duplicate_count})
            self.console.print(Text(say(sentence), style="yellow"))
