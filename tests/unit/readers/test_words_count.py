"""Which words a text uses: traps of whole words, and lists of one's own."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graycard.errors import SpecError
from graycard.readers._words_count import Finder, scripts
from graycard.readers._words_lists import SHIPPED, own_list, shipped_list
from graycard.words import words_of

GENDER = shipped_list("gender")
FINDER = Finder(GENDER.all_groups, passed_over=GENDER.passed_over)


def category(text):
    return GENDER.category(FINDER.groups_in(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a woman in a suit", "feminine only"),
        ("a man in a suit", "masculine only"),
        ("a female doctor", "feminine only"),
        ("two women", "feminine only"),
        ("the men's jackets", "masculine only"),
        ("a woman\u2019s portrait", "feminine only"),
        ("a woman ' s portrait", "feminine only"),
        ("WOMAN", "feminine only"),
        ("woman, smiling.", "feminine only"),
        ("\uff57\uff4f\uff4d\uff41\uff4e", "feminine only"),
        ("wo\u00adman", "feminine only"),
        ("\u202ewoman\u202c", "feminine only"),
        ("a non-binary person", "nonbinary only"),
        ("a non - binary person", "nonbinary only"),
        ("a nonbinary person", "nonbinary only"),
        ("she's at work", "feminine only"),
        ("a man\u02bcs hat", "masculine only"),
        ("yes, ma'am", "feminine only"),
        # Words that only hold a marker, or look like one.
        ("a human named Herman at the manor", "no marker"),
        ("the theatre, where there were others", "no marker"),
        ("womanly and mannish", "no marker"),
        ("a nurse standing in a room", "no marker"),
        ("you guys", "no marker"),
        ("a binary star", "no marker"),
        # Both kinds of words: the text says so, and neither is thrown away.
        ("a man's shirt on a woman", "several"),
        ("a man and a woman", "several"),
        ("his wife", "several"),
        # Things that are called after people.
        ("a man-made lake", "no marker"),
        ("a man - made lake", "no marker"),
        ("a bed, queen size", "no marker"),
        ("a woman in a cowboy hat", "feminine only"),
        ("a cowboy", "masculine only"),
        ("a man by a man-made lake", "masculine only"),
    ],
)
def test_whole_words_are_counted_and_nothing_else(text, expected):
    assert category(text) == expected


@pytest.mark.parametrize("name", SHIPPED)
def test_every_word_of_a_list_is_found_in_its_group_alone(name):
    listed = shipped_list(name)
    finder = Finder(listed.all_groups, passed_over=listed.passed_over)

    for group, words in listed.all_groups.items():
        for word in words:
            for text in (word, word.upper(), f"({word})", f"x {word} y", f"{word}'s"):
                assert finder.groups_in(text) == {group}, text


@pytest.mark.parametrize("phrase", GENDER.passed_over)
def test_every_exception_of_the_list_excepts_something(phrase):
    assert FINDER.groups_in(phrase) == frozenset()
    assert Finder(GENDER.all_groups).groups_in(phrase)


def test_stable_bias_has_its_three_columns_and_nobody_elses_words():
    listed = shipped_list("stable_bias")
    finder = Finder(listed.all_groups)

    assert [one.name for one in listed.attributes(writer="a model")] == [
        "words_feminine",
        "words_masculine",
        "words_person",
        "words_gender_marker",
    ]
    assert finder.groups_in("a woman, a man and a person") == {"feminine", "masculine", "person"}
    assert finder.groups_in("a lady and a boy") == frozenset()


def test_a_person_without_a_marker_is_told_from_nobody():
    assert FINDER.groups_in("a person at work") == {"person"}
    assert category("a person at work") == "no marker"
    assert FINDER.groups_in("an empty kitchen") == frozenset()


def test_categories_are_all_that_can_be_said_of_a_text():
    assert GENDER.categories == (
        "feminine only",
        "masculine only",
        "nonbinary only",
        "several",
        "no marker",
    )
    texts = ("she", "he", "nonbinary", "she and he", "they")
    assert tuple(category(text) for text in texts) == GENDER.categories
    assert own_list({"suit": ["suit"]}).categories == ("suit only", "no marker")


def test_attributes_claim_something_about_a_text():
    for attribute in GENDER.attributes(writer="the model blip"):
        assert "the model blip wrote" in attribute.claim
        assert "not about anybody" in attribute.claim


@given(st.text(max_size=40))
def test_any_text_has_words_that_are_their_own_words(text):
    words = words_of(text)

    assert words_of(" ".join(words)) == words
    assert all(word and not any(one.isspace() for one in word) for word in words)


@given(st.text(alphabet="aehmnow -'.", max_size=30))
def test_agrees_with_splitting_and_comparing(text):
    plain = "".join(one if one.isalpha() else " " for one in text).split()

    found = Finder({"a": ["woman"], "b": ["man"], "c": ["he"]}).groups_in(text)

    wanted = {"a": "woman", "b": "man", "c": "he"}
    assert found == {group for group, word in wanted.items() if word in plain}


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_how_accents_are_written_does_not_matter(form):
    finder = Finder({"feminine": ["señora", "žena"]})

    for text in ("una señora", "ŽENA"):
        assert finder.groups_in(unicodedata.normalize(form, text)) == {"feminine"}
    assert finder.groups_in("sen\u00ad\u0303ora") == {"feminine"}
    assert finder.groups_in("senora") == frozenset()


def test_words_of_alphabets_with_vowel_signs_stay_whole():
    assert words_of("महिला, पुरुष") == ("महिला", "पुरुष")
    assert scripts(words_of("महिला 7")) == {"DEVANAGARI"}


def test_phrases_are_found_where_their_words_follow_each_other():
    finder = Finder({"coat": ["lab coat", "white coat"]})

    assert finder.groups_in("a nurse in a LAB  coat") == {"coat"}
    assert finder.groups_in("a coat in a lab") == frozenset()
    assert finder.groups_in("a lab") == frozenset()


@pytest.mark.parametrize(
    ("groups", "why"),
    [
        ({}, "at least 1 item"),
        ({"a": []}, "at least 1 item"),
        ({"a": ["..."]}, "has no letters"),
        ({"a": ["woman"], "b": ["Woman"]}, "stands in a and in b"),
        ({"a": ["女人"]}, "does not part words by spaces"),
        ({"Two words": ["x"]}, "match pattern"),
        ({"marker": ["x"]}, "name of another one"),
        ({"a": "woman"}, "should be a list"),
    ],
)
def test_lists_whose_words_could_not_be_found_are_refused(groups, why):
    with pytest.raises(SpecError, match=why):
        own_list(groups)
