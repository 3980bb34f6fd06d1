"""The service on the network: a port of the machine, and a server that speaks HTTP and logs nothing."""

from __future__ import annotations

import errno
import ipaddress
import json
import logging
import os
import socket
import sys
import traceback
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from relance_rules.loading.problems import DossierError, Problem
from relance_rules.loading.rules import Rules
from relance_rules.localization import LanguageCode, localization
from relance_rules.serving.app import application
from relance_rules.serving.guard import LOCAL_NAMES
from relance_rules.serving.limits import Limits
from relance_rules.serving.workers import Workers
from relance_rules.showing.plain import error_data
from relance_rules.values import Message

_END_SECONDS = 2
"""Seconds that answers under way are given once the service is to end."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def opened(host: str, port: int) -> socket.socket:
    """Take a port of an address of this machine; any free one for 0.

    Raises:
        DossierError: It can't be taken.
    """
    try:
        [(family, _, _, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        taken = socket.create_server(address[:2], family=family)
    except (OSError, UnicodeError) as error:
        raise DossierError([Problem(_not_opened(error, host, port))]) from None
    # Its connections do as it does: else the end of an answer waits until its start is acknowledged, some 40 ms.
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return taken


def _not_opened(error: Exception, host: str, port: int) -> Message:
    values = {"host": host[:80], "port": str(port)}
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return Message("adresse inconnue : « {host} » ; « --host » prend une adresse de cette machine", values)
    if isinstance(error, PermissionError):
        return Message("vous n’avez pas le droit de prendre le port {port} ; « --port » en prend un autre", values)
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return Message("le port {port} est déjà pris ; « --port » en prend un autre, 0 le premier libre", values)
    reason = getattr(error, "strerror", None) or str(error)
    return Message("{host} ne peut pas être ouvert : {reason}", {**values, "reason": reason})


def address_of(taken: socket.socket) -> str:
    """The address of a service that has taken a port."""
    host, port = taken.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(
    taken: socket.socket,
    rules: Rules,
    page: tuple[str, str],
    *,
    lang: LanguageCode,
    host: str,
    limits: Limits = Limits(),  # noqa: B008  # frozen
) -> None:
    """Serve until a signal asks to end, which is then raised again.

    Args:
        taken: The port.
        rules: The rule set, every theme of which was checked.
        page: The page, and its policy.
        lang: The language of answers that are not asked for in another.
        host: The address that was asked for; where others reach it, they may call it as they like.
        limits: What the service bears.
    """
    name = f"[{host.lower()}]" if ":" in host else host.lower()
    names = LOCAL_NAMES | {name} if is_loopback(host) else None
    # Not even what the libraries would say of a fault: it may hold a part of a dossier.
    logging.disable(logging.CRITICAL)
    workers = Workers(limits.checks)
    try:
        app = application(rules, page, workers, _told, lang=lang, names=names, limits=limits)
        server_of(app, lang, limits).run(sockets=[taken])
    finally:
        workers.end()


def server_of(app: ASGIApp, lang: LanguageCode, limits: Limits) -> uvicorn.Server:
    """What speaks HTTP for an application."""
    config = uvicorn.Config(
        app,
        http=_protocol(limits, _no_http(lang)),
        ws="none",
        loop="asyncio",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_END_SECONDS,
    )
    return uvicorn.Server(config)


def _told(error: Exception) -> None:
    """Say on standard error that a request met a fault of ours: its kind alone, as the rest may be of a dossier."""
    if os.environ.get("RELANCE_TRACEBACK"):
        traceback.print_exception(error)
    else:
        print(f"relance: 500, {type(error).__name__} (RELANCE_TRACEBACK=1)", file=sys.stderr)


def _no_http(lang: LanguageCode) -> str:
    """What is said of what is no HTTP; uvicorn takes nothing but ASCII."""
    message = Message("cette demande n’est pas du HTTP bien formé")
    return json.dumps(error_data(None, [Problem(message)], localization(lang)))


def _protocol(limits: Limits, no_http: str) -> type[H11Protocol]:
    """HTTP as uvicorn speaks it, with a bound on connections and on their silence, and no sentence of its own."""

    class Protocol(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > limits.connections:
                transport.close()
            else:
                self.loop.call_later(limits.head_seconds, self._end_silence)

        def _end_silence(self) -> None:
            if self.cycle is None:
                self.transport.close()

        def send_400_response(self, msg: str) -> None:
            super().send_400_response(no_http)

    return Protocol
