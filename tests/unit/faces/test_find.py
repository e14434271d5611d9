"""Faces in real pictures: where they are, which count, and that nothing odd does harm."""

import shutil
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage import data

from graycard.errors import EnvironmentFaultError
from graycard.faces import blaze, find, haar, mesh, networks, overlap
from graycard.faces.face import Face, that_count
from graycard.faces.find import face_finder
from graycard.faces.networks import Networks, closer_look
from graycard.testing._readers import odd_pictures

from .conftest import picture, with_portrait


def middle(face):
    left, top, right, bottom = face.box
    return (left + right) / 2, (top + bottom) / 2


def test_opencv_is_4():
    assert cv2.__version__.split(".")[0] == "4", "5 has no cascades, and other outputs of networks"


@pytest.mark.parametrize("method", ["haar", "blazeface"])
class TestBoth:
    @pytest.fixture
    def finder(self, method, request):
        return request.getfixturevalue(method)

    def test_a_real_face_is_where_it_is(self, finder, astronaut):
        [face] = finder.find(astronaut)

        assert middle(face) == pytest.approx((225, 120), abs=15)
        assert 80 < face.height < 180

    def test_a_larger_face_comes_first(self, finder):
        both = with_portrait(side=512, at=(0, 0), canvas=(1000, 512)).copy()
        both[:320, 600:920] = np.asarray(Image.fromarray(data.astronaut()).resize((320, 320)))

        faces = finder.find(picture(both))

        assert [round(middle(face)[0], -2) for face in faces] == [200, 700]
        assert faces[0].area > faces[1].area

    def test_a_picture_without_a_face_has_none(self, finder):
        assert finder.find(picture(data.coffee())) == ()

    def test_a_dark_picture_keeps_its_face(self, finder, astronaut):
        dark = picture((astronaut.rgb * 0.15).astype(np.uint8))

        assert len(finder.find(dark)) == 1

    @pytest.mark.parametrize("odd", odd_pictures(), ids=lambda one: one.generation_id)
    def test_odd_pictures_have_no_face_and_do_no_harm(self, finder, odd):
        assert finder.find(odd) == ()

    def test_a_grey_and_a_read_only_picture_are_fine(self, finder, astronaut):
        grey = np.repeat(astronaut.rgb.mean(axis=2).astype(np.uint8)[..., None], 3, axis=2)
        grey.flags.writeable = False

        assert len(finder.find(picture(grey))) == 1

    def test_without_pixels_there_is_no_face(self, finder):
        nothing = find.Picture("none", b"", np.zeros((0, 5, 3), np.uint8))

        assert finder.find(nothing) == ()

    def test_boxes_lie_in_the_picture(self, finder, astronaut):
        cut = np.ascontiguousarray(astronaut.rgb[95:, 190:])

        for face in finder.find(picture(cut)):
            left, top, right, bottom = face.box
            assert 0 <= left < right <= cut.shape[1]
            assert 0 <= top < bottom <= cut.shape[0]

    def test_the_same_pixels_have_the_same_faces(self, finder, method, astronaut):
        once = finder.find(astronaut)
        finder.find(picture(data.cat()))
        again = find.FaceFinder(
            method=finder.method,
            min_size=finder.min_size,
            min_share=finder.min_share,
            min_beside=finder.min_beside,
            folder=find.cache_folder(),
        )

        assert again is not finder
        assert again.id == finder.id
        assert [face.box for face in again.find(astronaut)] == [face.box for face in once]

    def test_smaller_faces_than_asked_for_do_not_count(self, method, finder, astronaut):
        [face] = finder.find(astronaut)

        stricter = face_finder(method=method, min_size=int(face.height * 1.5))

        assert stricter.find(astronaut) == ()
        assert stricter.id != finder.id


def test_an_answer_is_kept_by_pixels_and_not_by_name(haar, astronaut):
    asked = []
    by_cascade = find._by_cascade
    haar._answers.clear()

    def counted(*args, **named):
        asked.append(args)
        return by_cascade(*args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "_by_cascade", counted)
        haar.find(astronaut)
        haar.find(picture(astronaut.rgb.copy(), "another name"))
        haar.find(picture(astronaut.rgb[:, :-1].copy(), "astronaut"))

    assert len(asked) == 2


def test_answers_are_forgotten_after_a_while(haar):
    for i in range(find._KEPT + 5):
        haar.find(picture(np.full((30, 30, 3), i, np.uint8)))

    assert len(haar._answers) == find._KEPT


