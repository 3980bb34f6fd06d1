"""Who may ask, from where, and how many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from starlette.types import ASGIApp

from relance_rules.serving.limits import Limits

from .client import JSON, ask, asking
from .conftest import Make

BODY = b'{"theme": "SNAP3"}'


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]", "localhost.:80"])
def test_a_machine_asks_itself_by_its_own_names(service: ASGIApp, host: str) -> None:
    assert ask(service, "GET", "/", b"", {"host": host}).status == 200


@pytest.mark.parametrize(
    "host", ["", "evil.example", "evil.example:8000", "localhost.evil.example", "localhost:x", "evil:127.0.0.1", "::1"]
)
def test_the_name_of_another_site_is_refused_even_where_it_leads_here(service: ASGIApp, host: str) -> None:
    got = ask(service, "GET", "/", b"", {"host": host})
    assert (got.status, "hôte inconnu" in got.said) == (403, True)


def test_where_others_reach_the_service_they_call_it_as_they_like(make: Make) -> None:
    app = make(names=None)
    assert ask(app, "GET", "/", b"", {"host": "instruction.example:8000"}).status == 200


FROM_HERE: list[dict[str, str]] = [
    {},
    {"origin": "http://localhost:8000"},
    {"sec-fetch-site": "same-origin", "origin": "http://localhost:8000"},
    {"sec-fetch-site": "none"},
]
FROM_ELSEWHERE: list[dict[str, str]] = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost:9000"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "http://localhost:8000"},
]


@pytest.mark.parametrize("headers", FROM_HERE)
def test_the_pages_of_the_service_and_programs_may_ask(service: ASGIApp, headers: Mapping[str, str]) -> None:
    assert ask(service, "POST", "/check", BODY, {**JSON, **headers}).status == 200


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_the_page_of_another_site_may_not(service: ASGIApp, headers: Mapping[str, str]) -> None:
    got = ask(service, "POST", "/check?lang=en", BODY, {**JSON, **headers})
    assert (got.status, got.said) == (403, "a page of another site may ask nothing here")


def test_only_so_many_requests_are_in_hand_at_once_and_the_next_ones_come_through(make: Make) -> None:
    app = make(limits=Limits(requests=2))

    async def statuses() -> list[int]:
        slow = [asking(app, "POST", "/check", [b" ", BODY], JSON, pause=0.05) for _ in range(3)]
        found = [got.status for got in await asyncio.gather(*slow)]
        return [*found, (await asking(app, "POST", "/check", BODY, JSON)).status]

    assert asyncio.run(statuses()) == [200, 200, 503, 200]
