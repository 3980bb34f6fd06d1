import sys
import time
from collections.abc import Callable

import pytest
from benchmarks.timing import Commands, Used, in_turns, show, times, used_by


def test_work_is_held_to_the_first_of_the_same_round() -> None:
    def drifting(share: float) -> Callable[[int], None]:
        def work(slow: int) -> None:
            end = time.process_time() + share * slow * 0.002
            while time.process_time() < end:
                pass

        return work

    found = in_turns({"one": drifting(1), "three": drifting(3)}, [[1], [2], [4]])
    assert found["one"].ratio == 1
    assert found["three"].ratio == pytest.approx(3, rel=0.3)
    assert found["one"].seconds == pytest.approx(0.004, rel=0.3)


def test_each_round_has_its_own_things_and_all_work_on_them() -> None:
    one: list[int] = []
    other: list[int] = []
    found = in_turns({"one": one.append, "other": other.append}, [[1, 2], [3]])
    assert one == other == [1, 2, 3]
    assert found["one"].seconds < 0.001


def test_commands_are_held_to_one_another_by_round() -> None:
    found = Commands(
        {"a": [Used(1, 1, 10), Used(1, 4, 10), Used(1, 2, 30)], "b": [Used(1, 3, 1), Used(1, 4, 1), Used(1, 8, 1)]}
    )
    assert found.ratio("b", "a") == "3.0 ×"
    assert found.median("a") == (1, 2, 10)


def test_a_command_that_is_refused_is_no_measure() -> None:
    with pytest.raises(RuntimeError, match="exit code 2"):
        used_by([sys.executable, "-c", "raise SystemExit(2)"])
    assert used_by([sys.executable, "-c", "raise SystemExit(1)"]).memory > 1


@pytest.mark.parametrize(
    ("value", "said"), [(0.126, "0.13 ×"), (1, "1.0 ×"), (19.94, "19.9 ×"), (20, "20 ×"), (1234.5, "1,234 ×")]
)
def test_ratios_have_the_figures_they_deserve(value: float, said: str) -> None:
    assert times(value) == said


def test_a_table_is_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    show("What", ("", "Time"), [("this", "1 s")])
    assert capsys.readouterr().out == "\nWhat\n\n|  | Time |\n| --- | ---: |\n| this | 1 s |\n"
