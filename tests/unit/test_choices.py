"""Which choice was meant by a name that is none of them."""

import pytest

from graycard.choices import close_match, did_you_mean, meant


def test_nothing_is_suggested_where_nothing_is_near():
    assert close_match("zebra", ["text", "stratum"]) is None
    assert close_match("texts", ["text"], cutoff=0.95) is None


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("lightnes", ("contrast", "lightness"), "lightness"),
        ("CONTRAST", ("contrast", "lightness"), "contrast"),
        ("zh", ("en", "zh-Hans"), "zh-Hans"),
        ("zh-cn", ("en", "zh-Hans"), "zh-Hans"),
        ("s", ("smile", "skin_tone"), None),  # begins both
        ("", ("smile",), None),
        ("smell", ("glasses", "tie"), None),
        ("anything", (), None),
    ],
)
def test_what_is_like_it_or_begins_so_was_meant(word, known, found):
    assert meant(word, known) == found


def test_without_a_likeness_it_is_said_what_there_is():
    assert did_you_mean("smell", ["glasses"]) == "there is: glasses"
    assert did_you_mean("smell", []) == "there is: nothing"
    assert did_you_mean("smell", ["glasses"], otherwise="nobody read it") == "nobody read it"
    assert did_you_mean("Glases", ["glasses"], otherwise="unused") == "did you mean 'glasses'?"
