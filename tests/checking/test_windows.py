from __future__ import annotations

from relance_rules.checking.windows import window_of
from rule_sets import MakeTrial, window


def test_the_window_of_a_dossier(trial: MakeTrial) -> None:
    made = trial(windows=[window("hiver", "2021-01-04", "2021-03-31"), window("printemps", "2021-04-01", "2021-06-30")])
    reports = [made.check({"depose_le": day}) for day in ("2021-03-31", "2021-06-30", "2021-07-01", None)]
    found = [window_of(report.plan, report.theme, report.facts) for report in reports]
    assert [each and each.id for each in found] == ["hiver", "printemps", None, None]
