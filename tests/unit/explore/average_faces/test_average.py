"""Averages against numbers worked by hand and a plain computation that holds everything at once."""

import random

import numpy as np
import pytest
from skimage import data

from graycard.avatar import render, sample
from graycard.errors import EnvironmentFaultError, InputError, NothingObservedError
from graycard.explore.average_faces import average_face, average_picture, spread_picture
from graycard.explore.average_faces.aligning import aligned_faces
from graycard.explore.average_faces.average import averaged
from graycard.explore.average_faces.light import FULL, TO_LIGHT
from graycard.explore.average_faces.looking import look
from graycard.explore.average_faces.one_face import (
    MISFIT,
    NO_FACE,
    NO_PICTURE,
    SEVERAL,
    TOO_SMALL,
    TURNED,
)
from graycard.explore.average_faces.sums import Sums
from graycard.explore.average_faces.warp import Aligned
from graycard.faces.find import face_finder

from .made_faces import KnownFinder, face, landmarks, plain, save, smooth


def same_place(folder, pictures):
    """Pictures whose faces are all in one place, and a finder that knows it."""
    paths = [save(folder, f"{i}.png", rgb) for i, rgb in enumerate(pictures)]
    return paths, KnownFinder({path.name: [face()] for path in paths})


class TestSums:
    def faces(self, n=7, side=6):
        rng = np.random.default_rng(5)
        light = rng.integers(0, FULL, (n, side, side, 3), endpoint=True).astype(np.uint16)
        covered = rng.random((n, side, side)) < 0.8
        covered[:3] = True
        return light, covered

    def test_they_are_what_numpy_says_of_all_at_once(self):
        light, covered = self.faces()
        sums = Sums(6)
        for one, there in zip(light, covered, strict=True):
            sums.add(Aligned(one, there))

        whole = np.ma.masked_array(light / FULL, np.repeat(~covered[..., None], 3, axis=3))
        assert np.allclose(sums.mean(least=1), whole.mean(axis=0))
        assert np.allclose(sums.spread(least=2), whole.std(axis=0, ddof=1))

    def test_the_order_changes_not_a_digit(self):
        light, covered = self.faces(n=40)
        forth, back = Sums(6), Sums(6)
        for one, there in zip(light, covered, strict=True):
            forth.add(Aligned(one, there))
        for one, there in zip(light[::-1], covered[::-1], strict=True):
            back.add(Aligned(one, there))

        assert np.array_equal(forth.mean(least=1), back.mean(least=1))
        assert np.array_equal(forth.spread(least=2), back.spread(least=2))

    @pytest.mark.parametrize("number", [0, 1, 12345, FULL])
    def test_what_is_always_the_same_has_a_spread_of_exactly_0(self, number):
        sums = Sums(2)
        for _ in range(37):
            sums.add(Aligned(np.full((2, 2, 3), number, np.uint16), np.ones((2, 2), bool)))

        assert (sums.spread(least=2) == 0).all()

    def test_a_pixel_that_too_few_reach_is_undefined(self):
        sums = Sums(2)
        there = np.array([[True, True], [False, True]])
        sums.add(Aligned(np.zeros((2, 2, 3), np.uint16), there))
        sums.add(Aligned(np.zeros((2, 2, 3), np.uint16), np.ones((2, 2), bool)))

        assert np.isnan(sums.mean(least=2)[..., 0]).tolist() == [[False, False], [True, False]]
        assert np.isnan(sums.spread(least=2)[..., 0]).tolist() == [[False, False], [True, False]]


