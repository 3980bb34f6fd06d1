"""The engines that are installed answer as ours does: in `make test`, those written by hand."""

from collections import Counter
from typing import Any

import pytest
from benchmarks.peers import __main__ as harness
from benchmarks.peers import python
from benchmarks.peers.dossiers import (
    COMMITMENTS,
    CONDITIONS,
    DOCUMENTS,
    Answer,
    Peer,
    answer_of,
    cents,
    random_lines,
    unsaid,
    written,
)

COUNT = 300
LINES = random_lines(COUNT)
PEERS = [peer for _, peer in harness.peers(harness.installed())]
OURS = PEERS[0].answers(LINES)


@pytest.mark.parametrize("peer", PEERS[1:], ids=lambda peer: peer.name)
def test_a_peer_answers_as_ours_does(peer: Peer) -> None:
    assert harness.differences(OURS, peer.answers(LINES)) == []


def test_those_written_by_hand_are_always_there() -> None:
    assert {"relance", "Python by hand", "pydantic by hand"} <= {peer.name for peer in PEERS}


def test_the_dossiers_try_every_rule() -> None:
    refused = Counter(rule for answer in OURS for rule in answer.refusals)
    missing = Counter(name for answer in OURS for name in answer.missing)
    alone = {answer.refusals for answer in OURS if len(answer.refusals) == 1}
    assert set(refused) == set(CONDITIONS)
    assert set(missing) == {*COMMITMENTS, *DOCUMENTS}
    assert alone == {(rule,) for rule in CONDITIONS}
    assert not any(answer.asked for answer in OURS)
    assert {answer.verdict for answer in OURS} == {"eligible", "ineligible"}
    assert {answer.grant == answer.base * 3 // 4 for answer in OURS} == {True, False}
    assert any(answer.base * 3 % 4 for answer in OURS if answer.grant == answer.base * 3 // 4)


def test_a_fact_left_out_leaves_ours_undetermined() -> None:
    assert harness.said_of(PEERS[0], unsaid()) == "undetermined, porteurs[0].numerique_informe"


def test_a_peer_that_fails_is_said_to() -> None:
    assert harness.said_of(next(python.peers()), unsaid()) == "KeyError"


def test_a_peer_that_answers_otherwise_is_not_timed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def generous(lines: Any) -> list[Answer]:
        return [answer._replace(grant=answer.grant + 1) for answer in PEERS[1].answers(lines)]

    monkeypatch.setattr(python, "peers", lambda: iter([Peer("generous", "", generous)]))
    with pytest.raises(SystemExit, match="generous answers 5 of 5 dossiers otherwise than ours"):
        harness.main(count=5, at_once=5, rounds=1)
    assert "| relance |" not in capsys.readouterr().out


def test_the_table_names_who_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(harness, "MODULES", {**harness.MODULES, "nobody": ("no_such_engine", "no-such-engine")})
    harness.main(count=3, at_once=3, rounds=1)
    printed = capsys.readouterr().out
    assert "| Python by hand |" in printed
    assert "no-such-engine" in printed.rpartition("not installed, so left out: ")[2]


def test_answers_come_in_one_order() -> None:
    one = answer_of(["taille", "depot"], 1, 1, ["indicateurs", "point_trimestriel"])
    assert one == Answer(("depot", "taille"), 1, 1, ("point_trimestriel", "indicateurs"))


@pytest.mark.parametrize("amount", [0, 5, 100, 49_999_999])
def test_amounts_are_written_exactly(amount: int) -> None:
    assert cents(written(amount)) == amount


def test_dossiers_are_the_same_on_every_run() -> None:
    assert random_lines(20) == random_lines(20)
    assert random_lines(20) == LINES[:20]
