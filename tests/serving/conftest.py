"""The service of the rules shipped with the package."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.types import ASGIApp

from relance_rules import Rules, load_rules
from relance_rules.serving.app import application
from relance_rules.serving.guard import LOCAL_NAMES
from relance_rules.serving.workers import Workers

PAGE = ("<!doctype html><title>é</title>", "default-src 'none'; script-src 'sha256-x'")

Make = Callable[..., ASGIApp]


def _fails(error: Exception) -> None:
    raise AssertionError("a fault of the service") from error


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="session")
def make(rules: Rules) -> Iterator[Make]:
    """Makes the service, as the command does by default but for what is given; its faults fail the test."""
    workers = Workers(2)

    def made(**options: Any) -> ASGIApp:
        given = {"workers": workers, "unexpected": _fails, "names": LOCAL_NAMES, **options}
        return application(rules, PAGE, **given)

    yield made
    workers.end()


@pytest.fixture(scope="session")
def service(make: Make) -> ASGIApp:
    return make()
