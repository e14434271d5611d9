"""Nothing that ships asks for another machine; and who asks is caught."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

HERE = Path(__file__).parent / "no_network"
CACHES = ("HF_HOME", "HF_HUB_CACHE", "TORCH_HOME", "XDG_CACHE_HOME", "GRAYCARD_CACHE", "HOME")
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_ENDPOINT")


@pytest.fixture
def cut_off(tmp_path):
    """Run Python without a network and with empty caches; return it and what it asked for."""
    asked = tmp_path / "asked.txt"
    path = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    kept = {name: value for name, value in os.environ.items() if name not in OFFLINE}
    caches = {name: str(tmp_path / "empty") for name in CACHES}
    environment = kept | caches | {"PYTHONPATH": path, "ASKED_OF_THE_NETWORK": str(asked)}

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *map(str, arguments)],
            capture_output=True, text=True, check=False, cwd=tmp_path, env=environment,
        )  # fmt: skip
        return done, asked.read_text().splitlines() if asked.exists() else []

    return run


def test_an_audit_and_the_app_ask_nothing_of_the_network(cut_off, tmp_path):
    for needed in ("torch", "diffusers", "transformers", "cv2", "fastapi"):
        pytest.importorskip(needed)
    photographs = tmp_path / "pictures"
    photographs.mkdir()
    astronaut = pytest.importorskip("skimage.data").astronaut()  # public domain
    Image.fromarray(astronaut).save(photographs / "astronaut.png")

    done, asked = cut_off(HERE / "whole_road.py", tmp_path, photographs)

    assert done.returncode == 0, done.stderr[-3000:]
    assert asked == []


def test_a_model_of_the_hub_is_caught_asking_for_it(cut_off):
    for needed in ("torch", "diffusers"):
        pytest.importorskip(needed)

    done, asked = cut_off(
        "-m", "graycard", "audit", "--model", "diffusers:owner/name@main", "--out", "run",
        "--prompts", "professions",
    )  # fmt: skip

    assert done.returncode == 3, done.stderr
    assert "socket.getaddrinfo huggingface.co" in asked


@pytest.mark.parametrize(
    ("request_", "event"),
    [
        ("socket.create_connection(('192.0.2.1', 80), 5)", "socket.getaddrinfo 192.0.2.1"),
        ("socket.socket().connect(('192.0.2.1', 80))", "socket.connect 192.0.2.1"),
        ("socket.socket().connect_ex(('192.0.2.1', 80))", "socket.connect 192.0.2.1"),
        ("socket.gethostbyname('example.org')", "socket.gethostbyname example.org"),
        ("socket.getaddrinfo('127.0.0.1', 80); socket.getaddrinfo('localhost', 80)", None),
    ],
)
def test_the_guard_catches_what_leaves_the_machine_even_where_the_error_is_swallowed(
    cut_off, request_, event
):
    quiet = f"import contextlib, socket\nwith contextlib.suppress(OSError):\n    {request_}"
    done, asked = cut_off("-c", quiet)

    assert done.returncode == 0, done.stderr
    assert asked == ([] if event is None else [event])
