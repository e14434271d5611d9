"""Parameters that a page does not take: refused where one of ours may have been meant."""

import pytest
from starlette.requests import Request

from graycard.app.misspelt import refuse_others
from graycard.errors import InputError


def asked(query):
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("rum=1", "Did you mean “run”?"),
        ("run=1&Attributes=smile", "Did you mean “attribute”?"),
        ("stratum=nurse", "This page cannot be narrowed down to some of the pictures."),
        ("stratm=nurse", "This page cannot be narrowed down to some of the pictures."),
        ("read.smile=yes", "This page cannot be narrowed down to some of the pictures."),
    ],
)
def test_a_page_without_a_filter_says_so(query, why):
    with pytest.raises(InputError) as refused:
        refuse_others(asked(query), ("run", "attribute"), filtered=False)
    assert refused.value.why == why
    assert repr(query.rpartition("&")[2].partition("=")[0]) in refused.value.what


def test_a_page_with_a_filter_leaves_its_fields_to_it():
    with pytest.raises(InputError) as refused:
        refuse_others(asked("run=x&stratm=y&read.smile=yes&off=z"), ("of", "by"))
    assert "'off'" in refused.value.what


@pytest.mark.parametrize("filtered", [True, False])
def test_what_other_people_add_to_an_address_is_passed_over(filtered):
    query = "run=1&lang=en&page=2&figure=x&download=csv&__theme=dark&logs=build&utm_source=x&ref=y"

    refuse_others(asked(query), ("run", "attribute"), filtered=filtered)
