"""A client of the service within the process: it speaks ASGI, so that a test says what comes, and when."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from starlette.types import ASGIApp

JSON = {"content-type": "application/json"}
YAML = {"content-type": "application/yaml"}


class Got(NamedTuple):
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)

    @property
    def said(self) -> str:
        """What a request that is not answered is told, in the shape of a report that can't be made."""
        report = self.data
        assert (report["schema"], report["status"]) == ("relance-report/1", "error"), report
        return " | ".join(notice["message"] for notice in report["notices"])


async def asking(
    app: ASGIApp,
    method: str,
    target: str,
    body: bytes | Sequence[bytes] = b"",
    headers: Mapping[str, str] | None = None,
    *,
    pause: float = 0,
    leaves: bool = False,
) -> Got:
    """Ask, and wait for the answer.

    Args:
        app: The service.
        method: The method.
        target: The path, and the query if any.
        body: What is sent, in one piece or in several.
        headers: The headers, beside those that every client sends.
        pause: Seconds before each piece.
        leaves: Whether the client goes away where the body would end.
    """
    path, _, query = target.partition("?")
    given = {"host": "localhost:8000", **(headers or {})}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    pieces = [body] if isinstance(body, bytes) else list(body)
    events: list[dict[str, Any]] = [{"type": "http.request", "body": each, "more_body": True} for each in pieces]
    if leaves:
        events.append({"type": "http.disconnect"})
    else:
        events[-1]["more_body"] = False
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        if not events:
            await asyncio.Event().wait()
        return events.pop(0)

    async def send(event: Any) -> None:
        sent.append(event)

    await app(scope, receive, send)
    start, *rest = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Got(start["status"], headers, b"".join(each.get("body", b"") for each in rest))


def ask(app: ASGIApp, method: str, target: str, *given: Any, **options: Any) -> Got:
    """:func:`asking`, for a test that asks one thing at a time."""
    return asyncio.run(asking(app, method, target, *given, **options))
