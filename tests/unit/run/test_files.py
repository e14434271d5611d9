import errno
import os
import resource
import subprocess
import sys

import pytest

from graycard.errors import EnvironmentFaultError
from graycard.run.files import TEMPORARY, put, sweep, writing_to


def test_a_file_is_put_whole_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "deep" / "file"

    put(path, b"one")
    put(path, b"two")

    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["file"]


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path):
    """A real refusal of the system: the process may not write files of more than 1,000 bytes."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    script = (
        "import resource, sys; from pathlib import Path; from graycard.run.files import put\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: put(Path(sys.argv[1]), b'x' * 5000)\n"
        "except Exception as error: print(type(error).__name__, error, sep='|')"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )

    assert done.stdout.startswith("EnvironmentFaultError|no room to write")
    assert "graycard resume" in done.stdout
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000


def test_a_file_where_a_folder_is_needed_is_named(tmp_path):
    (tmp_path / "run").write_text("not a folder")

    with pytest.raises(EnvironmentFaultError, match="a file stands where a folder is needed"):
        put(tmp_path / "run" / "file", b"")


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (errno.ENOSPC, "no room to write"),
        (errno.EDQUOT, "no room to write"),
        (errno.EROFS, "may not be written"),
        (errno.EACCES, "may not be written"),
    ],
)
def test_each_refusal_of_the_disk_says_what_to_do(tmp_path, number, what):
    with pytest.raises(EnvironmentFaultError, match=what) as caught, writing_to(tmp_path / "file"):
        raise OSError(number, os.strerror(number))

    assert caught.value.exit_code == 3
    assert caught.value.fix


def test_any_other_refusal_is_told_in_the_system_s_words(tmp_path):
    with (
        pytest.raises(EnvironmentFaultError, match=os.strerror(errno.EIO)),
        writing_to(tmp_path / "file"),
    ):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_leftovers_of_killed_writers_are_swept(tmp_path):
    put(tmp_path / "a" / "file", b"kept")
    (tmp_path / "a" / f"{TEMPORARY}123").write_bytes(b"half")

    sweep(tmp_path)

    assert [p.name for p in (tmp_path / "a").iterdir()] == ["file"]