class TestAverage:
    def test_black_and_white_make_the_grey_of_half_the_light(self, tmp_path):
        paths, finder = same_place(tmp_path, [plain(0), plain(255)])

        found = average_face(paths, finder=finder, side=32)

        pixels = np.asarray(average_picture(found))
        assert pixels[pixels[..., 3] > 0].tolist() == [[188, 188, 188, 255]] * (32 * 32)
        # Of 0 and 1: the square root of ((.5² + .5²) / 1).
        assert np.allclose(found.spread, 0.5**0.5)
        assert found.mean_spread == pytest.approx(0.5**0.5)
        assert np.asarray(spread_picture(found))[5, 5].tolist() == [255, 255, 255, 255]

    def test_colours_do_not_mix_channels(self, tmp_path):
        paths, finder = same_place(tmp_path, [plain((255, 0, 0)), plain((0, 0, 255))])

        pixels = np.asarray(average_picture(average_face(paths, finder=finder, side=16)))

        assert pixels[8, 8].tolist() == [188, 0, 188, 255]

    def test_the_same_picture_again_and_again_has_no_spread(self, tmp_path):
        paths, finder = same_place(tmp_path, [smooth(1)] * 4)

        for alignment in ("warp", "similarity"):
            found = average_face(paths, finder=finder, alignment=alignment, side=32)
            assert found.mean_spread == 0
            assert not np.asarray(spread_picture(found))[..., :3].any()

    def test_streaming_is_what_a_plain_computation_gives(self, tmp_path):
        paths, finder = same_place(tmp_path, [smooth(i) for i in range(9)])
        looked = look(paths, finder=finder, min_height=20)

        found = averaged(looked, alignment="similarity", side=40)

        held = np.stack(
            [one.light for one in aligned_faces(looked, alignment="similarity", side=40)]
        ) / FULL  # fmt: skip
        assert np.allclose(found.light, held.mean(axis=0), atol=1e-12)
        assert np.allclose(found.spread, np.sqrt(held.var(axis=0, ddof=1)), atol=1e-12)

    def test_a_face_that_was_turned_and_made_larger_lies_on_the_others(self, tmp_path):
        import cv2

        rgb, marks = smooth(4), landmarks()
        map_ = cv2.getRotationMatrix2D((100, 100), 24, 1.7)
        map_[:, 2] += 100
        turned = cv2.warpAffine(rgb, map_, (400, 400), flags=cv2.INTER_CUBIC)
        there = ((marks - 0.5) @ map_[:, :2].T + map_[:, 2] + 0.5).astype(np.float32)
        paths = [save(tmp_path, "a.png", rgb), save(tmp_path, "b.png", turned)]
        finder = KnownFinder({"a.png": [face(marks)], "b.png": [face(there)]})

        found = average_face(paths, finder=finder, side=64)
        loose = average_face(
            paths, finder=KnownFinder({"a.png": [face()], "b.png": [face()]}), side=64
        )

        assert found.mean_spread < 0.03
        assert loose.mean_spread > 5 * found.mean_spread

    @pytest.mark.parametrize("alignment", ["warp", "similarity"])
    def test_the_order_of_the_pictures_changes_nothing(self, tmp_path, alignment):
        paths = [save(tmp_path, f"{i}.png", smooth(i)) for i in range(6)]
        finder = KnownFinder({path.name: [face(landmarks(i))] for i, path in enumerate(paths)})
        mixed = random.Random(1).sample(paths, 6)

        one = average_face(paths, finder=finder, alignment=alignment, side=32)
        other = average_face(mixed, finder=finder, alignment=alignment, side=32)

        assert np.array_equal(one.light, other.light, equal_nan=True)
        assert np.array_equal(one.spread, other.spread, equal_nan=True)

    def test_where_most_pictures_end_the_average_is_undefined(self, tmp_path):
        shift = np.array([0, -90], np.float32)  # hair and brows are beyond the upper edge
        names = ["a.png", "b.png", "c.png"]
        paths = [save(tmp_path, name, plain(99)) for name in names]
        finder = KnownFinder(
            {"a.png": [face()], "b.png": [face(landmarks() + shift)],
             "c.png": [face(landmarks() + shift)]}
        )  # fmt: skip

        found = average_face(paths, finder=finder, side=32)

        assert np.isnan(found.light[0]).all()
        assert not np.isnan(found.light[20]).any()
        assert found.covered[0].max() == 1
        assert np.asarray(average_picture(found))[0, 0, 3] == 0
        assert np.asarray(spread_picture(found))[0, 0, 3] == 0

    def test_one_face_has_no_spread(self, tmp_path):
        paths, finder = same_place(tmp_path, [smooth(0)])

        found = average_face(paths, finder=finder, side=16)

        assert found.mean_spread is None
        assert np.isnan(found.spread).all()

    @pytest.mark.parametrize("side", [15, 1025])
    def test_a_side_out_of_range_is_refused(self, tmp_path, side):
        paths, finder = same_place(tmp_path, [plain(1)])

        with pytest.raises(ValueError, match="16 to 1024"):
            average_face(paths, finder=finder, side=side)

    def test_progress_is_told(self, tmp_path):
        paths, finder = same_place(tmp_path, [plain(1), plain(2)])
        told = []

        average_face(paths, finder=finder, side=16, progress=lambda *at: told.append(at))

        assert told == [(1, 2), (2, 2)]


