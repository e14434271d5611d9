import io
import os
import socket

import numpy as np
import pytest
from PIL import Image

from graycard import components, roles
from graycard.errors import InputError, SpecError
from graycard.models import folder
from graycard.pictures import decode
from graycard.testing import check_model


def png(colour="red", mode="RGB", size=(4, 4)):
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def make(root, **files):
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return root


def load(root, **settings):
    return components.load("models", "folder", {"path": root, **settings})


def deliver(model, *sources):
    requests = [
        roles.Request(text=None, repetition=0, seed=None, source=source) for source in sources
    ]
    return list(model.generate(requests))


def listed(model):
    return [(image.source, image.text, image.stratum) for image in model.listing]


class TestDeliveries:
    def test_bytes_are_kept_and_the_extension_is_that_of_the_bytes(self, tmp_path):
        data = png()
        [delivery] = deliver(load(make(tmp_path, **{"a.jpg": data})), "a.jpg")

        assert delivery == roles.Delivery(outcome="ok", image=data, extension="png")

    @pytest.mark.parametrize(
        ("data", "detail"),
        [
            (b"", "the file is empty"),
            (png()[:40], "the picture is truncated or broken"),
            (b"<html>404</html>", "the file is not a picture in a known format"),
            (png(size=(300, 400)), "the picture has more than 100,000 pixels"),
        ],
    )
    def test_what_is_no_picture_is_a_failed_row(self, tmp_path, data, detail):
        model = load(make(tmp_path, **{"a.png": data, "b.png": png()}), max_pixels=100_000)

        assert deliver(model, "a.png", "b.png") == [
            roles.Delivery(outcome="failed", detail=detail),
            roles.Delivery(outcome="ok", image=png(), extension="png"),
        ]

    @pytest.mark.parametrize(
        ("data", "detail"),
        [
            (png(0, "I;16"), "16-bit grey scaled to 8 bits"),
            (png(0, "RGBA"), "transparency laid over white"),
            (png(0, "LA"), "transparency laid over white"),
        ],
    )
    def test_odd_pictures_are_delivered_with_a_note(self, tmp_path, data, detail):
        [delivery] = deliver(load(make(tmp_path, **{"a.png": data})), "a.png")

        assert (delivery.outcome, delivery.detail, delivery.image) == ("ok", detail, data)
        assert decode(delivery.image).rgb.shape == (4, 4, 3)

    @pytest.mark.parametrize("source", [None, "", "b.png", "../a.png", "/etc/passwd", "./a.png"])
    def test_only_what_is_listed_is_delivered(self, tmp_path, source):
        make(tmp_path, **{"a.png": png(), "in/a.png": png()})

        [delivery] = deliver(load(tmp_path / "in"), source)

        assert delivery.detail == "the request names no picture of the folder"

    def test_a_file_that_went_away(self, tmp_path):
        model = load(make(tmp_path, **{"a.png": png()}))
        (tmp_path / "a.png").unlink()

        assert deliver(model, "a.png")[0].detail == "there is no such file"

    def test_a_link_that_leaves_the_folder_is_not_followed(self, tmp_path):
        make(tmp_path, **{"secret.png": png(), "in/a.png": png()})
        (tmp_path / "in/link.png").symlink_to(tmp_path / "secret.png")
        (tmp_path / "in/inside.png").symlink_to("a.png")
        (tmp_path / "in/loop.png").symlink_to("loop.png")
        (tmp_path / "in/folder").symlink_to(tmp_path)
        model = load(tmp_path / "in")

        found = {i.source: deliver(model, i.source)[0].detail for i in model.listing}

        assert found == {
            "a.png": None,
            "inside.png": None,
            "link.png": "the file is a link that leaves the folder",
            "loop.png": "the file cannot be read",
        }

    def test_a_folder_that_is_itself_a_link_is_fine(self, tmp_path):
        make(tmp_path, **{"in/a.png": png()})
        (tmp_path / "link").symlink_to("in")

        assert deliver(load(tmp_path / "link"), "a.png")[0].outcome == "ok"

    def test_pipes_and_sockets_do_not_hang(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.png")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(tmp_path / "s.png"))
            details = [d.detail for d in deliver(load(tmp_path), "pipe.png", "s.png")]

        assert details == ["it is not a file"] * 2

    def test_a_huge_file_is_not_read(self, tmp_path):
        with (tmp_path / "a.png").open("wb") as file:
            file.truncate(folder.MAX_BYTES + 1)

        assert deliver(load(tmp_path), "a.png")[0].detail == "the file is larger than 256 MiB"

    def test_a_file_that_may_not_be_read_is_a_failed_row(self, tmp_path, monkeypatch):
        model = load(make(tmp_path, **{"a.png": png()}))

        def refuse(self):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(type(tmp_path), "read_bytes", refuse)

        assert deliver(model, "a.png")[0].detail == "the file may not be read (permission denied)"

    def test_a_twenty_thousand_pixel_square_costs_no_memory(self, tmp_path):
        from struct import pack
        from zlib import crc32

        header = b"IHDR" + pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
        data = b"\x89PNG\r\n\x1a\n" + pack(">I", 13) + header + pack(">I", crc32(header))
        data += bytes(4) + b"IDAT" + pack(">I", crc32(b"IDAT"))

        [delivery] = deliver(load(make(tmp_path, **{"a.png": data})), "a.png")

        assert delivery.detail == "the picture has more than 100,000,000 pixels"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no picture"),
        ({"README.md": ""}, "holds no picture"),
        ({"metadata.csv": "file_name\n"}, "holds no picture"),
    ],
)
def test_an_empty_folder_is_an_error(tmp_path, files, message):
    with pytest.raises(InputError, match=message):
        load(make(tmp_path, **files))


def test_no_folder_is_an_error(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(InputError, match="nothing of that name exists"):
        load(tmp_path / "none")
    with pytest.raises(InputError, match="it is a file"):
        load(tmp_path / "file")


def test_a_folder_that_may_not_be_listed_is_an_error(tmp_path, monkeypatch):
    make(tmp_path, **{"a.png": png(), "b/b.png": png()})
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("b"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(InputError, match=r"cannot be listed\n.*Permission denied"):
        load(tmp_path)


def test_pixels_beyond_the_instruments_limit_cannot_be_asked_for(tmp_path):
    with pytest.raises(SpecError, match="max_pixels"):
        load(tmp_path, max_pixels=10**12)


def test_keeps_the_contract(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (3, 5, 5, 3), dtype=np.uint8)
    for number, pixels in enumerate(noise):
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
    make(tmp_path, **{"broken.png": b"?"})
    requests = [
        roles.Request(text=None, repetition=0, seed=None, source=image.source)
        for image in load(tmp_path).listing
    ]

    check_model(lambda: load(tmp_path), requests)
