from __future__ import annotations

import csv
import shutil
import subprocess
import sys

import pytest
from PIL import Image

from graycard.auditing import audit
from graycard.cli import main

collect_ignore = ["no_network"]  # run by a process of its own, and no tests


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """An audit of the drawn world as it is by default, but small; tests must not change it."""
    return audit(images_per_prompt=5, out=tmp_path_factory.mktemp("drawn") / "run")


@pytest.fixture(scope="session")
def few_prompts(tmp_path_factory):
    """A file of four prompts, one a stratum: for tests that are not about what is measured."""
    path = tmp_path_factory.mktemp("few") / "few.csv"
    rows = [f"a photo of a {who},{who},false" for who in ("nurse", "ceo", "chef", "farmer")]
    path.write_text("\n".join(["text,stratum,marked", *rows]))
    return path


@pytest.fixture(scope="session")
def small(few_prompts, tmp_path_factory):
    """As many pictures in as many chunks as `drawn`, of few prompts, which are soon measured.

    Tests must not change it.
    """
    out = tmp_path_factory.mktemp("small") / "run"
    return audit(prompts=few_prompts, images_per_prompt=20, out=out)


@pytest.fixture
def small_copy(small, tmp_path):
    """The folder of a copy of `small`, to be changed."""
    return shutil.copytree(small.path, tmp_path / "run")


@pytest.fixture
def graycard(capsys, monkeypatch):
    """Run the command line in this process, which has imported everything already."""

    def run(*arguments, cwd="."):
        words = ["graycard", *map(str, arguments)]
        capsys.readouterr()
        with monkeypatch.context() as here:
            here.chdir(cwd)
            here.setattr("sys.argv", words)
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(words, ended.value.code, said.out, said.err)

    return run


@pytest.fixture
def process():
    """Run the command line in a process of its own: for streams, locks and other environments."""

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
