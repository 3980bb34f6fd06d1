"""What stands before every request: who may ask and from where, how many at once; and what stands on every answer."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from relance_rules.serving.limits import CLOSE, Limits, Refused
from relance_rules.values import Message

_ALWAYS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""The headers of every answer that does not say otherwise."""

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""The names under which a machine asks itself."""


class Guard:
    """The service behind what no request passes unseen."""

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        names: frozenset[str] | None,
        refused: Callable[[Scope, Refused], ASGIApp],
        unexpected: Callable[[Exception], None],
    ) -> None:
        """Stand before an application.

        Args:
            app: It.
            limits: What it bears.
            names: The names of hosts that it answers to; None: any.
            refused: What answers a request that does not pass.
            unexpected: Is told of a fault of the application, which was answered.
        """
        self.app, self.limits, self.names = app, limits, names
        self.refused, self.unexpected = refused, unexpected
        self.in_hand = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def sent(event: Event) -> None:
            if event["type"] == "http.response.start":
                headers = MutableHeaders(scope=event)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
            await send(event)

        if scope["type"] != "http":
            return
        self.in_hand += 1
        try:
            self._see(Headers(scope=scope), scope["method"])
            await self.app(scope, receive, sent)
        except Refused as refused:
            await self.refused(scope, refused)(scope, receive, sent)
        except Exception as error:
            # Answered already by the application.
            self.unexpected(error)
        finally:
            self.in_hand -= 1

    def _see(self, headers: Headers, method: str) -> None:
        """See that a request may pass.

        Raises:
            Refused: It comes by a name that another site may have given itself, from the page of another site, or
                when too many are in hand.
        """
        hosts = headers.getlist("host")
        if self.names is not None and [_name(host) in self.names for host in hosts] != [True]:
            values = {"name": ", ".join(hosts)[:80] or "-", "known": sorted(self.names)}
            raise Refused(403, Message("hôte inconnu : « {name} » ; accepté : {known}", values), CLOSE)
        if method not in ("GET", "HEAD") and _is_from_another_site(headers):
            raise Refused(403, Message("une page d’un autre site ne peut rien demander ici"), CLOSE)
        if self.in_hand > self.limits.requests:
            raise Refused(503, _BUSY, {**CLOSE, "Retry-After": "1"})


_BUSY = Message("trop de demandes à la fois : revenez dans un instant")


def _name(host: str) -> str:
    """The name of a host without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower().removesuffix(".")


def _is_from_another_site(headers: Headers) -> bool:
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")
