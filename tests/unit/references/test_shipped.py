"""Labour statistics that ship: figures written out by hand, and what they may not be used for."""

import pytest

from graycard.avatar import ATTRIBUTES
from graycard.errors import SpecError
from graycard.prompts import load_prompts
from graycard.readers.words import ATTRIBUTES as WORDS
from graycard.references import describe, load_references
from graycard.references._file import read_file
from graycard.testing import check_reference
from graycard.types import Attribute

PRESENTATION = ATTRIBUTES["perceived_gender_presentation"]
UNMARKED = [one.stratum for one in load_prompts("professions").prompts if not one.marked]

US = """
    accountant 58.8 1.4 exact; ceo 29.2 1.2 exact; nurse 87.9 0.6 exact; plumber 1.1 0.5 exact
    doctor 43.8 1.9 close; police officer 12.7 1.4 exact; social worker 81.1 1.5 close
    engineer 15.0 0.8 broad; manager 40.5 0.4 broad; it specialist 25.8 1.9 ambiguous
    painter 10.5 1.4 ambiguous; housekeeper 88.1 1.0 exact; web developer 21.9 5.3 exact
"""
EU = """
    nurse 87.5 close; secretary 89.3 exact; teacher 88.2 close; teaching assistant 92.6 close
    cleaner 86.5 close; carpenter 1.4 broad; mechanic 2.9 close; electrician 3.1 close
    welder 3.7 close; manager 34.7 broad; clerk 65.8 broad
"""


def entries(text):
    return [one.strip() for line in text.strip().splitlines() for one in line.split(";")]


def attribute(name, *categories):
    return Attribute(name=name, categories=categories, scale="nominal", claim="x", source="test")


@pytest.mark.parametrize("entry", entries(US))
def test_us_labor(entry):
    stratum, women, error, match = entry.rsplit(" ", 3)

    [one] = load_references("us-labor-2022", [PRESENTATION], [stratum])

    share = float(women) / 100
    assert one.shares == pytest.approx({"feminine": share, "masculine": 1 - share})
    assert one.standard_errors == pytest.approx(dict.fromkeys(one.shares, float(error) / 100))
    assert (one.stratum, one.match, one.languages) == (stratum, match, ("en",))


@pytest.mark.parametrize("entry", entries(EU))
def test_eu_labor(entry):
    stratum, women, match = entry.rsplit(" ", 2)

    [one] = load_references("eu-labor-2023q3", [PRESENTATION], [stratum])

    assert one.shares["feminine"] == pytest.approx(float(women) / 100)
    assert (one.match, one.standard_errors) == (match, None)
    assert "ISCO-08" in one.matched
    assert {"en", "fr", "de", "pl"} < set(one.languages)
    assert not {"zh", "sw", "ru"} & set(one.languages)


@pytest.mark.parametrize("name", ["us-labor-2022", "eu-labor-2023q3"])
def test_they_say_whose_they_are_and_that_they_count_something_else(name):
    for one in load_references(name, [PRESENTATION, *WORDS], UNMARKED):
        known = {attribute.name: attribute for attribute in (PRESENTATION, *WORDS)}
        check_reference(one, known[one.attribute])
        assert set(one.stands_for.values()) == {"women", "men"}
        assert "sex that a household survey recorded" in one.counted
        assert one.date[:3] == "202"
        assert one.licence
        assert one.matched


def test_every_unmarked_profession_has_a_share_of_women_in_the_united_states():
    found = load_references("us-labor-2022", [PRESENTATION], UNMARKED)

    assert [one.stratum for one in found] == [s for s in _in_file() if s in UNMARKED]
    assert {one.stratum for one in found} == set(UNMARKED)
    matches = [one.match for one in found]
    assert {kind: matches.count(kind) for kind in set(matches)} == {
        "exact": 99,
        "close": 30,
        "broad": 6,
        "ambiguous": 10,
    }


def _in_file():
    from graycard.data_components import installed

    file = read_file(installed("references", "us-labor-2022"))
    return [one.stratum for one in file.distributions if one.attribute == "reported_sex"]


def test_gendered_titles_have_none():
    with pytest.raises(SpecError, match="about nothing that is measured here"):
        load_references("us-labor-2022", [PRESENTATION], ["waiter", "waitress", "host", "maid"])


def test_words_of_captions_are_set_beside_it_too():
    [one] = load_references("us-labor-2022", WORDS, ["manicurist"])

    assert one.attribute == "words_gender_marker"
    assert one.shares == pytest.approx({"feminine only": 0.851, "masculine only": 0.149})


def test_race_is_carried_and_for_labels_by_people_only():
    race = attribute("reported_race", "white", "black", "asian", "other or several")
    origin = attribute("reported_hispanic_origin", "hispanic", "not hispanic")

    found = load_references("us-labor-2022", [race, origin, PRESENTATION], ["manicurist"])

    about = {one.attribute: one for one in found}
    assert about["reported_race"].shares == pytest.approx(
        {"white": 0.245, "black": 0.076, "asian": 0.654, "other or several": 0.025}
    )
    assert about["reported_hispanic_origin"].shares["hispanic"] == pytest.approx(0.152)
    assert about["reported_race"].people_only
    assert about["reported_hispanic_origin"].people_only
    assert not about["perceived_gender_presentation"].people_only


def test_skin_tone_is_not_compared_with_race():
    with pytest.raises(SpecError, match="about nothing that is measured here"):
        load_references("us-labor-2022", [ATTRIBUTES["skin_tone"]], ["nurse"])


def test_a_reader_with_categories_of_its_own_has_no_counterpart():
    mine = attribute("perceived_gender_presentation", "woman", "man")

    assert load_references("us-labor-2022", [mine], ["nurse"], must_apply=False) == ()


def test_strata_that_are_nearly_named_are_not_a_mistake_of_what_ships():
    assert load_references("us-labor-2022", [PRESENTATION], ["nurse", "nurses", "pilots"])


def test_the_list_says_what_each_is_about():
    us = describe("us-labor-2022")

    assert us.startswith("Employed people aged 16 and over in the United States: reported_sex, ")
    assert "in 148 strata, for prompts in en (public domain" in us
    assert "for prompts in bg, cs, da, 21 more" in describe("eu-labor-2023q3")
