"""What a request asks, read strictly: its language, its theme, the kind of its body, the body itself."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from relance_rules.localization import LANGUAGES, LanguageCode
from relance_rules.serving.answers import Body
from relance_rules.serving.limits import CLOSE, Limits, Refused
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

JSON = "application/json"
YAML = ("application/yaml", "application/x-yaml", "text/yaml")
"""The kinds of body: the first is of JSON, the others of YAML."""

_SWALLOWED = 8
"""How many times the limit of a body is read past it: who sends then sees the answer, not a broken connection."""


def parameters(request: Request, known: Collection[str]) -> dict[str, str]:
    """The parameters of a request, each of which is known and given once.

    Raises:
        Refused: One is not, or its language is none.
    """
    found: dict[str, str] = {}
    for name, value in _pairs(request.scope["query_string"]):
        if name not in known:
            values = {"name": name[:40], "near": suggestion(name, known)}
            raise Refused(400, Message("paramètre inconnu : « {name} » ; {near}", values))
        if name in found:
            raise Refused(400, Message("le paramètre « {name} » est donné deux fois", {"name": name}))
        found[name] = value
    if "lang" in found and found["lang"] not in LANGUAGES:
        values = {"name": "lang", "choices": list(LANGUAGES)}
        raise Refused(400, Message("« {name} » n’accepte que : {choices}", values))
    return found


def language_asked(query: bytes, default: LanguageCode) -> LanguageCode:
    """The language that a request asks for, whatever else is wrong with it."""
    asked = dict(_pairs(query)).get("lang")
    return next((code for code in LANGUAGES if code == asked), default)


def _pairs(query: bytes) -> list[tuple[str, str]]:
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True, errors="replace")


async def body_of(request: Request, limits: Limits) -> Body:
    """The body of a request.

    Raises:
        Refused: It is neither JSON nor YAML, it is too large, or it does not come.
    """
    headers = request.headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (JSON, *YAML):
        values = {"kind": kind[:40] or "-", "known": [JSON, YAML[0]]}
        message = Message("« Content-Type: {kind} » ne convient pas ; accepté : {known}", values)
        raise Refused(415, message, CLOSE)
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Refused(415, Message("le dossier est à envoyer tel quel, sans compression"), CLOSE)
    try:
        async with asyncio.timeout(limits.body_seconds):
            return Body(await _received(request, limits.body), kind == JSON)
    except TimeoutError:
        values = {"seconds": f"{limits.body_seconds:g}"}
        raise Refused(408, Message("le dossier n’est pas arrivé en {seconds} s", values), CLOSE) from None
    except ClientDisconnect:
        raise Refused(400, Message("la requête s’est interrompue"), CLOSE) from None


async def _received(request: Request, limit: int) -> bytes:
    too_large = Refused(413, Message("dossier trop grand : {limit} Ko au plus", {"limit": limit // 1024}), CLOSE)
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated[:20]) > _SWALLOWED * limit:
        raise too_large
    data, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= limit:
            data += chunk
        elif size > _SWALLOWED * limit:
            raise too_large
    if size > limit:
        raise too_large
    return bytes(data)
