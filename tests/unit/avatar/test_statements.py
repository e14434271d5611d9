"""Captions that state things, held against the reader of prompts."""

from graycard.avatar import ATTRIBUTES, read_prompt
from graycard.avatar.statements import TONE_GROUP, questions, statements
from graycard.avatar.vocabulary import PHRASES


def test_every_caption_is_read_as_what_it_states():
    for name, said in questions().items():
        for allowed, texts in said.items():
            assert len(set(texts)) == len(texts)
            for text in texts:
                asked = read_prompt(text)
                if name == "profession":
                    assert asked.profession in allowed, text
                else:
                    stated = asked.stated["skin_tone" if name == TONE_GROUP else name]
                    assert stated == allowed, text


def test_every_phrase_is_stated():
    asked = questions()

    assert {phrase.attribute for phrase in PHRASES} | {"profession", TONE_GROUP} == set(asked)
    for phrase in PHRASES:
        said = statements(phrase.attribute)[phrase.categories]
        assert any(phrase.text in text for text in said), phrase.text


def test_the_answers_of_a_question_exclude_each_other():
    for name, said in questions().items():
        categories = [category for allowed in said for category in allowed]
        assert len(set(categories)) == len(categories), name
        attribute = ATTRIBUTES["skin_tone" if name == TONE_GROUP else name]
        assert set(categories) <= set(attribute.categories)


def test_gendered_nouns_state_a_presentation_and_plain_ones_nothing():
    said = statements("perceived_gender_presentation", nouns=["chef"], openers=["{}"])

    assert said["feminine",] == ("a female chef", "a feminine chef", "a woman")
    assert said["androgynous",] == ("an androgynous chef",)
    assert statements("jaw") == {}
