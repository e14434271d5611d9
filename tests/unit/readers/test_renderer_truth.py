import io

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from graycard import components, roles
from graycard.avatar import ATTRIBUTES, encode_png, sample
from graycard.avatar.record import KEYWORD
from graycard.pictures import Picture, decode
from graycard.testing import check_reader


def load():
    return components.load("readers", "renderer_truth", {})


def picture(encoded, identity="a"):
    return Picture(identity, encoded, decode(encoded).rgb)


def reasons(encoded):
    return {reading.missing_reason for reading in load().read([picture(encoded)])}


def with_record(image, text):
    info = PngImagePlugin.PngInfo()
    info.add_text(KEYWORD, text)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


@pytest.mark.parametrize("size", [64, 128, 256])
def test_reads_what_was_drawn(size):
    avatar = sample("nurse", seed=3)

    readings = list(load().read([picture(encode_png(avatar, seed=9, size=size))]))

    assert {reading.attribute: reading.label for reading in readings} == avatar.labels()
    assert [reading.attribute for reading in readings] == list(ATTRIBUTES)


def test_a_picture_without_a_record():
    buffer = io.BytesIO()
    Image.open(io.BytesIO(encode_png(sample("nurse", seed=1), seed=1))).save(buffer, "JPEG")

    assert reasons(buffer.getvalue()) == {"no drawn-world record"}


def test_a_record_beside_other_pixels_is_not_believed():
    drawn = Image.open(io.BytesIO(encode_png(sample("nurse", seed=1), seed=1)))
    text = drawn.text[KEYWORD]
    pixels = np.array(drawn.convert("RGB"))
    pixels[0, 0, 0] ^= 1

    assert reasons(with_record(drawn, text)) == {None}
    assert reasons(with_record(Image.fromarray(pixels), text)) == {
        "the record does not redraw this picture"
    }
    assert reasons(with_record(Image.new("RGB", (300, 200)), text)) == {
        "the record does not redraw this picture"
    }


def test_a_lie_about_the_attributes_is_not_believed():
    drawn = Image.open(io.BytesIO(encode_png(sample("nurse", seed=1), seed=1)))
    text = drawn.text[KEYWORD]
    lie = text.replace('"smile":true', '"smile":1')
    lie = lie.replace('"smile":false', '"smile":true').replace('"smile":1', '"smile":false')

    assert lie != text
    assert reasons(with_record(drawn, lie)) == {"the record does not redraw this picture"}


def test_a_record_of_another_world_says_so():
    drawn = Image.open(io.BytesIO(encode_png(sample("nurse", seed=1), seed=1)))
    text = drawn.text[KEYWORD]
    at = text.index('"world":"') + len('"world":"')

    assert reasons(with_record(drawn, text[:at] + "0" * 64 + text[at + 64 :])) == {
        "the record is of another drawn world"
    }


@pytest.mark.parametrize("text", ["", "{", "[]", '{"seed": 1}', "x" * 5_000])
def test_a_malformed_record_is_none(text):
    assert reasons(with_record(Image.new("RGB", (64, 64)), text)) == {"no drawn-world record"}


def test_is_valid_in_the_drawn_world_only():
    assert load().domains == {roles.DRAWN_WORLD}


def test_keeps_the_contract():
    pictures = [
        picture(encode_png(sample("ceo", seed=seed), seed=seed), str(seed)) for seed in range(3)
    ]

    check_reader(load, pictures)
