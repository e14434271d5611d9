"""What the server answers at all, and what it tells browsers about its answers.

A page on the web can make the reader's browser send requests to this machine. So a request has to
name this machine as its host (a name of the attacker's that was made to point here is refused),
and what writes has to come from a page of this server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi.responses import PlainTextResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graycard.language import say

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names by which a browser on this machine may call the server."""

_READS: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What is let through.

    Attributes:
        names: Host names that the server answers to.
        writable: Whether anything may be written (labels); otherwise every POST is refused.
        framed_by: Origins of pages that may show this app in a frame.
    """

    names: frozenset[str] = LOOPBACK
    writable: bool = True
    framed_by: tuple[str, ...] = ()

    @property
    def policy(self) -> str:
        """Of content security: nothing inline, and nothing from anywhere else."""
        return "; ".join(
            (
                "default-src 'none'",
                "img-src 'self'",
                "style-src 'self'",
                "script-src 'self'",
                "connect-src 'self'",
                "form-action 'self'",
                "base-uri 'none'",
                f"frame-ancestors {' '.join(self.framed_by) or chr(39) + 'none' + chr(39)}",
            )
        )


class Guard:
    """Middleware that refuses what the rules do not let through, and sets headers."""

    def __init__(self, app: ASGIApp, *, rules: Rules) -> None:
        self.app, self.rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] != "http":
            return  # no web sockets here, and nothing to do at start and end

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        refused = self._refusal(scope["method"], Headers(scope=scope))
        if refused is None:
            await self.app(scope, receive, with_headers)
        else:
            status, why = refused
            await PlainTextResponse(why, status)(scope, receive, with_headers)

    def _refusal(self, method: str, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if host_name(host) not in self.rules.names:
            return 421, say("This server does not answer to that host name.")
        if method in _READS:
            return None
        if method != "POST":
            return 405, say("This server takes GET, HEAD and POST.")
        if not self.rules.writable:
            return 403, say("This copy of the app can be looked at only: it writes nothing.")
        if not comes_from_here(headers, host):
            return 403, say("This request does not come from a page of this server.")
        return None

    def _add_headers(self, headers: MutableHeaders) -> None:
        headers.setdefault("content-security-policy", self.rules.policy)
        headers["x-content-type-options"] = "nosniff"
        # With `no-referrer` browsers would send `Origin: null` with our own forms.
        headers["referrer-policy"] = "same-origin"
        headers["cross-origin-resource-policy"] = "same-origin"
        headers["cross-origin-opener-policy"] = "same-origin"
        headers.setdefault("cache-control", "no-store")


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port.

    Example:
        >>> host_name("LOCALHOST:8642"), host_name("[::1]:8642"), host_name("evil.example")
        ('localhost', '[::1]', 'evil.example')
    """
    name, colon, port = host.rpartition(":")
    bare = name if colon and (port.isdigit() or not port) and not name.endswith(":") else host
    return bare.lower()


def comes_from_here(headers: Headers, host: str) -> bool:
    """Return whether a browser says that a request was made by a page of this server.

    Where it does not say so at all, the request does not count as ours.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin") in (f"http://{host}", f"https://{host}")
