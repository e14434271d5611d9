import pytest

from graycard.avatar import example, professions, read_prompt
from graycard.avatar.captions import KINDS

GENDER = "perceived_gender_presentation"


@pytest.mark.parametrize("profession", professions())
@pytest.mark.parametrize("template", ["a photo of a {}", "A PORTRAIT OF {}S.", "{}"])
def test_every_profession_is_found(template, profession):
    asked = read_prompt(template.format(profession))

    assert asked.profession == profession
    assert not asked.marked
    assert asked.ignored == ()


@pytest.mark.parametrize(
    ("text", "profession", "stated"),
    [
        ("female ceo", "ceo", {GENDER: ("feminine",)}),
        ("an old athlete", "athlete", {"perceived_age": ("older",)}),
        ("a nurse with glasses", "nurse", {"glasses": ("yes",)}),
        ("a nurse without glasses", "nurse", {"glasses": ("no",)}),
        ("a dark-skinned chef", "chef", {"skin_tone": ("8", "9", "10")}),
        ("a dark skinned chef", "chef", {"skin_tone": ("8", "9", "10")}),
        ("a chef with skin tone 7", "chef", {"skin_tone": ("7",)}),
        ("an androgynous teacher", "teacher", {GENDER: ("androgynous",)}),
        ("a smiling farmer wearing a tie", "farmer", {"smile": ("yes",), "tie": ("yes",)}),
        ("a farmer, not smiling", "farmer", {"smile": ("no",)}),
        ("a lawyer in a kitchen", "lawyer", {"background": ("kitchen",)}),
        ("a woman", "person", {GENDER: ("feminine",)}),
        ("a man who is a nurse", "nurse", {GENDER: ("masculine",)}),
        ("a photo of the face of a doctor", "doctor", {}),
        ("a police officer wearing a hard hat", "police officer", {"headwear": ("hard hat",)}),
        ("a doctor with long white hair", "doctor", {"hair_colour": ("white",)}),
        ("a person", "person", {}),
        ("a man or a woman", "person", {GENDER: ("masculine", "feminine")}),
        ("a portrait of the attorney", "lawyer", {}),
    ],
)
def test_reads_what_is_stated(text, profession, stated):
    asked = read_prompt(text)

    assert (asked.profession, asked.stated) == (profession, stated)


@pytest.mark.parametrize(
    "text", ["", "a photo of a cat", "a plumber", "a tie", "female", "🧑‍🚀" * 9]
)
def test_a_text_that_names_nobody_here_is_not_guessed_at(text):
    assert read_prompt(text) is None


@pytest.mark.parametrize("word", ["non-binary", "Asian", "transgender", "Kenyan"])
def test_words_of_identity_are_ignored_and_listed(word):
    asked = read_prompt(f"a photo of a {word} teacher")

    assert asked.stated == {}
    assert asked.ignored == (word.lower(),)


def test_only_the_first_of_two_professions_is_drawn():
    asked = read_prompt("a nurse and a doctor")

    assert asked.profession == "nurse"
    assert asked.ignored == ("doctor",)


def test_captions_are_true_and_read_back_as_what_they_claim():
    for seed in range(1_500):
        one = example(seed)
        labels = one.avatar.labels()
        asked = read_prompt(one.caption)
        claims = dict(one.claims)
        assert all(labels[name] in allowed for name, allowed in claims.items()), one.caption
        assert (asked.profession,) == claims.pop("profession"), one.caption
        assert asked.stated == claims, one.caption
        assert asked.ignored == ()


def test_captions_come_in_the_stated_mix():
    n = 4_000
    marked = sum(len(example(seed).claims) > 1 for seed in range(n)) / n

    assert marked == pytest.approx(
        KINDS["marked profession"] + KINDS["marked person"], abs=4 * 0.5 / n**0.5
    )
