import io
import struct
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from graycard.pictures import MAX_PIXELS, UndecodableError, decode, sha256


def encoded(image, file_format="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)


def gradient(width=9, height=5):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([x * 20, y * 40, x * 0 + 7], axis=-1).astype(np.uint8)


def test_an_empty_file():
    with pytest.raises(UndecodableError, match="the file is empty"):
        decode(b"")


@pytest.mark.parametrize("data", [b"not a picture", b"<svg/>", b"%PDF-1.4", b"\x00" * 100])
def test_what_is_no_picture(data):
    with pytest.raises(UndecodableError, match="not a picture in a known format"):
        decode(data)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_truncated_picture(file_format):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), file_format)

    for share in (0.9, 0.5, 0.1):
        with pytest.raises(UndecodableError, match="truncated or broken"):
            decode(data[: int(len(data) * share)])
    with pytest.raises(UndecodableError, match="truncated or broken"):
        decode(data[:20])


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_claims_to_be_huge_is_refused_on_its_header(width, height):
    with pytest.raises(UndecodableError, match="more than 100,000,000 pixels"):
        decode(png_header(width, height) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


def test_the_limit_is_the_callers():
    data = encoded(Image.new("RGB", (10, 10)))

    assert decode(data, max_pixels=100).rgb.shape == (10, 10, 3)
    with pytest.raises(UndecodableError, match="more than 99 pixels"):
        decode(data, max_pixels=99)


def test_a_huge_text_in_a_small_picture_is_no_picture():
    info = PngImagePlugin.PngInfo()
    info.add_text("bomb", "0" * (PngImagePlugin.MAX_TEXT_CHUNK + 1), zip=True)

    with pytest.raises(UndecodableError):
        decode(encoded(Image.new("RGB", (2, 2)), pnginfo=info))


def test_large_but_allowed_pictures_do_not_warn():
    # Pillow warns from 89 million pixels on.
    data = png_header(10_000, 9_500) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UndecodableError, match="truncated or broken"):
            decode(data, max_pixels=MAX_PIXELS)


def test_an_exhausted_machine_is_not_the_pictures_fault(monkeypatch):
    def exhausted(*_, **__):
        raise MemoryError

    monkeypatch.setattr(Image, "open", exhausted)
    with pytest.raises(MemoryError):
        decode(b"anything")


def test_sha256_is_of_the_bytes():
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.binary(max_size=400))
def test_random_bytes_raise_nothing_else(data):
    _decodes_or_says_why(data)


SEEDS = [
    encoded(Image.fromarray(gradient(16, 16)), file_format)
    for file_format in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
] + [encoded(Image.new("P", (4, 4)), transparency=0), encoded(Image.new("I;16", (4, 4)))]


@settings(max_examples=600)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=12),
    st.integers(0, 2**16),
)
def test_mutated_pictures_raise_nothing_else(data, changes, cut):
    mutated = bytearray(data)
    for at, value in changes:
        mutated[at % len(mutated)] = value
    _decodes_or_says_why(bytes(mutated[: len(mutated) - cut % (len(mutated) // 4)]))


@settings(max_examples=200)
@given(
    st.sampled_from([b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"iCCP", b"acTL", b"fcTL"]), st.binary()
)
def test_png_chunks_with_a_right_checksum_and_wrong_contents_raise_nothing_else(kind, data):
    sound = SEEDS[0]
    _decodes_or_says_why(sound[:33] + chunk(kind, data) + sound[33:])


def _decodes_or_says_why(data):
    try:
        decoded = decode(data, max_pixels=1_000_000)
    except UndecodableError as error:
        reason = str(error)
    else:
        reason = None
        assert decoded.rgb.dtype == np.uint8
        assert decoded.rgb.ndim == 3
        assert decoded.rgb.shape[2] == 3
        assert decoded.rgb.size > 0
    assert reason != ""
