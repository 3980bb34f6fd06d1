"""``relance ask``: questions one by one, which write a dossier and say where it stands."""

import re
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from relance_rules.cli.command import EXIT_NOT_READY, EXIT_OK, command_class
from relance_rules.cli.console import make_console, show_problems
from relance_rules.cli.options import STDIN, LangOption, RulesOption, open_document, rules_from, speaking
from relance_rules.loading.files import shown
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.showing.blocks import Item, Paragraph
from relance_rules.values import Message, ParseError, visible
from relance_rules.values.suggestions import suggestion

if TYPE_CHECKING:
    from relance_rules.checking.interview import Interview, Question
    from relance_rules.loading.rules import Rules
    from relance_rules.showing.blocks import Block

T = TypeVar("T")

_EXTENSIONS = (".json", ".yaml", ".yml")
_KEPT = Message("ce fichier existe déjà, et reste tel qu’il est")
_NO_TEXT = re.compile("[\ud800-\udfff]")
_LONGEST = 10_000
"""How many characters of an answer are read."""


def register(app: typer.Typer, language: Localization) -> None:
    """Add the command to the application."""
    say = language.gettext

    @app.command(
        "ask",
        cls=command_class(language),
        help=say(
            "Pose les questions une à une, dit où en est le dossier, et l’écrit. Sans thème, aide d’abord à le "
            "trouver ; avec un dossier, demande ce qui y manque."
        ),
    )
    def ask(
        start: Annotated[
            str | None,
            typer.Argument(metavar="[THEME|FILE]", help=say("Code d’un thème, ou dossier à continuer.")),
        ] = None,
        out: Annotated[
            Path | None,
            typer.Option(
                "--out",
                "-o",
                metavar="FILE",
                help=say("Dossier à écrire, en .yaml ou .json ; celui que l’on continue, s’il n’est pas donné."),
            ),
        ] = None,
        lang: LangOption = "fr",
        rules: RulesOption = None,
    ) -> int:
        known = rules_from(rules)
        interview, file = _begun(start, known)
        conversation = _Conversation(interview, file if out is None else out, speaking(language, known))
        return conversation.held()


def _begun(start: str | None, rules: "Rules") -> "tuple[Interview, Path | None]":
    """What is known at the start, and the file that it comes from.

    Raises:
        DossierError: It is neither a theme nor a file, or the file can't be read.
        RuleError: A rule file breaks the language.
    """
    from relance_rules.checking.interview import begin
    from relance_rules.dossiers.reading import dossier_beside, dossier_of, names_no_theme

    plan = rules.plan
    if start is None:
        rules.check_all()
        return begin(plan, {}, next(iter(rules.values())) if len(rules) == 1 else None), None
    code, file = rules.code(start), Path(start)
    if code is not None:
        return begin(plan, {}, rules[code]), None
    if start == STDIN:
        raise DossierError([Problem(Message("l’entrée standard est celle des réponses : donnez un fichier"))])
    if not file.suffix and not file.exists():
        values = {"code": start[:40], "near": suggestion(start, rules)}
        raise DossierError([Problem(Message("ni thème ni fichier : « {code} » ; {near}", values))])
    document = open_document(start)
    if names_no_theme(document, rules):
        return begin(plan, dossier_beside(document, rules).facts), file
    theme, dossier = dossier_of(document, rules)
    return begin(plan, dossier.facts, theme), file


class _End(Exception):  # noqa: N818 - no fault
    """Whoever answers stops."""


