"""`graycard list measures`: which are ours, which are theirs, and why ours differ."""

import json

import pytest

from graycard import components
from graycard.cli._entries import entry
from graycard.cli._list_measures import OWN, PACKAGES, PUBLISHED, about_measures, lines
from graycard.cli.listing import list_


@pytest.fixture
def printed(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    list_("measures")
    return capsys.readouterr().out


def test_ours_and_theirs_stand_apart(printed):
    ours, theirs = printed.split(f"{PUBLISHED}:")

    assert ours.startswith(f"{OWN}:")
    assert "\n  representation_gap " in ours
    assert "dalleval_mad" not in ours
    assert "\n  heim_skin_tone_imbalance " in theirs
    assert "\n  share " not in theirs


def test_theirs_say_whose_they_are_and_what_to_read_instead(printed):
    _, theirs = printed.split("  heim_gender_imbalance ")
    said = " ".join(theirs.partition("  heim_skin_tone_imbalance ")[0].split())

    assert "Lee et al., Holistic Evaluation of Text-to-Image Models (HEIM, 2023)." in said
    assert "Read the representation gap to even shares" in said


def test_json_has_what_each_says_of_itself(capsys):
    list_("measures", as_json=True)
    answer = json.loads(capsys.readouterr().out)

    assert set(answer) == set(components.names("measures"))
    assert answer["share"] == {
        "name": "share",
        "about": "Share: of the images read, how many were read as each category.",
        "published": None,
        "differs": "",
        "formula": "p = k / n",
        "package": "graycard",
    }
    assert answer["openbias_context_free"]["published"] == "D'Incà et al., OpenBias (2024)"
    assert "cancel" in answer["openbias_context_free"]["differs"]


def test_a_measure_of_another_package_is_not_called_ours():
    ours = about_measures()["share"]
    theirs = ours | {"name": "beard_share", "about": "Beards.", "package": "beards"}

    found = list(lines({"share": ours, "beard_share": theirs}))

    assert found.index(f"{PACKAGES}:") < found.index("  beard_share  Beards.")
    assert found.index(f"{OWN}:") < found.index(f"  share        {ours['about']}")
    assert not any(PUBLISHED in one for one in found), "no heading without a measure under it"


def test_other_kinds_are_listed_as_before(capsys):
    list_("models")

    assert "avatar-renderer" in capsys.readouterr().out


def test_on_a_terminal_what_something_is_stays_beside_its_name(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "30")

    assert entry("gap", "How far it is from what", wide=6, before="  ").splitlines() == [
        "  gap     How far it is from",
        "          what",
    ]