def test_the_haar_cascade_has_boxes_and_nothing_else(haar, astronaut):
    [face] = haar.find(astronaut)

    assert (face.score, face.points, face.landmarks, face.presence) == (None, None, None, None)
    assert not haar.has_landmarks


def test_small_faces_are_found_anywhere(blazeface):
    for at in [(0, 0), (200, 150), (130, 260), (390, 390), (100, 0)]:
        faces = blazeface.find(picture(with_portrait(side=122, at=at)))

        assert len(faces) == 1, at
        assert middle(faces[0]) == pytest.approx(
            (at[0] + 225 * 122 / 512, at[1] + 120 * 122 / 512), abs=5
        )


def test_a_bystander_is_not_counted_beside_a_face_four_times_as_high(blazeface):
    large = np.asarray(Image.fromarray(data.astronaut()[20:220, 120:320]).resize((512, 512)))
    both = np.concatenate([large, with_portrait(side=260, at=(100, 100))], axis=1)

    assert len(blazeface.find(picture(np.ascontiguousarray(both[:, 512:])))) == 1
    assert len(blazeface.find(picture(both))) == 1

    everybody = face_finder(method="blazeface", min_beside=0)
    assert len(everybody.find(picture(both))) == 2
    assert everybody.id != blazeface.id


def test_landmarks_lie_on_the_face(blazeface, astronaut):
    [face] = blazeface.find(astronaut)

    assert face.landmarks.shape == (468, 2)
    assert face.landmarks.dtype == np.float32
    assert face.presence > 0.9
    # Measured by eye in the picture: tip of the nose, outer corners of eyes and mouth, chin.
    seen = {
        1: (223, 129),
        33: (193, 101),
        263: (259, 104),
        61: (202, 140),
        291: (247, 142),
        152: (221, 178),
    }
    for index, where in seen.items():
        assert face.landmarks[index] == pytest.approx(where, abs=4), index


@pytest.mark.parametrize("turns", [1, 3])
def test_landmarks_turn_with_the_picture(blazeface, astronaut, turns):
    [face] = blazeface.find(astronaut)
    [turned] = blazeface.find(picture(np.ascontiguousarray(np.rot90(astronaut.rgb, turns))))

    back = turned.landmarks
    for _ in range(turns):  # a quarter turn takes (x, y) to (y, 512 - x)
        back = np.stack([512 - back[:, 1], back[:, 0]], axis=1)
    assert np.abs(back - face.landmarks).mean() < 4


def test_landmarks_are_in_pixels_of_the_picture_at_any_size(blazeface, astronaut):
    [face] = blazeface.find(astronaut)
    large = np.asarray(Image.fromarray(astronaut.rgb).resize((1024, 1024)))
    [larger] = blazeface.find(picture(large))

    assert np.abs(larger.landmarks / 2 - face.landmarks).mean() < 2


