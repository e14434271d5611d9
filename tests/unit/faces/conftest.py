"""What tests of faces share: a real portrait, and the networks where they are installed."""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from graycard.faces.find import face_finder
from graycard.pictures import Picture


def picture(rgb, name="picture"):
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    return Picture(name, buffer.getvalue(), rgb)


def with_portrait(*, side, at, canvas=(512, 512)):
    """The portrait at a place in a grey picture; its face is 0.2 of its side high."""
    whole = Image.new("RGB", canvas, (120, 120, 120))
    whole.paste(Image.fromarray(data.astronaut()).resize((side, side)), at)
    return np.asarray(whole)


@pytest.fixture
def astronaut():
    """A photograph in the public domain: one face, its middle at about (225, 120) of 512."""
    return picture(data.astronaut(), "astronaut")


@pytest.fixture
def blazeface(networks):
    return face_finder(method="blazeface")


@pytest.fixture
def haar():
    return face_finder(method="haar")
