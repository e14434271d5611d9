"""The filter of an address: a misspelt field is refused, other parameters are passed over."""

import pytest
from starlette.requests import Request

from graycard.app.filter_form import wanted
from graycard.errors import InputError
from graycard.explore.filters import Filter
from graycard.language import speaking


def asked(query):
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


@pytest.mark.parametrize(
    ("query", "prefix", "meant"),
    [
        ("stratm=nurse", "", "stratum"),
        ("stratum=nurse&strata=ceo", "", "stratum"),
        ("Outcomes=ok", "", "outcome"),
        ("rum=x", "", "run"),
        ("Run=x", "", "run"),
        ("b.modle=x", "b.", "b.model"),
        ("stratm=", "", "stratum"),
    ],
)
def test_a_misspelt_field_is_refused_with_the_one_that_was_meant(query, prefix, meant):
    with pytest.raises(InputError) as refused:
        wanted(asked(query), prefix=prefix)
    assert refused.value.why == f"Did you mean “{meant}”?"

    with speaking("zh-Hans"), pytest.raises(InputError) as refused:
        wanted(asked(query), prefix=prefix)
    assert refused.value.what.startswith("这里没有参数")
    assert meant in refused.value.why


@pytest.mark.parametrize(
    "query",
    [
        "lang=en&page=2&figure=words&download=csv&show=yes&test=yes",
        "left.prompt=a&right.prompt=b&left.run=c&right.run=d&a.stratm=e",
        "__theme=dark&logs=build&utm_source=x&fbclid=y",
    ],
)
def test_what_pages_and_other_people_add_to_an_address_is_passed_over(query):
    assert wanted(asked(f"{query}&stratum=nurse")) == Filter(stratum=("nurse",))


def test_attributes_may_be_called_like_fields():
    query = "read.language=en&label.model=yes"

    assert wanted(asked(query)).to_query() == [("read.language", "en"), ("label.model", "yes")]