def test_the_network_says_the_same_as_in_its_own_last_step(blazeface, astronaut):
    """At 128 pixels the answers can also be had in the order that its makers chose."""
    frame, scale, corner = blaze.framed(astronaut.rgb, longer=128)
    net = cv2.dnn.readNetFromTFLite(str(find.cache_folder() / find.FILES[0].name))
    blob = (frame.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
    net.setInput(np.ascontiguousarray(blob))
    boxes, logits = net.forward(("regressors", "classificators"))
    places = blaze.anchors(128, 128)
    theirs = blaze.decode(boxes[0], logits[0, :, 0], places, min_score=0.3)

    ours = blazeface._networks._blaze.look(astronaut.rgb, longer=128, min_score=0.3)

    assert (scale, corner) == ((4, 4), (0, 0))
    assert ours.scores.tolist() == theirs.scores.tolist()
    assert np.abs(ours.boxes - theirs.boxes * 4).max() < 0.01


def test_a_closer_look_only_where_it_wins_something():
    assert closer_look(512, 512, least=16 / 128 * 512) is None, "seen in the whole picture"
    assert closer_look(512, 400, least=20.48) == 400, "16 of 400 pixels are 0.04"
    assert closer_look(64, 64, least=1) is None, "a pixel becomes two at most"
    assert closer_look(2000, 1000, least=80) == 400


def test_the_main_face_is_the_largest_of_those_that_are_sure():
    doubtful = Face((0, 0, 90, 90), 0.6, presence=0.2)
    small, large = Face((0, 0, 50, 50), 0.9, presence=0.1), Face((0, 0, 60, 60), 0.6, presence=0.9)
    tiny = Face((0, 0, 14, 14), 0.9, presence=0.9)

    kept = that_count([doubtful, small, tiny, large], smallest=10, beside=0.25)

    assert kept == [large, small, doubtful], "and 14 is less than a quarter of 60"
    assert that_count([doubtful, tiny], smallest=10, beside=0.25) == [tiny, doubtful]


def test_without_the_files_there_is_the_cascade_and_blazeface_says_what_to_do(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("GRAYCARD_CACHE", str(tmp_path))

    assert face_finder().method == find.HAAR
    with pytest.raises(EnvironmentFaultError, match="graycard setup faces"):
        face_finder(method="blazeface")


def test_damaged_files_are_an_error_and_not_the_cascade(monkeypatch, tmp_path):
    monkeypatch.setenv("GRAYCARD_CACHE", str(tmp_path))
    (tmp_path / "faces").mkdir()
    (tmp_path / "faces" / find.FILES[0].name).write_bytes(b"half of it")

    with pytest.raises(EnvironmentFaultError, match="damaged"):
        face_finder()


@pytest.mark.parametrize("file", find.FILES, ids=lambda file: file.name)
def test_a_file_that_changed_since_it_was_looked_for_is_not_run(blazeface, tmp_path, file):
    for one in find.FILES:
        shutil.copy(find.cache_folder() / one.name, tmp_path)
    whole = (tmp_path / file.name).read_bytes()
    (tmp_path / file.name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))

    with pytest.raises(EnvironmentFaultError, match=f"{file.name} is damaged"):
        Networks(tmp_path)


def test_files_that_change_later_change_no_face(blazeface, tmp_path, astronaut):
    for one in find.FILES:
        shutil.copy(find.cache_folder() / one.name, tmp_path)
    loaded = Networks(tmp_path)
    for one in find.FILES:
        (tmp_path / one.name).write_bytes(b"another one")

    [face] = loaded.find(astronaut.rgb, smallest=20, beside=0.25)
    assert face.box == blazeface.find(astronaut)[0].box


def finder_id(method):
    """Return the id of a finder made anew, and not the one that is kept."""
    folder = find.cache_folder()
    return find.FaceFinder(
        method=method, min_size=16, min_share=0.04, min_beside=0.25, folder=folder
    ).id


@pytest.mark.parametrize(
    ("version", "is_same"), [("4.14.0", True), ("4.14.9", True), ("4.13.0", False)]
)
@pytest.mark.parametrize("method", ["haar", "blazeface"])
def test_the_id_has_the_series_of_opencv(method, version, is_same, request, monkeypatch):
    finder = request.getfixturevalue(method)
    monkeypatch.setattr(cv2, "__version__", "4.14.0")
    before = finder_id(finder.method)

    monkeypatch.setattr(cv2, "__version__", version)

    assert (finder_id(finder.method) == before) == is_same


def test_the_ids_have_every_number_that_decides():
    for module, constants in ((overlap, ("SAME", "INSIDE")), (mesh, ("ROOM",))):
        for name in constants:
            assert getattr(module, name) in networks.IDENTITY, name
    assert overlap.SAME in haar.IDENTITY


@pytest.mark.parametrize(
    "given", [{"min_size": 7}, {"min_share": 0}, {"min_share": 1.1}, {"min_beside": -0.1}]
)
def test_settings_out_of_range_are_refused(given):
    with pytest.raises(ValueError, match="out of range"):
        face_finder(method="haar", **given)


class TestAnotherLook:
    def test_a_face_that_the_mesh_knows_stays_where_it_is(self, blazeface, astronaut):
        [face] = blazeface.find(astronaut)

        again = blazeface.look_again(astronaut, face)

        eyes = np.hypot(*(face.points[1] - face.points[0]))
        assert np.hypot(*(again.landmarks - face.landmarks).T).max() < 0.15 * eyes
        assert again.presence > 0.9
        assert (again.box, again.score) == (face.box, face.score)

    def test_landmarks_that_are_beside_the_face_move_or_see_none(self, blazeface, astronaut):
        [face] = blazeface.find(astronaut)
        beside = replace(face, landmarks=face.landmarks + np.float32([230, 230]))

        again = blazeface.look_again(astronaut, beside)

        eyes = np.hypot(*(face.points[1] - face.points[0]))
        moved = np.hypot(*(again.landmarks - beside.landmarks).T).max()
        assert again.presence < 0.05 or moved > 0.5 * eyes

    def test_a_face_without_landmarks_is_refused(self, haar, astronaut):
        [face] = haar.find(astronaut)

        with pytest.raises(ValueError, match="without landmarks"):
            haar.look_again(astronaut, face)
