"""Thumbnails: no more memory than allowed, and pictures that cannot be decoded say so."""

import io

import pytest
from PIL import Image

from graycard.app.thumbnails import Thumbnails
from graycard.pictures import UndecodableError


def picture(width, height):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def opened(encoded):
    return Image.open(io.BytesIO(encoded))


def test_what_was_not_used_for_longest_is_forgotten_first():
    kept = Thumbnails(most_bytes=10)
    kept.put("a", b"1234")
    kept.put("b", b"1234")
    assert kept.get("a") == b"1234"
    kept.put("c", b"1234")

    assert [kept.get(key) for key in "abc"] == [b"1234", None, b"1234"]


def test_the_same_thumbnail_counts_once():
    kept = Thumbnails(most_bytes=10)
    for _ in range(5):
        kept.put("a", b"12345")
    kept.put("b", b"12345")

    assert kept.get("a") is not None


def test_a_large_picture_becomes_small_and_keeps_its_shape():
    made = opened(Thumbnails().make(picture(1000, 500), side=192))

    assert (made.format, made.size) == ("WEBP", (192, 96))


def test_a_small_picture_keeps_its_pixels():
    made = opened(Thumbnails().make(picture(64, 64), side=192))

    assert made.size == (64, 64)
    assert made.convert("RGB").getpixel((3, 3)) == (0, 128, 128)


def test_what_is_no_picture_is_an_error():
    with pytest.raises(UndecodableError):
        Thumbnails().make(b"no picture", side=192)
