from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from relance_rules.dossiers.tables.grid import day_text, number_text, paris_day, repaired_siret


@pytest.mark.parametrize(
    ("number", "text", "cut"),
    [
        ("1E+3", "1000", False),
        ("12.50", "12.5", False),
        ("0.30000000000000004", "0.3", True),
        ("12.345", "12.345", False),
        ("1234.56000000000000000000000000000001", "1234.56000000000000000000000000000001", False),
        ("0.1234567890123456", "0.1234567890123456", False),
        ("13002526500013", "13002526500013", False),
    ],
)
def test_numbers_are_written_as_they_were_typed(number: str, text: str, cut: bool) -> None:
    assert number_text(Decimal(number)) == (text, cut)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-02-12T23:30:00+01:00", "2021-02-12"),
        ("2021-02-12T23:30:00Z", "2021-02-13"),
        ("2021-07-12T22:30:00Z", "2021-07-13"),
        ("2021-02-12 23:30:00 UTC", "2021-02-13"),
        ("2021-02-12 23:30:00 +0100", "2021-02-12"),
        ("2021-02-12 23:30", "2021-02-12"),
        ("12/02/2021 23h30", "12/02/2021"),
        ("2021-02-12", "2021-02-12"),
        ("2021-02-12T23:30:15.123456Z", "2021-02-13"),
        ("12/02/2021 11:30 PM", "12/02/2021"),
        ("12/02/2021 10:30 au 15/02/2021 12:00", "12/02/2021 10:30 au 15/02/2021 12:00"),
        ("2021-02-12 10:30 ou 2021-03-12", "2021-02-12 10:30 ou 2021-03-12"),
        ("bientôt", "bientôt"),
    ],
)
def test_a_moment_is_the_day_in_paris(text: str, day: str) -> None:
    assert day_text(text) == day


def test_a_moment_without_an_offset_is_a_day_as_it_is() -> None:
    assert paris_day(datetime(2021, 2, 12, 23, 59)).isoformat() == "2021-02-12"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("found", "read"),
    [
        ("5520774000006", "05520774000006"),
        ("552077000008", "00552077000008"),
        ("5520774000007", "5520774000007"),
        ("13002526500013", "13002526500013"),
        ("130025265", "130025265"),
    ],
)
def test_the_zeros_of_a_siret_come_back_only_where_its_key_proves_them(found: str, read: str) -> None:
    notes: list = []
    assert repaired_siret(found, notes) == read
    assert bool(notes) == (found != read)
