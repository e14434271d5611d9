from pathlib import Path

import pytest

from graycard.errors import EnvironmentFaultError
from graycard.faces.files import FILES, FaceFile, are_installed, cache_folder, state

SMALL = FaceFile(
    name="small.tflite",
    member="there/small.tflite",
    # Of the three bytes b"abc": the example of FIPS 180-4.
    sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    size=3,
)


def test_a_file_is_absent_installed_or_damaged(tmp_path):
    assert state(SMALL, tmp_path / "nowhere") == "absent"
    (tmp_path / SMALL.name).write_bytes(b"abc")
    assert state(SMALL, tmp_path) == "installed"
    (tmp_path / SMALL.name).write_bytes(b"abcd")
    assert state(SMALL, tmp_path) == "damaged"


def test_a_folder_in_its_place_is_damage(tmp_path):
    (tmp_path / SMALL.name).mkdir()

    assert state(SMALL, tmp_path) == "damaged"


def test_one_of_two_is_not_installed_and_damage_is_an_error(tmp_path):
    (tmp_path / SMALL.name).write_bytes(b"abc")

    assert are_installed(tmp_path, (SMALL,))
    assert not are_installed(tmp_path, (SMALL, FILES[0]))
    (tmp_path / FILES[0].name).write_bytes(b"")
    with pytest.raises(EnvironmentFaultError, match="take it anew: graycard setup faces"):
        are_installed(tmp_path, (SMALL, FILES[0]))


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"GRAYCARD_CACHE": "/mine", "XDG_CACHE_HOME": "/xdg"}, Path("/mine/faces")),
        ({"XDG_CACHE_HOME": "/xdg"}, Path("/xdg/graycard/faces")),
        ({"XDG_CACHE_HOME": ""}, Path("/home/somebody/.cache/graycard/faces")),
    ],
)
def test_the_cache_is_where_the_user_wants_it(monkeypatch, environment, expected):
    for name in ("GRAYCARD_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/somebody")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert cache_folder() == expected
