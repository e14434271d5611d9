"""The language of an answer."""

import asyncio

import pytest

from graycard.app.tongue import Tongue
from graycard.language import saying, spoken


@pytest.fixture(autouse=True)
def two_languages(monkeypatch):
    for name in ("saying", "tongue"):
        module = (
            saying
            if name == "saying"
            else __import__("graycard.app.tongue", fromlist=["LANGUAGES"])
        )
        monkeypatch.setattr(module, "LANGUAGES", {"en": "English", "zh-Hans": "简体中文"})


def ask(query="", **headers):
    """Return the language that an answer was said in, and the cookie it set."""
    heard, sent = [], []

    async def app(scope, receive, send):
        heard.append(spoken())
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    scope = {"type": "http", "query_string": query.encode(), "headers": raw}
    asyncio.run(Tongue(app)(scope, None, send))
    return heard[0], dict(sent[0]["headers"]).get(b"set-cookie", b"").decode()


def test_the_url_decides_and_is_remembered():
    language, cookie = ask("lang=zh-Hans", accept_language="en")

    assert language == "zh-Hans"
    assert cookie.startswith("graycard_language=zh-Hans; Path=/")


def test_what_is_remembered_comes_before_what_the_browser_prefers():
    assert ask(cookie="graycard_language=en", accept_language="zh-CN") == ("en", "")


@pytest.mark.parametrize(
    ("wished", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-Hans-SG", "zh-Hans"),
        ("zh-TW,en", "en"),
        ("fr,zh", "zh-Hans"),
        ("en-GB,zh", "en"),
        ("xx", "en"),
        ("", "en"),
    ],
)
def test_else_the_first_language_of_the_browser_that_there_is(wished, language):
    assert ask(accept_language=wished)[0] == language


@pytest.mark.parametrize("query", ["lang=xx", "lang=", "lang=../../etc", "lang=<script>"])
def test_a_language_that_there_is_not_is_not_remembered(query):
    assert ask(query) == ("en", "")


def test_a_broken_cookie_is_passed_over():
    assert ask(cookie="graycard_language=<>; \x01") == ("en", "")
