"""In which language a page is said: what the URL asks for, else what was chosen, else English."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graycard.language import LANGUAGES, speaking

PARAMETER: Final = "lang"
"""Of a URL. Choosing it is remembered in a cookie, so that no other link has to carry it."""

COOKIE: Final = "graycard_language"
_YEAR: Final = 365 * 24 * 3600


class Tongue:
    """Middleware that says all sentences of an answer in the reader's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the language of the reader."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        asked = QueryParams(scope["query_string"]).get(PARAMETER)
        chosen = asked if asked in LANGUAGES else None
        headers = Headers(scope=scope)

        async def remembering(message: Message) -> None:
            if message["type"] == "http.response.start" and chosen is not None:
                cookie = f"{COOKIE}={chosen}; Path=/; Max-Age={_YEAR}; SameSite=Lax; HttpOnly"
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        with speaking(chosen or _remembered(headers) or _preferred(headers)):
            return await self.app(scope, receive, remembering)


def _remembered(headers: Headers) -> str | None:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel is not None and morsel.value in LANGUAGES else None


def _preferred(headers: Headers) -> str:
    """Return the first language of the browser's list that there is a catalogue for.

    Browsers list languages in the order of preference; `zh-CN` is written with simplified
    characters, `zh-TW` and `zh-HK` are not.
    """
    for entry in headers.get("accept-language", "").split(","):
        tag = entry.partition(";")[0].strip().lower()
        simplified = tag in ("zh", "zh-cn", "zh-sg") or tag.startswith("zh-hans")
        wanted = "zh-Hans" if simplified else tag.partition("-")[0]
        if wanted in LANGUAGES:
            return wanted
    return "en"