class _Conversation:
    """The questions and the answers, on standard output and standard input; the file that is written at the end."""

    def __init__(self, interview: "Interview", out: Path | None, language: Localization) -> None:
        """Take what is known and where to write.

        Raises:
            DossierError: The extension of the file is not one that is written.
        """
        self.interview, self.out, self.language = interview, out, language
        if out is not None and out.suffix.lower() not in _EXTENSIONS:
            values = {"extension": out.suffix or out.name, "known": list(_EXTENSIONS)}
            message = Message("l’extension « {extension} » ne convient pas ; attendue : {known}", values)
            raise DossierError([Problem(message, shown(out))])
        self.replaces = False
        self.told: set[str] = set()
        self.console = make_console()
        if hasattr(sys.stdin, "reconfigure"):
            # What is no text is told of, and asked again.
            sys.stdin.reconfigure(errors="surrogateescape")

    def held(self) -> int:
        """Hold it to its end; the exit code.

        Raises:
            DossierError: The file can't be written, or is there and is to be kept.
        """
        from relance_rules.showing.asking import HOW
        from relance_rules.showing.renderers import renderer

        try:
            if self.interview.question is not None:
                self._may_replace()
                self._print([Paragraph(HOW, "faint")])
            while (question := self.interview.question) is not None:
                self._ask(question)
        except _End:
            pass
        except (KeyboardInterrupt, BrokenPipeError):
            self._save()
            raise
        self.console.print()
        found = self.interview.result
        renderer("text")([found], self.language, sys.stdout)
        self._save()
        return EXIT_OK if found.ready else EXIT_NOT_READY

    def _may_replace(self) -> None:
        """Ask whether a file that is there may be replaced.

        Raises:
            DossierError: It may not.
        """
        if self.out is None or not self.out.exists():
            return
        from relance_rules.plan.answers import read_boolean

        values = {"file": shown(self.out)}
        message = Message(
            "« {file} » sera réécrit à la fin, ses propres commentaires en moins : d’accord ? (oui ou non)", values
        )
        self._print([Paragraph(message, "strong")])
        with suppress(_End):
            self.replaces = self._answer(read_boolean)
        if not self.replaces:
            raise DossierError([Problem(_KEPT, shown(self.out))])

    def _answer(self, read: "Callable[[str], T]") -> "T":
        """What the next line that can be read says; what is wrong with the others is told."""
        while True:
            try:
                return read(self._typed())
            except ParseError as error:
                self._print([Item("✗", error.message, tone="bad")])

    def _ask(self, question: "Question") -> None:
        """Ask one question until it is answered."""
        from relance_rules.showing.asking import question_blocks, standing, subject_label

        before = self.interview
        self._print(question_blocks(before, question))
        while (after := self._answer(lambda typed: self._after(question, typed))) is None:
            pass
        self.interview = after
        report, following = after.report, after.question
        if report is None or after.before is not before:
            return
        if question.kind == "theme" or following is None or following.subject != question.subject:
            about = report.theme.code if question.kind == "theme" else subject_label(after.plan, question.subject)
            self._print(standing(report, about, self.told))
            self.told.update(finding.rule.id for finding in report.findings if finding.outcome == "fail")

    def _after(self, question: "Question", typed: str) -> "Interview | None":
        """What is known after a line that was typed; None after help, where the question still stands.

        Raises:
            ParseError: The line is no answer to the question.
            _End: It asks to stop.
        """
        from relance_rules.checking.interview import answered, back, passed, read
        from relance_rules.plan.answers import is_absent
        from relance_rules.showing.asking import help_blocks, understood

        match typed.strip().lower():
            case "q":
                raise _End
            case "h":
                self._print(help_blocks(self.interview, question))
                return None
            case "<":
                return back(self.interview)
            case "?":
                return passed(self.interview, question)
        if is_absent(typed):
            return passed(self.interview, question)
        value = read(self.interview, question, typed)
        said = understood(self.interview, question, value)
        if said is not None:
            self._print([Paragraph(said, "faint")])
        return answered(self.interview, question, value)

    def _typed(self) -> str:
        """A line that was typed.

        Raises:
            ParseError: It is too long, or holds bytes that are no text.
            _End: There are no more.
        """
        print("> ", end="", flush=True)
        line = "" if sys.stdin is None else sys.stdin.readline(_LONGEST)
        if not line:
            print()
            raise _End
        whole = line.endswith("\n") or len(line) < _LONGEST
        while not line.endswith("\n") and (more := sys.stdin.readline(_LONGEST)):
            line = more
        if not whole:
            raise ParseError("cette réponse est trop longue")
        if not sys.stdin.isatty():
            # What is piped is shown, as a terminal shows what is typed.
            print(visible(line.rstrip("\n")))
        if _NO_TEXT.search(line):
            raise ParseError("cette réponse n’est pas du texte lisible")
        return line.rstrip("\n")

    def _print(self, blocks: "Iterable[Block]") -> None:
        from relance_rules.showing.text import print_blocks

        print_blocks(blocks, self.language, self.console)

    def _save(self) -> None:
        """Write the dossier, if something was answered and a file was given for it, and say so.

        Raises:
            DossierError: It can't be written, or a file took its place in the meantime.
        """
        from relance_rules.showing.asking import dossier_text
        from relance_rules.showing.files import write_whole

        if self.interview.before is None:
            return
        if self.out is None:
            show_problems([Problem(Message("rien n’est enregistré : « --out FILE » dit où écrire"))], self.language)
            return
        if self.out.exists() and not self.replaces:
            raise DossierError([Problem(_KEPT, shown(self.out))])
        as_json = self.out.suffix.lower() == ".json"
        write_whole(self.out, dossier_text(self.interview, self.language, as_json=as_json))
        show_problems([Problem(Message("dossier enregistré"), shown(self.out))], self.language)
