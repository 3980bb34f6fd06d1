"""axe-core in the page: a test tool that finds what is wrong for assistive technology, never shipped."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from npm_packages import installed

from .conftest import Page

PACKAGE = "axe-core@4.14.1"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN = """
const [only, done] = arguments;
axe.run(document, { runOnly: only, resultTypes: ["violations"] }).then(({ violations }) =>
  done(violations.map(({ id, nodes }) =>
    [id, nodes.map(({ target, failureSummary }) => [String(target), failureSummary])])),
  (error) => done([["axe", String(error)]]));
"""


@cache
def source() -> str:
    """The script of axe-core."""
    return (installed(PACKAGE) / "axe.min.js").read_text(encoding="utf-8")


def violations(at: Page, *, rules: tuple[str, ...] = ()) -> Any:
    """What axe-core finds on the screen by the rules of ``TAGS``, or by these ``rules`` alone."""
    if not at.run("return typeof axe === 'object'"):
        at.run(source())
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    return json.loads(json.dumps(at.driver.execute_async_script(RUN, only)))
