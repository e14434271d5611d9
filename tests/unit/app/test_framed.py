"""The frame around a face: within its picture, or not drawn."""

import io
from types import SimpleNamespace

import pytest
from PIL import Image

from graycard.app.framed import _frame


def frame_of(box):
    encoded = io.BytesIO()
    Image.new("RGB", (40, 20)).save(encoded, "PNG")
    images = SimpleNamespace(get=lambda *_: encoded.getvalue())
    here = SimpleNamespace(runs=[SimpleNamespace(images=images)])
    return _frame(here, 0, box, SimpleNamespace(digest="0" * 64, extension="png"))


def test_a_frame_ends_where_its_picture_does():
    found = frame_of((-4.0, 2.0, 10.0, 12.0))

    # The margin is 0.15 of ten pixels.
    assert (found.left, found.top, found.across, found.down) == (0, 0.5, 11.5, 13)


@pytest.mark.parametrize("box", [(50.0, 5.0, 60.0, 15.0), (5.0, -30.0, 15.0, -10.0)])
def test_a_face_beyond_its_picture_has_no_frame(box):
    assert frame_of(box) is None
