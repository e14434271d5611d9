"""The wheel: what is not Python is in it, and nothing that is no part of the package."""

from pathlib import Path, PurePosixPath

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel():
    return {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}


@pytest.mark.parametrize(
    "path",
    [
        "graycard/py.typed",
        "graycard/avatar/world.yaml",
        "graycard/avatar/weights/avatar-diffusion/README.md",
        "graycard/avatar/weights/avatar-clip/README.md",
        "graycard/prompts/avatar-professions.yaml",
        "graycard/skin/monk.yaml",
        "graycard/report/templates/report.html.j2",
        "graycard/report/templates/report.css",
    ],
)
def test_what_is_read_at_run_time_is_in_the_wheel(wheel, path):
    assert path in wheel


def test_every_file_of_the_package_is_in_the_wheel(wheel):
    package = ROOT / "src" / "graycard"
    files = [path for path in package.rglob("*") if path.is_file()]
    wanted = {path.relative_to(ROOT / "src").as_posix() for path in files if path.suffix != ".pyc"}

    assert wanted == wheel


def test_nothing_in_the_wheel_has_to_be_unpickled(wheel):
    suffixes = {PurePosixPath(path).suffix for path in wheel}

    assert not suffixes & {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".npy"}