class TestDropped:
    def test_every_picture_is_used_or_dropped_with_a_reason(self, tmp_path):
        names = ["good", "nobody", "two", "beside", "small", "moves", "unsure", "aside"]
        paths = [save(tmp_path, f"{name}.png", plain(80)) for name in names]
        broken = tmp_path / "broken.png"
        broken.write_bytes(b"\x89PNG nothing")
        moves, aside = landmarks(), landmarks()
        moves[:, 1] += 6  # of 44 between the eyes
        aside[1] = aside[234]
        finder = KnownFinder(
            {
                "good.png": [face()],
                "two.png": [face(), face(height=60)],
                "beside.png": [face(), face(height=40), face(height=70, score=0.6, presence=0.1)],
                "small.png": [face(height=19.9)],
                "moves.png": [face()],
                "unsure.png": [face()],
                "aside.png": [face(aside)],
            },
            again={"moves.png": face(moves), "unsure.png": face(presence=0.01)},
        )

        found = average_face([*paths, broken, tmp_path / "lost.png"], finder=finder, side=16)

        assert (found.n, found.n_used) == (10, 3)
        assert found.dropped == {
            NO_PICTURE: 2, NO_FACE: 1, SEVERAL: 1, TOO_SMALL: 1, MISFIT: 1, TURNED: 1,
        }  # fmt: skip
        # Wilson for 3 of 10 with z² = 3.84: (.3 + .192 ± 1.96 sqrt(.021 + .0096)) / 1.384.
        assert (found.used_low, found.used_high) == pytest.approx((0.1078, 0.6032), abs=1e-3)

    def test_a_ghost_does_not_get_in(self, tmp_path):
        """A face whose landmarks would put a white mouth on a black chin leaves no trace."""
        paths, finder = same_place(tmp_path, [plain(0)] * 5 + [plain(255)])
        ghost = landmarks()
        ghost[:, 1] += 20
        finder.again["5.png"] = face(ghost)

        found = average_face(paths, finder=finder, side=16)

        assert found.dropped == {MISFIT: 1}
        assert (found.light == 0).all()

    def test_nothing_to_average_is_refused_with_the_reasons(self, tmp_path):
        path = save(tmp_path, "a.png", plain(0))

        with pytest.raises(NothingObservedError, match="of 1 pictures none is left: 1 no face was"):
            average_face([path], finder=KnownFinder({}))

    def test_a_finder_without_landmarks_is_refused(self, tmp_path):
        with pytest.raises(EnvironmentFaultError, match="without landmarks"):
            average_face([tmp_path / "a.png"], finder=face_finder(method="haar"))

    def test_a_picture_that_vanishes_between_the_passes_is_said(self, tmp_path):
        paths, finder = same_place(tmp_path, [plain(0), plain(1)])
        looked = look(paths, finder=finder, min_height=20)
        paths[1].unlink()

        with pytest.raises(InputError, match=r"1\.png cannot be read any more"):
            averaged(looked, alignment="warp", side=16)


class TestRealFaces:
    def test_a_photograph_shown_in_several_sizes_and_turns_stays_sharp(self, tmp_path, networks):
        from PIL import Image

        whole = Image.fromarray(data.astronaut())
        shown = [
            whole.resize((side, side)).rotate(turn, expand=True, fillcolor=(120, 120, 120))
            for side, turn in ((512, 0), (400, 8), (300, -8), (256, 4), (450, -4))
        ]
        paths = [save(tmp_path, f"{i}.png", np.asarray(one)) for i, one in enumerate(shown)]

        found = average_face(paths, finder=networks, side=64)

        assert found.n_used == 5
        middle = found.spread[20:50, 20:44]
        apart = np.stack(
            [TO_LIGHT[np.asarray(one.resize((64, 64)))] / FULL for one in shown]
        ).std(axis=0, ddof=1)  # fmt: skip
        assert np.sqrt((middle**2).mean()) < 0.4 * np.sqrt((apart**2).mean())

    def test_drawn_portraits_have_eyes_and_mouths_in_their_places(self, tmp_path, networks):
        """In what is drawn, pupils are darkest; they must lie where eyes are put."""
        paths = []
        for seed in range(24):
            path = tmp_path / f"{seed}.png"
            render(sample("ceo", seed=seed), seed=seed, size=128).save(path)
            paths.append(path)

        found = average_face(paths, finder=networks, side=64)

        assert found.n == 24
        assert found.n_used + sum(found.dropped.values()) == 24
        assert found.n_used >= 15
        light = found.light.sum(axis=2)
        for x in (0.38, 0.62):
            column = slice(round(64 * x) - 5, round(64 * x) + 5)
            part = light[22:32, column]
            y, x_ = np.unravel_index(part.argmin(), part.shape)
            assert abs(22 + y + 0.5 - 0.42 * 64) < 3
            assert abs(column.start + x_ + 0.5 - x * 64) < 3
