"""Addresses that somebody made up: nothing but pictures of the runs comes out."""

import http.client
from urllib.parse import urlsplit

import pytest


def ask(address, path, method="GET", **headers):
    """Ask exactly for a path, as no browser and no client would that tidies it first."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=120)
    try:
        connection.putrequest(method, path, skip_host="host" in headers)
        for name, text in headers.items():
            connection.putheader(name.replace("_", "-"), text)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


DIGEST = "0" * 64


@pytest.mark.parametrize(
    "path",
    [
        "/image/0/../../../../etc/passwd",
        "/image/0/..%2f..%2f..%2fetc%2fpasswd",
        "/image/0/%2e%2e/%2e%2e/audit.yaml",
        "/image/0/....//audit.yaml",
        "/image/0//etc/passwd",
        "/image/../static/app.css",
        f"/image/0/{DIGEST}",
        f"/image/7/{DIGEST}",
        f"/image/-1/{DIGEST}",
        f"/image/0/{DIGEST}.png",
        f"/image/0/{DIGEST}%00.png",
        f"/thumbnail/0/{DIGEST}/192",
        f"/thumbnail/0/{DIGEST}/../../manifest.json",
        "/thumbnail/0/audit.yaml/192",
        "/static/../guard.py",
        "/static/..%2fguard.py",
        "/static/%2e%2e/guard.py",
        "/static//etc/passwd",
    ],
)
def test_no_path_leads_out_of_the_pictures(drawn, path):
    status, _, body = ask(drawn, path)

    assert status in (400, 404)
    assert b"root:" not in body
    assert b"images_per_prompt" not in body
    assert b"import annotations" not in body


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/neighbours?by=lightnes", "Did you mean “lightness”?"),
        ("/neighbours?by=smell", "There are: colourfulness, "),
        ("/neighbours?by=lightnes&lang=zh-Hans", "您是想说“lightness”吗？"),
        ("/shares?attribute=smlie", "Did you mean “smile”?"),
        ("/shares?attribute=%3Cscript%3E", "It has those of: "),
        ("/clusters?along=promts", "Did you mean “prompts”?"),
        ("/pictures?strata=nurse", "Did you mean “stratum”?"),
        ("/words?show=yes&b.stratm=nurse", "Did you mean “b.stratum”?"),
        ("/shares?rum=1", "Did you mean “run”?"),
        ("/neighbours/pairs?apart=promts", "Did you mean “prompts”?"),
        ("/neighbours/pairs?by=lightness", "There are: "),
        ("/shares?rum=1&lang=zh-Hans", "您是想说“run”吗？"),
        ("/neighbours?rum=a", "Did you mean “run”?"),
        ("/clusters?rum=a", "This page cannot be narrowed down to some of the pictures."),
        ("/clusters/1?rum=a", "Did you mean “run”?"),
        ("/clusters/1?run=drawn%20rum", "did you mean &#39;drawn run&#39;?"),
        ("/clusters/of?name=nurse&run=drawn%20rum", "did you mean &#39;drawn run&#39;?"),
    ],
)
def test_a_word_of_an_address_that_is_nearly_one_of_ours_is_recognised(drawn, path, told):
    status, _, body = ask(drawn, path)

    assert status == 400
    assert told in body.decode()
    assert b"<script>" not in body


def picture_of(drawn_run):
    from graycard.run.run import load_run

    return load_run(drawn_run).generations["image_sha256"][0]


def test_a_picture_comes_as_it_was_kept(drawn, drawn_run):
    from graycard.run.run import load_run

    digest = picture_of(drawn_run)
    status, headers, body = ask(drawn, f"/image/0/{digest}")

    assert (status, headers["content-type"]) == (200, "image/png")
    assert body == load_run(drawn_run).images.get(digest, "png")
    assert headers["x-content-type-options"] == "nosniff"
    assert "immutable" in headers["cache-control"]


@pytest.mark.parametrize("side", ["0", "1", "193", "100000", "-1", "x"])
def test_thumbnails_have_the_sizes_that_pages_use(drawn, drawn_run, side):
    assert ask(drawn, f"/thumbnail/0/{picture_of(drawn_run)}/{side}")[0] in (400, 404)


def test_a_name_that_was_made_to_lead_here_is_not_answered(drawn, drawn_run):
    status, _, body = ask(drawn, f"/image/0/{picture_of(drawn_run)}", host="evil.example")

    assert status == 421
    assert b"PNG" not in body


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_what_another_page_posts_is_refused(drawn, site):
    assert ask(drawn, "/", "POST", sec_fetch_site=site)[0] == 403


def test_pages_are_not_kept_by_anybody(drawn):
    _, headers, _ = ask(drawn, "/")

    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_nothing_of_the_framework_shows_itself(drawn):
    assert [ask(drawn, path)[0] for path in ("/docs", "/redoc", "/openapi.json")] == [404] * 3
