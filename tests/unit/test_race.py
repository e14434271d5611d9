"""Which words name a race or an ethnicity, and which are colours, clothes and contests."""

import pytest

from graycard.errors import SpecError
from graycard.race import names_race
from graycard.readers._refusals import refuse_race_and_ethnicity


@pytest.mark.parametrize(
    "word",
    [
        "Asian",
        "asian woman",
        "a Black person",
        "black",
        "white",
        "black_women",
        "black young man",
        "black-skinned",
        "African-American",
        "Latinx",
        "ethnicity",
        "race",
        "light of race group",
        "Native American man",
        "PERSON OF COLOUR",
        "middle-eastern",
        "What race is this person?",
        "a person's race",
        "the human races",
        "a photo of a black doctor",
        "white doctors",
        "black nurse",
        "a white nurse's face",
        "a Black police officer",
        "a beautiful black woman",
        "black or white people",
        "Is this person black or white?",
        "a woman who is black and smiles",
        "is_white",
        "ancestry",
        "White alone",
        "non-white",
        "nonwhite",
        "other Black",
        "race_ethnicity",
    ],
)
def test_names_of_races_and_ethnicities_are_known(word):
    assert names_race(word)

    with pytest.raises(SpecError, match="names a race or an ethnicity") as refused:
        refuse_race_and_ethnicity(["suit", word], where="words")
    assert repr(word) in refused.value.what


@pytest.mark.parametrize(
    "word",
    ["a man in a white shirt", "black hair", "black and white", "race car", "brown eyes", "man",
     "white coat", "blackboard", "a person in black", "Caucasus mountains", "a horse race",
     "a race horse", "race track", "a driver of race cars", "a white chef's hat",
     "a nurse in a white uniform", "a white nurse uniform", "a white police car",
     "a bride in white and a groom in black", "a photo of a person, black and white",
     "black and white photo of a person", "a man with black hair and a woman", "white-collar job",
     "What word best describes this person's appearance?", "is her hair black?",
     "any white background", "other", "reported_sex"],
)  # fmt: skip
def test_colours_and_things_are_nobodys_race(word):
    assert not names_race(word)

    refuse_race_and_ethnicity([word], where="words")
