"""Requests that a page elsewhere on the web could make a browser send are refused."""

import asyncio

import pytest

from graycard.app.guard import LOOPBACK, Guard, Rules


async def _fine(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"fine"})


def ask(method="GET", rules=None, **headers):
    """Return status and headers of the answer to one request."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    raw = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    scope = {"type": "http", "method": method, "path": "/", "query_string": b"", "headers": raw}
    asyncio.run(Guard(_fine, rules=rules or Rules())(scope, receive, send))
    answered = {name.decode(): text.decode() for name, text in sent[0]["headers"]}
    return sent[0]["status"], answered


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8642", "LOCALHOST:1", "127.0.0.1:80", "[::1]:8642", "[::1]"]
)
def test_names_of_this_machine_are_answered(host):
    assert ask(host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "", "localhost:80:80"],
)
def test_another_name_that_leads_here_is_refused(host):
    assert ask(host=host)[0] == 421


def test_a_request_without_a_host_is_refused():
    assert ask()[0] == 421


def test_a_form_of_this_server_is_taken():
    assert ask("POST", host="localhost:1", sec_fetch_site="same-origin")[0] == 200
    assert ask("POST", host="localhost:1", origin="http://localhost:1")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site", "origin": "http://localhost:1"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:2"},
        {"origin": "null"},
        {},
    ],
)
def test_a_form_of_another_page_is_refused(headers):
    assert ask("POST", host="localhost:1", **headers)[0] == 403


def test_only_three_methods_are_known():
    assert ask("DELETE", host="localhost", sec_fetch_site="same-origin")[0] == 405


def test_a_public_copy_answers_to_its_name_and_writes_nothing():
    rules = Rules(names=LOOPBACK | {"bias.example"}, writable=False, framed_by=("'self'",))

    assert ask(rules=rules, host="bias.example")[0] == 200
    assert ask("POST", rules, host="bias.example", sec_fetch_site="same-origin")[0] == 403
    policy = ask(rules=rules, host="bias.example")[1]["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self'")


@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_every_answer_refuses_what_is_inline_or_from_elsewhere(host):
    _, headers = ask(host=host)

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
