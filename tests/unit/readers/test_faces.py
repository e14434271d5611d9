"""What is read of faces, and that it keeps the contract."""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from graycard import components, roles
from graycard.auditing import audit
from graycard.avatar import render, sample
from graycard.errors import DomainError, SpecError
from graycard.pictures import Picture
from graycard.references.uniform import references
from graycard.testing import check_module, check_reader


def picture(name, rgb):
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    return Picture(name, buffer.getvalue(), rgb)


@pytest.fixture
def shown():
    one = data.astronaut()
    two = np.concatenate([one, np.asarray(Image.fromarray(one).resize((512, 512)))], axis=1)
    drawn = np.asarray(render(sample("nurse", seed=3), seed=3))
    return [
        picture("one", one),
        picture("two", two),
        picture("none", data.coffee()),
        picture("drawn", drawn),
    ]


@pytest.fixture(params=["haar", "blazeface"])
def method(request):
    if request.param == "blazeface":
        request.getfixturevalue("networks")
    return request.param


def load(method, **settings):
    return components.load("readers", "faces", {"method": method, **settings})


def read(reader, pictures):
    """Return readings by picture, subject and attribute."""
    return {(one.generation_id, one.subject, one.attribute): one for one in reader.read(pictures)}


def test_the_contract_is_kept(method, shown):
    check_reader(lambda: load(method), shown)


def test_the_module_is_one_of_a_reader():
    check_module(components.module("readers", "faces"))


def test_how_many(method, shown):
    found = read(load(method), shown)

    labels = {name: found[name, "image", "faces"].label for name in ("one", "two", "none")}
    assert labels == {"one": "one", "two": "several", "none": "none"}
    counts = [found[name, "image", "face_count"].value for name in ("one", "two", "none")]
    assert counts == [1, 2, 0]


def test_a_picture_without_a_face_is_read_and_what_is_of_the_face_is_missing(method, shown):
    found = read(load(method), shown)

    for name in ("face_size", "face_score"):
        assert found["none", "image", name].missing_reason == "no face was found"
    assert found["none", "image", "faces"].missing_reason is None
    assert not [key for key in found if key[0] == "none" and "#" in key[1]]


def test_each_face_is_a_subject_the_main_one_first(method, shown):
    reader = load(method)
    found = read(reader, shown)

    subjects = {key[1] for key in found if key[0] == "two"}
    assert subjects == {"image", f"{reader.id}#0", f"{reader.id}#1"}
    for name in ("face_size", "face_score"):
        main, first = found["two", "image", name], found["two", f"{reader.id}#0", name]
        assert main.model_copy(update={"subject": first.subject}) == first


def test_size_is_a_share_of_the_height_of_the_picture(method, shown):
    one = read(load(method), shown)["one", "image", "face_size"]

    _, top, _, bottom = one.box
    assert one.value == pytest.approx((bottom - top) / 512)
    assert 0.15 < one.value < 0.35


def test_the_cascade_says_that_it_was_used_and_what_it_cannot(shown, tmp_path):
    reader = load("haar")

    assert "setup faces" in reader.note
    assert all("Haar cascade" in attribute.source for attribute in reader.attributes)
    assert reader.domains == frozenset({roles.PHOTOGRAPHS}), "it misses most drawn faces"
    with pytest.raises(DomainError, match="it was validated on: photographs; its Haar cascade"):
        audit(readers=[{"name": "faces", "method": "haar"}], out=tmp_path)
    score = read(reader, shown)["one", "image", "face_score"]
    assert score.missing_reason == "the Haar cascade gives no score"


@pytest.mark.parametrize(("least", "stated"), [(8, 20), (16, 20), (20, 20), (40, 40)])
def test_the_cascade_claims_no_smaller_faces_than_it_can_see(least, stated):
    claims = {one.name: one.claim for one in load("haar", min_size=least).attributes}

    assert f"at least {stated} pixels" in claims["faces"]
    assert f"at least {stated} pixels" in claims["face_count"]


def test_how_small_a_face_beside_another_may_be_is_a_setting_and_stated(method, shown):
    def of(**settings):
        reader = load(method, min_share=0.01, **settings)
        return reader, read(reader, [both])["both", "image", "face_count"].value

    large, small = data.astronaut(), np.full((512, 160, 3), 120, np.uint8)
    small[20:180] = Image.fromarray(large).resize((160, 160))
    both = picture("both", np.concatenate([large, small], axis=1))

    strict, alone = of(min_beside=0.5)
    loose, together = of(min_beside=0)

    assert (alone, together) == (1, 2)
    assert strict.id != loose.id
    assert "at least 50% as high as the largest" in strict.attributes[0].claim
    assert "at least 0% as high as the largest" in loose.attributes[0].claim


@pytest.mark.usefixtures("networks")
def test_blazeface_has_a_score_and_reads_both_worlds(shown):
    reader = load("blazeface")
    found = read(reader, shown)

    assert reader.note is None
    assert 0.9 < found["one", "image", "face_score"].value <= 1
    assert found["drawn", "image", "faces"].label == "one"
    assert reader.domains == frozenset({roles.PHOTOGRAPHS, roles.DRAWN_WORLD})


def test_even_shares_of_none_one_and_several_are_nobodys_norm():
    assert references(load("haar").attributes, ["nurse"]) == []


@pytest.mark.parametrize("given", [{"min_size": 3}, {"min_share": 0}, {"method": "dlib"}])
def test_settings_that_make_no_sense_are_refused(given):
    with pytest.raises(SpecError, match=next(iter(given))):
        components.load("readers", "faces", given)
