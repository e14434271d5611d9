import subprocess
import sys

import numpy as np
import pytest
from pydantic import ValidationError

from graycard.avatar import Avatar, render, sample
from graycard.avatar.cues import CUES
from graycard.avatar.drawing.inks import MONK, ink, lightness
from graycard.avatar.world import BACKGROUNDS, HEADWEAR, load_world, professions
from graycard.errors import InputError

PLAIN = {
    "profession": "person", "skin_tone": 5, "age": "young", "hair_colour": "brown",
    "hair_style": "bob", "headwear": "none", "glasses": False, "tie": False, "smile": False,
    "background": "office", "hair_length": "medium", "facial_hair": "none", "jaw": "round",
    "brows": "medium", "lashes": "short", "lips": "natural", "earrings": "none",
    "shoulders": "medium",
}  # fmt: skip


def drawn(seed=0, size=64, **changes):
    avatar = Avatar.model_construct(**{**PLAIN, **changes})
    return np.asarray(render(avatar, seed=seed, size=size)).astype(float)


def test_the_same_avatar_and_seed_give_the_same_pixels():
    avatar = sample("nurse", seed=3)

    assert render(avatar, seed=5).tobytes() == render(avatar, seed=5).tobytes()
    assert render(avatar, seed=5).tobytes() != render(avatar, seed=6).tobytes()


def test_other_processes_draw_the_same_pixels():
    code = (
        "import hashlib; from graycard.avatar import render, sample;"
        "print(hashlib.sha256(render(sample('nurse', seed=3), seed=5).tobytes()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }

    assert len(runs) == 1


@pytest.mark.parametrize("size", [64, 128, 256])
def test_every_size_shows_the_same_picture(size):
    avatar = sample("chef", seed=8)
    large = np.asarray(render(avatar, seed=1, size=size).resize((64, 64), resample=4)).astype(int)
    small = np.asarray(render(avatar, seed=1)).astype(int)

    assert np.abs(large - small).mean() < 3


def test_other_sizes_are_refused():
    with pytest.raises(InputError, match="512 pixels"):
        render(sample("chef", seed=8), seed=1, size=512)


@pytest.mark.parametrize("tone", range(1, 11))
@pytest.mark.parametrize(
    ("change", "least"),
    [
        *(
            pytest.param({cue: value}, 60, id=f"{cue}-{value}")
            for cue, values in CUES.items()
            for value in values
            if value != PLAIN[cue] and cue != "hair_length"
        ),
        pytest.param({"hair_length": "short", "hair_style": "crop"}, 1_000, id="short-hair"),
        pytest.param({"hair_length": "long", "hair_style": "straight"}, 1_000, id="long-hair"),
        pytest.param({"age": "middle"}, 200, id="middle"),
        pytest.param({"age": "older"}, 400, id="older"),
        pytest.param({"glasses": True}, 400, id="glasses"),
        pytest.param({"tie": True}, 400, id="tie"),
        pytest.param({"smile": True}, 200, id="smile"),
        *(
            pytest.param({"headwear": name}, 1_000, id=name.replace(" ", "-"))
            for name in HEADWEAR[1:]
        ),
    ],
)
def test_every_value_shows_on_every_skin_tone(change, least, tone):
    """Sum of grey-level change over the picture, in units of one pixel fully changed / 255."""
    changed = np.abs(drawn(skin_tone=tone) - drawn(skin_tone=tone, **change)).mean(axis=2)

    assert changed.sum() > least
    assert changed.max() > 12


@pytest.mark.parametrize("hair_style", [s for ss in load_world().hair_style.values() for s in ss])
@pytest.mark.parametrize("headwear", HEADWEAR)
def test_headwear_leaves_the_face_free(headwear, hair_style):
    length = next(k for k, styles in load_world().hair_style.items() if hair_style in styles)
    with_it = drawn(headwear=headwear, hair_style=hair_style, hair_length=length)
    without = drawn(hair_style=hair_style, hair_length=length)
    face = np.abs(with_it - without)[22:45, 20:44]  # from the brows to the chin

    assert face.max() == 0


def test_places_and_professions_all_look_different():
    places = [drawn(background=name) for name in BACKGROUNDS]
    clothes = [drawn(profession=name) for name in professions()]
    for pictures in (places, clothes):
        for at, one in enumerate(pictures):
            for other in pictures[at + 1 :]:
                assert np.abs(one - other).mean() > 0.8


def test_lines_have_the_same_contrast_on_every_skin_tone():
    for distance in (8, 20, 28, 30):
        contrasts = [abs(lightness(ink(skin, distance)) - lightness(skin)) for skin in MONK]
        assert max(contrasts) - min(contrasts) < 2.5


def lightness_of(pixels):
    linear = np.where(
        pixels / 255 <= 0.04045, pixels / 255 / 12.92, ((pixels / 255 + 0.055) / 1.055) ** 2.4
    )
    y = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.where(y > 216 / 24389, 116 * np.cbrt(y) - 16, y * 24389 / 27)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"brows": "thick"}, id="brows"),
        pytest.param({"lashes": "long"}, id="lashes"),
        pytest.param({"lips": "thin"}, id="thin-lips"),
        pytest.param({"age": "older"}, id="lines"),
        pytest.param({"glasses": True}, id="glasses"),
        pytest.param({"smile": True}, id="smile"),
    ],
)
def test_dark_skin_is_drawn_with_as_much_readable_detail_as_light(change):
    """Measured on finished pictures: by how much L* the feature stands out of the bare face."""
    bare = {"brows": "thin", "lashes": "none", "lips": "natural"}

    def contrast(tone):
        plain = lightness_of(drawn(skin_tone=tone, **bare))
        with_it = lightness_of(drawn(skin_tone=tone, **{**bare, **change}))
        # The middle of the face: at its edge, hair against skin would be measured instead.
        return np.sort(np.abs(with_it - plain)[22:48, 24:41].ravel())[-20:].mean()

    light = np.mean([contrast(tone) for tone in (1, 2, 3)])
    dark = np.mean([contrast(tone) for tone in (9, 10)])

    assert dark > 0.75 * light
    assert dark > 10


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"skin_tone": 11}, id="tone"),
        pytest.param({"hair_style": "buzz"}, id="style-of-other-length"),
        pytest.param({"profession": "plumber"}, id="profession"),
        pytest.param({"lips": "painted"}, id="votes-between-the-bands"),
        pytest.param({"surprise": 1}, id="unknown-field"),
    ],
)
def test_impossible_avatars_are_refused(change):
    with pytest.raises(ValidationError):
        Avatar.model_validate({**PLAIN, "earrings": "studs", **change})
