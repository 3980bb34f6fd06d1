"""JUnit XML, for continuous integration: one suite, with a case per dossier."""

from __future__ import annotations

from functools import partial

from relance_rules.batch.outputs import Outlet, Printer
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.batch.trail import trail_data
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.junit import JunitCase, JunitCounts, JunitSuite, junit_case, junit_document
from relance_rules.showing.plain import json_line

_PIECE = 2**16


def _properties(summary: Summary) -> dict[str, str]:
    """The trail without the inputs one by one, which its seal stands for."""
    if summary.trail is None:
        return {}
    data = trail_data(summary.trail)
    said = {"tool": data["tool"], "ruleset": data["ruleset"], "version": data["version"], "digest": data["digest"]}
    options, inputs = json_line(data["options"]), str(len(data["inputs"]))
    return {
        key: value or "" for key, value in {**said, "inputs": inputs, "options": options, "seal": data["seal"]}.items()
    }


def printer(plan: Plan, language: Localization) -> Printer:
    """The case of a dossier: one that is not ready has failed, one that can't be read is an error.

    One that is decided is no test to make.
    """

    def case(submission: Submission) -> str:
        theme, name, origin = submission.theme or "?", submission.name, submission.origin
        if submission.decision is not None:
            said = map(language.say, (submission.status_words, *submission.decided, *submission.notes))
            return junit_case(JunitCase(theme, name, origin, skipped=" · ".join(said)))
        if submission.status == "ready":
            return junit_case(JunitCase(theme, name, origin))
        reasons = list(map(language.say, submission.reasons))
        steps = list(map(language.say, submission.steps)) or reasons
        detail = "\n".join([*steps, *map(language.say, submission.told)])
        error = submission.status == "error"
        message = " · ".join(reasons)
        return junit_case(JunitCase(theme, name, origin, None, submission.status, message, detail, error))

    return case


class Writer:
    """Keeps the cases on disk as they come: their counts, which are known at the end, stand before them."""

    def __init__(self, outlet: Outlet) -> None:
        """Open the file of the cases."""
        self.stream = outlet.stream
        self.cases = (outlet.scratch / "junit").open("w+", encoding="utf-8", newline="")

    def add(self, printed: str) -> None:
        """Write a case."""
        self.cases.write(printed)

    def end(self, summary: Summary) -> None:
        """Write the counts, then the cases."""
        self.cases.seek(0)
        failures = summary.of("incomplete") + summary.of("ineligible")
        counts = JunitCounts(summary.count + summary.decided, failures, summary.of("error"), summary.decided)
        pieces = iter(partial(self.cases.read, _PIECE), "")
        self.stream.writelines(junit_document([JunitSuite("relance batch", counts, pieces, _properties(summary))]))
        self.cases.close()
