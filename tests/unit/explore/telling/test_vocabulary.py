"""Vocabularies: what comes with Graycard, and lists of words that nobody vouches for."""

import pytest

from graycard.errors import InputError, SpecError
from graycard.explore.telling.vocabulary import (
    drawn_world,
    everyday,
    read_vocabulary,
    vocabulary_of,
)
from graycard.race import names_race


@pytest.fixture
def written(tmp_path):
    def write(content, *, name="words.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("made", [everyday, drawn_world])
def test_what_comes_with_graycard_is_whole_and_names_nobody(made):
    vocabulary = made()

    assert 70 < len(vocabulary.words) < 500
    # Tones of drawn skin are among the words of the drawn world; "brown" alone may be a race.
    assert not [word for word in vocabulary.words if names_race(word) and "skin" not in word]
    assert all(word in text for word, text in vocabulary.texts.items())


def test_there_are_as_many_everyday_words_as_the_pages_say():
    assert len(everyday().words) == 395


def test_everyday_words_do_not_say_who_somebody_is():
    said = {part for word in everyday().words for part in word.split()}

    assert not said & {"man", "woman", "male", "female", "boy", "girl", "skin"}


def test_a_list_is_read_line_by_line(written):
    path = written("# things\n  an   apron \n\na tie\nan apron\n<script>alert(1)</script>\n")

    vocabulary = read_vocabulary(path, template="a drawing of {}, flat")

    assert vocabulary.name == "words.txt"
    assert vocabulary.texts == {
        "an apron": "a drawing of an apron, flat",
        "a tie": "a drawing of a tie, flat",
        "<script>alert(1)</script>": "a drawing of <script>alert(1)</script>, flat",
    }


def test_braces_in_a_word_are_no_place():
    assert vocabulary_of("x", ["{0.__class__}", "b"]).texts["{0.__class__}"] == (
        "a photo of {0.__class__}"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("one\n", "has 1 words"),
        ("# nothing\n\n", "has 0 words"),
        ("a tie\nan Asian man\n", "names a race or an ethnicity"),
        ("a tie\n" + "x" * 201, "201 characters long"),
    ],
)
def test_lists_that_are_none_are_refused(written, content, why):
    with pytest.raises(SpecError, match=why):
        read_vocabulary(written(content))


def test_a_race_in_the_template_is_refused(written):
    with pytest.raises(SpecError, match="names a race"):
        read_vocabulary(written("a tie\na hat\n"), template="an Asian person with {}")


@pytest.mark.parametrize("template", ["a photo", "{} and {}"])
def test_a_template_needs_one_place(written, template):
    with pytest.raises(SpecError, match="where a word goes"):
        read_vocabulary(written("a\nb\n"), template=template)


def test_files_that_are_no_text_are_refused(written, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_vocabulary(tmp_path / "nowhere.txt")
    with pytest.raises(InputError, match="cannot be read"):
        read_vocabulary(written(b"\xff\xfe\x00"))
    with pytest.raises(SpecError, match="no word list"):
        read_vocabulary(written("a\n" * 3_000_000))
