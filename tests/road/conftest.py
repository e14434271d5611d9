from __future__ import annotations

import csv
import subprocess
import sys

import pytest
from PIL import Image

from graycard.auditing import audit

collect_ignore = ["no_network"]  # run by a process of its own, and no tests


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """A small audit of the drawn world; tests must not change it."""
    return audit(images_per_prompt=5, out=tmp_path_factory.mktemp("drawn") / "run")


@pytest.fixture
def graycard():
    """Run the command line in a process of its own."""

    def run(*arguments, **options):
        return subprocess.run(
            [sys.executable, "-m", "graycard", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    return run


@pytest.fixture
def pictures(tmp_path):
    """A folder of six pictures of plain colours, one in each of two sub-folders three times."""
    folder = tmp_path / "pictures"
    for stratum, colours in (("nurse", ("red", "green", "blue")), ("ceo", ("grey",) * 3)):
        (folder / stratum).mkdir(parents=True)
        for number, colour in enumerate(colours):
            Image.new("RGB", (32, 24), colour).save(folder / stratum / f"{number}.png")
    return folder


@pytest.fixture
def with_metadata(tmp_path):
    """Write a folder with a metadata.csv from rows of (file name, prompt)."""

    def write(rows, files=()):
        folder = tmp_path / "listed"
        folder.mkdir(exist_ok=True)
        with (folder / "metadata.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["file_name", "prompt"])
            writer.writerows(rows)
        for name in files:
            Image.new("RGB", (32, 24), "navy").save(folder / name)
        return folder

    return write
