import math
import subprocess
import sys
from collections import Counter

import pytest

from graycard.avatar import ATTRIBUTES, PERSON, load_world, planted_shares, professions, sample
from graycard.avatar.cues import CUES, PRESENTATIONS
from graycard.avatar.planted import cue_shares
from graycard.avatar.sampling import STATABLE
from graycard.errors import InputError

EVERYONE = (*professions(), PERSON)
DRAWS = 1_500


@pytest.fixture(scope="module")
def draws():
    return {
        profession: [sample(profession, seed=number * 100_000 + at) for at in range(DRAWS)]
        for number, profession in enumerate(EVERYONE)
    }


def test_there_are_sixteen_professions_and_a_person():
    assert len(professions()) == 16
    assert PERSON not in professions()


def test_half_of_the_professions_run_against_the_usual_direction():
    usually_feminine = {"nurse", "teacher", "housekeeper", "receptionist", "artist"}
    usually_lighter = {
        "ceo", "doctor", "lawyer", "scientist", "engineer", "programmer", "receptionist", "artist",
    }  # fmt: skip
    against_presentation, against_skin = set(), set()
    for profession in professions():
        shares = planted_shares("perceived_gender_presentation", profession)
        tones = planted_shares("skin_tone", profession)
        lighter = sum(tones[str(tone)] for tone in range(1, 6)) > 0.5
        if (shares["feminine"] > shares["masculine"]) != (profession in usually_feminine):
            against_presentation.add(profession)
        if lighter != (profession in usually_lighter):
            against_skin.add(profession)

    assert len(against_presentation) == 8
    assert len(against_skin) == 8
    assert against_presentation != against_skin


@pytest.mark.parametrize("profession", EVERYONE)
@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_planted_shares_are_whole(attribute, profession):
    shares = planted_shares(attribute, profession)

    assert tuple(shares) == ATTRIBUTES[attribute].categories
    assert math.fsum(shares.values()) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("profession", EVERYONE)
def test_an_androgynous_presentation_is_planted_everywhere(profession):
    share = planted_shares("perceived_gender_presentation", profession)["androgynous"]

    assert 0.06 <= share <= 0.15


@pytest.mark.parametrize("attribute", sorted(STATABLE))
def test_draws_keep_the_planted_shares(attribute, draws):
    """Chi-square over all professions pooled: about 4 standard deviations are allowed."""
    statistic, freedom = 0.0, 0
    for profession, avatars in draws.items():
        counts = Counter(avatar.labels()[attribute] for avatar in avatars)
        shares = {k: v for k, v in planted_shares(attribute, profession).items() if v > 0}
        assert set(counts) <= set(shares)
        freedom += len(shares) - 1
        statistic += sum((counts[k] - DRAWS * v) ** 2 / (DRAWS * v) for k, v in shares.items())

    assert statistic < freedom + 4 * math.sqrt(2 * freedom)


def test_draws_are_independent_given_the_profession(draws):
    labels = [avatar.labels() for avatar in draws["ceo"]]
    n = len(labels)
    for first, second in (
        ("perceived_gender_presentation", "skin_tone"),
        ("perceived_gender_presentation", "perceived_age"),
        ("skin_tone", "hair_colour"),
        ("perceived_age", "glasses"),
        ("smile", "tie"),
    ):
        one = Counter(row[first] for row in labels)
        two = Counter(row[second] for row in labels)
        both = Counter((row[first], row[second]) for row in labels)
        statistic = sum(
            (both[a, b] - one[a] * two[b] / n) ** 2 / (one[a] * two[b] / n)
            for a in one
            for b in two
        )
        freedom = (len(one) - 1) * (len(two) - 1)
        assert statistic < freedom + 4 * math.sqrt(2 * freedom), (first, second)


def test_every_value_of_every_cue_occurs_in_every_presentation(draws):
    seen = {
        (avatar.presentation, cue, getattr(avatar, cue))
        for avatars in draws.values()
        for avatar in avatars
        for cue in CUES
    }

    assert seen == {(p, cue, value) for p in PRESENTATIONS for cue in CUES for value in CUES[cue]}


def test_no_reader_of_one_cue_can_read_presentation():
    """The best possible reader of one cue, on all professions alike and knowing the shares."""
    for cue in CUES:
        shares = cue_shares(cue)
        right = 0.0
        for value in CUES[cue]:
            right += max(
                math.fsum(
                    planted_shares("perceived_gender_presentation", profession)[p]
                    * shares[p][value]
                    for profession in professions()
                )
                for p in PRESENTATIONS
            )
        assert right / len(professions()) < 0.75, cue


def test_all_cues_together_read_it_always(draws):
    for avatars in draws.values():
        for avatar in avatars:
            total = sum(CUES[cue].index(getattr(avatar, cue)) - 1 for cue in CUES)
            expected = "feminine" if total >= 3 else "masculine" if total <= -3 else "androgynous"
            assert abs(total) != 2
            assert avatar.presentation == expected


def test_what_is_stated_is_drawn_and_nothing_else_moves():
    for seed in range(200):
        plain = sample("chef", seed=seed)
        stated = sample("chef", seed=seed, stated={"skin_tone": ["9", "10"], "tie": ["yes"]})

        assert stated.skin_tone in (9, 10)
        assert stated.tie
        assert stated == plain.model_copy(update={"skin_tone": stated.skin_tone, "tie": True})


def test_a_stated_cue_leaves_the_presentations_as_planted():
    n = 4_000
    counts = Counter(
        sample("artist", seed=seed, stated={"facial_hair": ["beard"]}).presentation
        for seed in range(n)
    )

    for name, share in planted_shares("perceived_gender_presentation", "artist").items():
        assert counts[name] / n == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / n))


def test_a_category_that_is_never_planted_can_still_be_stated():
    assert sample("ceo", seed=0, stated={"headwear": ["chef hat"]}).headwear == "chef hat"


@pytest.mark.parametrize(
    ("profession", "stated"),
    [
        pytest.param("plumber", {}, id="profession"),
        pytest.param("ceo", {"race": ["any"]}, id="attribute"),
        pytest.param("ceo", {"profession": ["nurse"]}, id="not-statable"),
        pytest.param("ceo", {"smile": ["broad"]}, id="category"),
        pytest.param("ceo", {"smile": []}, id="nothing-allowed"),
        pytest.param("ceo", {"smile": "yes"}, id="not-a-list"),
    ],
)
def test_what_does_not_exist_cannot_be_asked_for(profession, stated):
    with pytest.raises(InputError):
        sample(profession, seed=0, stated=stated)


def test_other_processes_draw_the_same():
    code = "from graycard.avatar import sample; print(sample('nurse', seed=11).model_dump_json())"
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()

    assert other == sample("nurse", seed=11).model_dump_json()


def test_the_world_file_says_what_it_means():
    world = load_world()

    assert world.professions["ceo"].backgrounds()["office"] == 0.68
    assert math.fsum(world.professions["ceo"].backgrounds().values()) == pytest.approx(1)
