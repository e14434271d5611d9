import io
import json
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from graycard.avatar import encode_png, read_record, redraws, render, sample
from graycard.avatar.record import KEYWORD

AVATAR = sample("chef", seed=2)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)))


def with_text(text, keyword=KEYWORD):
    payload = keyword.encode() + b"\0" + text
    chunk = struct.pack(">I", len(payload)) + b"tEXt" + payload
    chunk += struct.pack(">I", zlib.crc32(b"tEXt" + payload))
    plain = io.BytesIO()
    render(AVATAR, seed=5).save(plain, "PNG")
    return plain.getvalue()[:33] + chunk + plain.getvalue()[33:]


def as_json():
    return json.loads(read_record(encode_png(AVATAR, seed=5)).model_dump_json())


@pytest.mark.parametrize("size", [64, 256])
def test_a_picture_carries_its_record_and_proves_it(size):
    png = encode_png(AVATAR, seed=5, size=size)
    record = read_record(png)

    assert (record.avatar, record.seed) == (AVATAR, 5)
    assert redraws(record, pixels(png))
    assert png == encode_png(AVATAR, seed=5, size=size)


def test_one_changed_pixel_is_seen():
    png = encode_png(AVATAR, seed=5)
    changed = pixels(png).copy()
    changed[10, 10, 0] ^= 1

    assert not redraws(read_record(png), changed)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"seed": 6}, id="seed"),
        pytest.param({"world": "0" * 64}, id="world"),
    ],
)
def test_a_false_record_does_not_redraw(change):
    record = read_record(with_text(json.dumps({**as_json(), **change}).encode()))

    assert record is not None
    assert not redraws(record, pixels(encode_png(AVATAR, seed=5)))


def test_another_avatar_does_not_redraw():
    record = read_record(encode_png(sample("chef", seed=3), seed=5))

    assert not redraws(record, pixels(encode_png(AVATAR, seed=5)))


@pytest.mark.parametrize(
    "png",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="signature-only"),
        pytest.param(encode_png(AVATAR, seed=5)[:60], id="truncated"),
        pytest.param(b"\xff\xd8\xff" + bytes(100), id="jpeg"),
        pytest.param(with_text(b"{}", keyword="Comment"), id="other-keyword"),
        pytest.param(with_text(b"not json"), id="not-json"),
        pytest.param(with_text(b"[" * 2_000), id="deep"),
        pytest.param(with_text(b"\xff\xfe\x00"), id="not-utf8"),
        pytest.param(with_text(b'{"seed":1}'), id="incomplete"),
        pytest.param(with_text(json.dumps({**as_json(), "seed": -1}).encode()), id="negative"),
        pytest.param(with_text(json.dumps({**as_json(), "seed": 2**70}).encode()), id="huge-seed"),
        pytest.param(with_text(json.dumps({**as_json(), "seed": "5"}).encode()), id="text-seed"),
        pytest.param(with_text(json.dumps({**as_json(), "more": 1}).encode()), id="unknown-key"),
        pytest.param(with_text(json.dumps(as_json()).encode() + b" " * 9_000), id="too-long"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\xff\xff\xff\xfftEXt" + bytes(50), id="huge-length"),
        pytest.param(
            with_text(
                json.dumps(
                    {**as_json(), "avatar": {**as_json()["avatar"], "skin_tone": 99}}
                ).encode()
            ),
            id="impossible-avatar",
        ),
    ],
)
def test_garbage_is_no_record_and_no_exception(png):
    assert read_record(png) is None


@pytest.mark.parametrize("shape", [(64, 64), (64, 64, 4), (63, 64, 3), (0, 0, 3), (4096, 4096, 3)])
def test_other_shapes_never_redraw(shape):
    record = read_record(encode_png(AVATAR, seed=5))

    assert not redraws(record, np.zeros(shape, np.uint8))
