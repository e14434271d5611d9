"""Addresses of views: one for each, in an order, and none but those of pages."""

import pytest

from graycard.app.addresses import canonical, is_page, rank, view
from graycard.errors import InputError

DEFAULTS = {"/shares": {"run": "0"}, "/clusters": {"along": "prompts"}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/shares?run=0", "/shares"),
        ("/shares?run=0&attribute=a", "/shares?attribute=a"),
        ("/clusters/3?along=prompts&k=12", "/clusters/3?k=12"),
        ("/pictures?stratum=a%20b&page=1", "/pictures?stratum=a+b"),
        ("/words?b.stratum=x&a.stratum=y&show=", "/words?a.stratum=y&b.stratum=x"),
        ("/pictures?stratum=%3Cb%3E&stratum=%26", "/pictures?stratum=%26&stratum=<b>"),
    ],
)
def test_addresses_of_one_view_are_one(one, other):
    assert canonical(one, DEFAULTS) == canonical(other, DEFAULTS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/shares?run=1", "/shares"),
        ("/pictures?run=0", "/pictures"),
        ("/clusters?along=all", "/clusters"),
        ("/pictures?page=2", "/pictures"),
        ("/pictures?stratum=a%26outcome%3Dok", "/pictures?stratum=a&outcome=ok"),
    ],
)
def test_addresses_of_two_views_are_two(one, other):
    assert canonical(one, DEFAULTS) != canonical(other, DEFAULTS)


def test_views_of_many_pictures_come_before_those_of_one():
    menu = {"/", "/pictures", "/words", "/neighbours", "/clusters"}
    later = [
        "/neighbours?of=0-ab",
        "/picture/0/ab",
        "/words?page=2",
        "/pictures?stratum=a",
        "/words?a.stratum=a",
        "/words",
    ]

    assert sorted(later, key=lambda one: rank(one, menu)) == later[::-1]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "words",
        "words?a.stratum=nurse",
        "http://[",
        "http://127.0.0.1:8642",
        "/image/0/ab",
        "/thumbnail/0/ab/64",
        "/static/app.css",
        "/words?figure=words&download=csv",
    ],
)
def test_what_is_no_address_of_a_page_is_no_view(typed):
    with pytest.raises(InputError, match="is no address of a page"):
        view(typed)


def test_a_view_is_what_follows_the_host_in_any_language():
    typed = " http://127.0.0.1:8642/pictures?lang=zh-Hans&stratum=a.b%26c#main "

    assert view(typed) == "/pictures?stratum=a.b%26c"
    assert is_page(view(typed))
