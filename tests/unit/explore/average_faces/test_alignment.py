"""Where eyes and mouth go, and what triangles do: against transforms that are known."""

import cmath

import numpy as np
import pytest

from graycard.explore.average_faces import points
from graycard.explore.average_faces.light import FULL, TO_LIGHT, encoded
from graycard.explore.average_faces.similarity import Similarity, fit_similarity
from graycard.explore.average_faces.warp import Mesh, cut, pixel_centres, to_square

from .made_faces import landmarks


class TestSimilarity:
    @pytest.mark.parametrize("degrees", [0, 17, -120, 180])
    @pytest.mark.parametrize("factor", [0.2, 1.0, 7.0])
    def test_what_was_moved_comes_back(self, degrees, factor):
        before = landmarks().astype(float)
        turn = np.radians(degrees)
        matrix = factor * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        after = before @ matrix.T + (31, -8)

        back = fit_similarity(after, before)

        assert np.allclose(back(after), before, atol=1e-9)
        assert np.allclose(fit_similarity(before, after).inverse(after), before, atol=1e-9)

    def test_it_is_the_least_squares_one(self):
        rng = np.random.default_rng(3)
        source, target = rng.normal(size=(2, 9, 2))

        # The same by the normal equations: a = u + iv, so x' = ux - vy + s, y' = vx + uy + t.
        x, y = source.T
        one, none = np.ones(9), np.zeros(9)
        system = np.concatenate(
            [np.column_stack([x, -y, one, none]), np.column_stack([y, x, none, one])]
        )
        u, v, s, t = np.linalg.lstsq(system, target.T.ravel(), rcond=None)[0]

        fitted = fit_similarity(source, target)
        assert cmath.isclose(fitted.a, complex(u, v))
        assert cmath.isclose(fitted.b, complex(s, t))

    def test_a_mirror_image_is_not_mirrored(self):
        before = landmarks().astype(float)
        mirrored = before * (-1, 1)

        assert not np.allclose(fit_similarity(mirrored, before)(mirrored), before, atol=1)

    @pytest.mark.parametrize("which", ["source", "target"])
    def test_one_place_has_no_direction(self, which):
        sets = {"source": np.eye(3, 2), "target": np.eye(3, 2)}
        sets[which] = np.ones((3, 2))

        with pytest.raises(ValueError, match="neither size nor direction"):
            fit_similarity(**sets)


class TestLandmarks:
    def test_every_feature_is_a_landmark_and_counts_once(self):
        assert len(set(points.FEATURES)) == len(points.FEATURES)
        assert set(points.FEATURES) <= set(range(468))

    def test_eyes_and_mouth_are_where_they_were_put(self):
        assert np.allclose(points.anchors(landmarks()), [(78, 90), (122, 90), (100, 138)], atol=0.1)

    def test_eyes_and_mouth_go_to_their_places(self):
        three = points.anchors(landmarks())

        there = to_square(three, side=100)(three)

        # Least squares of three points: level eyes, and nothing far from where it is asked to be.
        assert there[0][1] == pytest.approx(there[1][1], abs=0.05)
        assert np.allclose(there, points.FIXED * 100, atol=1.5)

    def test_how_far_a_look_moved_is_told_in_distances_of_the_eyes(self):
        before, after = landmarks(), landmarks()
        after[list(points._LIPS)] += (0, 11)  # the eyes are 44 apart

        assert points.moved(before, after) == pytest.approx(0.25)
        assert points.moved(before, np.zeros_like(before)) == np.inf

    def test_the_nose_tells_where_a_face_is_turned(self):
        ahead, aside, edge = landmarks(), landmarks(), landmarks()
        aside[1] = ahead[454]
        edge[[234, 454]] = 7

        assert points.turned(ahead) == pytest.approx(0.5, abs=0.05)
        assert points.turned(aside) == pytest.approx(1)
        assert points.turned(edge) == np.inf


class TestLight:
    def test_half_the_light_is_188_not_128(self):
        # ((0.5^(1/2.4)) * 1.055 - 0.055) * 255 = 187.5
        assert encoded(np.array([0.5])) == 188

    def test_every_number_comes_back(self):
        assert encoded(TO_LIGHT / FULL).tolist() == list(range(256))


class TestWarp:
    def test_a_mesh_on_its_own_landmarks_moves_nothing(self):
        marks = landmarks()[list(points.FEATURES)].astype(float)
        mesh = Mesh(marks, side=200)

        places = mesh.places(marks, Similarity(1, 0))

        assert np.allclose(places, pixel_centres(200), atol=1e-9)

    def test_an_affine_map_of_all_corners_is_that_map_everywhere(self):
        marks = landmarks()[list(points.FEATURES)].astype(float)
        back = Similarity(0.5 + 0.2j, 3 - 4j)

        places = Mesh(marks, side=200).places(back(marks), back)

        assert np.allclose(places, back(pixel_centres(200)), atol=1e-9)

    def test_a_moved_landmark_takes_its_surroundings_along_and_nothing_else(self):
        marks = landmarks()[list(points.FEATURES)].astype(float)
        moved = marks.copy()
        tip = points.FEATURES.index(1)
        moved[tip] += (3, 0)

        shift = Mesh(marks, side=200).places(moved, Similarity(1, 0)) - pixel_centres(200)

        near = np.hypot(*(pixel_centres(200) - marks[tip]).T)
        assert shift[near < 1][:, 0] == pytest.approx(3, abs=1)
        assert np.allclose(shift[near > 60], 0)

    def test_a_ramp_is_read_where_it_is_asked_for(self):
        ramp = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 200, axis=0)
        rgb = np.repeat(ramp, 3, axis=2)
        places = pixel_centres(50) + np.array([30, 10])

        found = cut(rgb, places, side=50, scale=1.0)

        assert np.array_equal(found.light[7, :, 0], TO_LIGHT[30:80])
        assert found.covered.all()

    def test_beyond_the_picture_nothing_is_covered(self):
        places = pixel_centres(10) - np.array([4, 0])

        found = cut(np.full((10, 10, 3), 9, np.uint8), places, side=10, scale=1.0)

        assert found.covered.sum(axis=1).tolist() == [6] * 10
        assert not found.covered[:, :4].any()

    def test_far_beyond_the_picture_there_is_nothing_and_no_error(self):
        places = pixel_centres(10) + 1e4

        assert not cut(np.zeros((10, 10, 3), np.uint8), places, side=10, scale=1.0).covered.any()

    def test_fine_detail_is_averaged_in_light_before_it_is_made_small(self):
        board = np.indices((200, 200)).sum(axis=0) % 2 * 255
        rgb = np.repeat(board[..., None], 3, axis=2).astype(np.uint8)

        found = cut(rgb, pixel_centres(50) * 4, side=50, scale=4.0)

        assert encoded(found.light / FULL).tolist() == np.full((50, 50, 3), 188).tolist()
