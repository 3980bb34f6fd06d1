"""What a service bears at once, and what it says of a request that it does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from relance_rules.values import Message


class Limits(NamedTuple):
    """How much one service bears, in bytes, in seconds and in requests."""

    body: int = 1024 * 1024
    """Bytes of a body."""
    head_seconds: float = 10.0
    """Seconds that the first request of a connection may take to begin."""
    body_seconds: float = 10.0
    """Seconds that a body may take to come."""
    check_seconds: float = 10.0
    """Seconds that a check may take, its wait included."""
    checks: int = 2
    """Checks that run at once: Python runs one at a time, the second keeps the wait fair."""
    requests: int = 32
    """Requests in hand at once."""
    connections: int = 128
    """Connections that are open at once."""


class Refused(Exception):  # noqa: N818  # what a request is, as its neighbours in problems.py are named
    """A request that is not answered: its status, what is said of it, and headers that go with that."""

    def __init__(self, status: int, message: Message, headers: Mapping[str, str] | None = None) -> None:
        """Take what the answer is to say."""
        super().__init__(status, message)
        self.status, self.message, self.headers = status, message, dict(headers or {})


CLOSE = {"Connection": "close"}
"""For what is answered while its body may still come."""
