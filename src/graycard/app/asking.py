"""Asking the app without a server, in this very process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the app answers.

    Attributes:
        status: Of HTTP.
        headers: By name in lower case; of several of one name the last.
        body: In full.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


async def ask(app: ASGIApp, address: str, *, cookie: str = "") -> Answer:
    """Return the answer to a GET of an address such as `/pictures?page=2`.

    Args:
        app: That is asked.
        address: From the root on.
        cookie: That is sent along.
    """
    parts = urlsplit(address)
    headers = [(b"host", b"localhost"), (b"cookie", cookie.encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "root_path": "",
        "query_string": parts.query.encode(),
        "headers": headers if cookie else headers[:1],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 80),
    }
    started: list[Message] = []
    body = bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, send)
    told = {name.decode(): value.decode() for name, value in started[0]["headers"]}
    return Answer(status=started[0]["status"], headers=told, body=bytes(body))
