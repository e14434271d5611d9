import io

import cv2
import numpy as np
import pytest
from PIL import Image
from scipy.fft import dctn
from skimage import color, data

from graycard.avatar import professions, render, sample
from graycard.explore.same_pictures import groups
from graycard.explore.same_pictures.fingerprint import (
    bits_apart,
    colours_apart,
    fingerprint,
    part_colours,
)
from graycard.explore.same_pictures.groups import (
    FALSE_ALARMS,
    FALSE_ALARMS_AT_MOST,
    MOST_BITS,
    MOST_COLOUR,
    Fingerprints,
    Group,
    same_pictures,
)


def drawn(seed, *, size=64, **changed):
    avatar = sample(professions()[seed % len(professions())], seed=seed)
    avatar = avatar.model_validate(avatar.model_dump() | changed)
    return np.asarray(render(avatar, seed=seed, size=size))


def saved(rgb, format_, **options):
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, format_, **options)
    return np.asarray(Image.open(buffer).convert("RGB"))


def prints(pictures):
    return Fingerprints.of(fingerprint(one) for one in pictures)


def same(one, other):
    return len(same_pictures(["a", "b"], prints([one, other]))) == 1


AGAIN = {
    "jpeg 75": lambda rgb: saved(rgb, "JPEG", quality=75),
    "webp 75": lambda rgb: saved(rgb, "WEBP", quality=75),
    "half": lambda rgb: cv2.resize(rgb, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
    "twice": lambda rgb: cv2.resize(rgb, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC),
    "a little lighter": lambda rgb: np.clip(rgb * 1.03, 0, 255).astype(np.uint8),
}


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
@pytest.mark.parametrize("size", [64, 256])
def test_a_portrait_that_was_saved_again_is_the_same_picture(again, size):
    portraits = [drawn(seed, size=size) for seed in range(24)]

    assert [same(one, again(one)) for one in portraits] == [True] * 24


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_a_photograph_that_was_saved_again_is_the_same_picture(again, name):
    photograph = getattr(data, name)()

    assert same(photograph, again(photograph))


def test_portraits_of_different_seeds_are_different_pictures():
    portraits = prints([drawn(seed) for seed in range(300)])

    assert same_pictures([str(i) for i in range(300)], portraits) == ()


def test_what_it_cannot_tell_apart_in_drawings():
    """Lashes are a few pixels: the instrument must not be trusted with them."""
    one, other = (drawn(3, lashes=lashes) for lashes in ("none", "short"))

    assert not np.array_equal(one, other)
    assert same(one, other)


@pytest.mark.parametrize(
    "changed", [lambda rgb: rgb[:, ::-1], lambda rgb: rgb[6:-6, 6:-6], lambda rgb: 255 - rgb]
)
def test_mirrored_cropped_and_inverted_pictures_are_other_pictures(changed):
    assert not same(drawn(5), changed(drawn(5)))


def test_the_bits_are_signs_of_slow_waves_of_lightness():
    picture = drawn(8)
    small = cv2.resize(picture, (32, 32), interpolation=cv2.INTER_AREA)
    waves = dctn(color.rgb2lab(small)[..., 0], norm="ortho")[:8, :8].ravel()[1:]
    clear = np.abs(waves) > 1

    bits = [int(bit) for bit in f"{int(fingerprint(picture).bits):063b}"]

    assert np.array_equal(np.array(bits)[clear], waves[clear] > 0)
    assert clear.sum() > 40


def test_bits_apart_by_hand():
    one = np.array([0, 0b111, 2**63 - 1], np.uint64)

    assert bits_apart(one[:, None], one).tolist() == [[0, 3, 63], [3, 0, 60], [63, 60, 0]]


def test_colours_apart_by_hand():
    """8 in lightness and 6 in a* everywhere is a difference of 10; in one part, all the same."""
    one = np.zeros((16, 16, 3), np.float16)
    other = one.copy()
    other[12:, 4:8] = [8, 6, 0]

    assert float(colours_apart(one, other)) == 10
    assert np.argwhere(part_colours(other).any(axis=-1)).tolist() == [[13]]
    other[12:, 4:8] = 0
    other[3:5, 3:5, 2] = 8  # one pixel in each of four parts: the root of 64/16
    assert float(colours_apart(one, other)) == 2


def test_means_of_parts_never_rule_out_what_is_near():
    rng = np.random.default_rng(0)
    one, other = rng.normal(0, 20, size=(2, 500, 16, 16, 3)).astype(np.float16)
    means = np.linalg.norm(part_colours(one) - part_colours(other), axis=-1).max(axis=-1)

    assert (means <= colours_apart(one, other) + 1e-3).all()


def test_equal_files_are_grouped_and_said_to_be_equal():
    pictures = [drawn(1), drawn(2), drawn(1), drawn(3)]

    assert same_pictures(["x", "y", "x", "z"], prints(pictures)) == (
        Group(members=(0, 2), kind="same file", widest=0.0),
    )


def test_groups_come_largest_first_and_gather_files_and_copies():
    one, two = drawn(1), drawn(2)
    pictures = [two, one, saved(one, "JPEG", quality=75), saved(two, "PNG"), one, drawn(3)]

    found = same_pictures(["a", "b", "c", "d", "b", "e"], prints(pictures))

    assert [(one.members, one.kind) for one in found] == [((1, 2, 4), "alike"), ((0, 3), "alike")]
    assert 0 < found[0].widest <= MOST_COLOUR
    assert found[1].widest == 0


def test_plain_pictures_are_a_kind_of_their_own():
    """A hundred blacked-out pictures must not count as a hundred times the same portrait."""
    black, almost = np.zeros((40, 40, 3), np.uint8), np.full((50, 60, 3), 2, np.uint8)
    found = same_pictures(
        ["b", "b", "c", "w"], prints([black, black, almost, np.full_like(black, 255)])
    )

    assert found == (Group(members=(0, 1, 2), kind="plain", widest=found[0].widest),)


def test_a_chain_shows_in_how_far_a_group_reaches():
    greys = [np.full((20, 20, 3), value, np.uint8) for value in (0, 20, 40, 60, 80)]
    (group,) = same_pictures(list("abcde"), prints(greys))

    assert group.members == (0, 1, 2, 3, 4)
    assert group.widest > MOST_COLOUR


def shifted(*steps):
    """One photograph, darkened to half and made lighter by steps."""
    return [(data.chelsea() // 2 + step).astype(np.uint8) for step in steps]


def test_links_are_told_and_not_the_ends_of_a_chain():
    told = []
    (group,) = same_pictures(
        ["a", "b", "a", "c"], prints(shifted(0, 20, 0, 40)), linked=told.append
    )

    assert group.members == (0, 1, 2, 3)
    assert group.widest > MOST_COLOUR
    assert np.concatenate(told).tolist() == [[0, 1], [1, 3]]


def test_thousands_of_plain_files_are_not_held_against_each_other(monkeypatch):
    """They would be as many pairs as half their square: 8 million here."""
    n, compared = 4000, []

    def counted(one, other):
        compared.append(max(len(one), len(other)))
        return colours_apart(one, other)

    monkeypatch.setattr(groups, "colours_apart", counted)
    small = np.zeros((n, 16, 16, 3), np.float16)
    small[::2, ..., 0] = 60
    black = Fingerprints(bits=np.zeros(n, np.uint64), small=small, plain=np.ones(n, bool))
    found = same_pictures([str(i) for i in range(n)], black)

    assert [(one.kind, len(one.members)) for one in found] == [("plain", n // 2)] * 2
    assert sum(compared) < 5 * n


def test_no_pictures_have_no_groups():
    assert same_pictures([], prints([])) == ()


def test_the_false_alarms_of_the_constant_are_within_what_is_told():
    pairs, every = FALSE_ALARMS

    assert every == 20_000 * 19_999 // 2
    assert pairs / every < FALSE_ALARMS_AT_MOST < 2 * pairs / every


def test_thresholds_are_those_that_were_measured():
    assert (MOST_BITS, MOST_COLOUR) == (8, 10.0)
