"""The service on a port: what is said of one that can't be taken, and what HTTP alone would let pass."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from relance_rules import DossierError
from relance_rules.serving.limits import Limits
from relance_rules.serving.server import address_of, is_loopback, opened, server_of

from .conftest import Make


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("Localhost", True), ("0.0.0.0", False), ("::", False)],  # noqa: S104
)
def test_an_address_that_only_this_machine_reaches_is_known(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_a_port_is_taken_and_its_address_told() -> None:
    with opened("localhost", 0) as taken:
        assert address_of(taken) == f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with socket.create_connection(taken.getsockname()), taken.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1", "le port {port} est déjà pris ; « --port » en prend un autre, 0 le premier libre"),
        ("nulle-part.invalid", "adresse inconnue : « nulle-part.invalid »"),
        ("a" * 300, "adresse inconnue"),
        ("192.0.2.1", "192.0.2.1 ne peut pas être ouvert"),
    ],
)
def test_what_can_t_be_taken_is_told_in_a_sentence(host: str, said: str) -> None:
    with opened("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DossierError) as found:
            opened(host, port)
    assert said.format(port=port) in found.value.message()


Connect = Callable[[], socket.socket]


@contextmanager
def serving(make: Make, limits: Limits) -> Iterator[Connect]:
    """The service in a thread, for the time of a test."""
    with opened("127.0.0.1", 0) as taken:
        address = taken.getsockname()
        server = server_of(make(limits=limits), "fr", limits)
        thread = Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            yield lambda: socket.create_connection(address, timeout=5)
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


def read(connection: socket.socket) -> bytes:
    """Everything until the other side ends."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def test_what_is_no_http_is_told_in_the_shape_of_a_report(make: Make) -> None:
    with serving(make, Limits()) as connect, connect() as connection:
        connection.sendall(b"BONJOUR\r\n\r\n")
        head, _, body = read(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"uvicorn" not in head
    said = [notice["message"] for notice in json.loads(body)["notices"]]
    assert said == ["cette demande n’est pas du HTTP bien formé"]


def test_a_connection_that_says_nothing_is_closed_and_one_that_asks_is_kept(make: Make) -> None:
    with serving(make, Limits(head_seconds=0.2)) as connect, connect() as silent, connect() as asks:
        asks.sendall(b"GET /nulle-part HTTP/1.1\r\nHost: localhost\r\n\r\n")
        silent.sendall(b"GET / HTTP/1.1\r\n")
        start = time.monotonic()
        assert read(silent) == b""
        assert time.monotonic() - start < 4
        answer = asks.recv(65536)
        assert answer.startswith(b"HTTP/1.1 404 ")
        assert b"\r\nserver:" not in answer.lower()
        asks.sendall(b"GET /nulle-part HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b"HTTP/1.1 404 " in read(asks)


def test_only_so_many_connections_are_open_at_once(make: Make) -> None:
    with serving(make, Limits(connections=1)) as connect, connect() as first:
        first.sendall(b"GET /nulle-part HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert first.recv(12) == b"HTTP/1.1 404"
        with connect() as second:
            assert read(second) == b""
