"""The service as an application: its ways in, what they take and give, and every answer in our own words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Scope

from relance_rules.loading.problems import Problem
from relance_rules.loading.rules import Rules
from relance_rules.localization import LanguageCode, Localization, localization
from relance_rules.serving import answers, description
from relance_rules.serving.answers import Answer, Body
from relance_rules.serving.asking import JSON, body_of, language_asked, parameters
from relance_rules.serving.guard import Guard
from relance_rules.serving.limits import Limits, Refused
from relance_rules.serving.workers import Workers
from relance_rules.showing.plain import json_text
from relance_rules.values import Message
from relance_rules.version import VERSION


def application(
    rules: Rules,
    page: tuple[str, str],
    workers: Workers,
    unexpected: Callable[[Exception], None],
    *,
    lang: LanguageCode = "fr",
    names: frozenset[str] | None = None,
    limits: Limits = Limits(),  # noqa: B008  # frozen
) -> ASGIApp:
    """The service of a rule set.

    Args:
        rules: The rule set, every theme of which was checked.
        page: The page that it shows, and the policy of that.
        workers: Run the checks.
        unexpected: Is told of a fault that is ours.
        lang: The language of answers that are not asked for in another.
        names: The names of hosts that it answers to; None: any.
        limits: What it bears.
    """

    def language_of(scope: Scope) -> Localization:
        return localization(language_asked(scope["query_string"], lang), rules.plan.currency)

    def refused(scope: Scope, of: Refused) -> Response:
        return _sent(answers.refusal(of.status, [Problem(of.message)], language_of(scope)), of.headers)

    async def worked(work: Callable[[], Answer]) -> Response:
        """What work that may take long answers.

        Raises:
            Refused: It takes too long, or the memory lacks.
        """
        try:
            return _sent(await workers.made(work, limits.check_seconds))
        except TimeoutError:
            values = {"seconds": f"{limits.check_seconds:g}"}
            raise Refused(503, Message("aucune réponse en {seconds} s", values), {"Retry-After": "1"}) from None
        except MemoryError:
            raise Refused(503, Message("la mémoire manque pour finir ce travail")) from None

    async def of_body(request: Request, work: Callable[[Body, Localization], Answer]) -> Response:
        parameters(request, ("lang",))
        language = language_of(request.scope)
        body = await body_of(request, limits)
        return await worked(lambda: work(body, language))

    async def on_refused(request: Request, error: Refused) -> Response:
        return refused(request.scope, error)

    async def on_status(request: Request, error: HTTPException) -> Response:
        path, method = request.url.path, request.method
        ways: dict[str, set[str]] = {}
        for route in api.routes:
            ways.setdefault(getattr(route, "path", ""), set()).update(getattr(route, "methods", ()))
        if path not in ways:
            values = {"path": path[:80], "known": sorted(ways)}
            return refused(request.scope, Refused(404, Message("il n’y a rien à {path} ; il y a {known}", values)))
        allowed = sorted(ways[path])
        message = Message("{path} n’accepte que : {choices}", {"path": path, "choices": allowed})
        status = error.status_code if method in allowed else 405
        return refused(request.scope, Refused(status, message, {"Allow": ", ".join(allowed)}))

    async def on_fault(request: Request, error: Exception) -> Response:
        values = {"kind": type(error).__name__}
        message = Message("erreur inattendue, que nous vous prions de signaler : {kind}", values)
        return refused(request.scope, Refused(500, message))

    api = FastAPI(
        title="relance",
        version=VERSION,
        description=description.ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={Refused: on_refused, HTTPException: on_status, Exception: on_fault},
    )

    html, policy = page[0].encode(), f"{page[1]}; frame-ancestors 'none'"

    @api.api_route("/", methods=["GET", "HEAD"], include_in_schema=False, response_model=None)
    async def show_page() -> Response:
        return Response(html, media_type="text/html", headers={"Content-Security-Policy": policy})

    @api.get("/openapi.json", include_in_schema=False, response_model=None)
    async def describe(request: Request) -> Response:
        parameters(request, ())
        return await worked(described)

    @cache
    def described() -> Answer:
        return Answer(200, json_text(description.complete(api.openapi(), rules, lang)) + "\n")

    @api.post("/check", response_model=None, **description.CHECK)
    async def check(request: Request) -> Response:
        return await of_body(request, lambda body, language: answers.report(body, rules, language))

    @api.post("/themes", response_model=None, **description.THEMES)
    async def themes(request: Request) -> Response:
        return await of_body(request, lambda body, language: answers.report(body, rules, language, every=True))

    @api.get("/schema", response_model=None, **description.SCHEMA)
    async def schema(request: Request) -> Response:
        code = parameters(request, ("lang", "theme")).get("theme")
        language = language_of(request.scope)
        return await worked(lambda: answers.schema_of_theme(code, rules, language))

    @api.post("/schema", response_model=None, **description.SCHEMA_OF_DOSSIER)
    async def schema_of_dossier(request: Request) -> Response:
        return await of_body(request, lambda body, language: answers.schema_of_body(body, rules, language))

    return Guard(api, limits, names, refused, unexpected)


def _sent(answer: Answer, headers: dict[str, Any] | None = None) -> Response:
    return Response(answer.text.encode(), answer.status, headers, JSON)
