"""The weights that come with Graycard: in the wheel, whole, small, and nothing to be unpickled."""

import json
from functools import cache
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from graycard.avatar import world_digest
from graycard.avatar.weights import NAMES, weights_folder

ROOT = Path(__file__).parents[2]

MOST_BYTES = {"avatar-diffusion": 12_000_000, "avatar-clip": 6_000_000}

FILES = {
    "avatar-diffusion": {
        "README.md", "model_index.json", "scheduler/scheduler_config.json",
        "text_encoder/config.json", "text_encoder/model.safetensors",
        "tokenizer/tokenizer.json", "tokenizer/tokenizer_config.json",
        "unet/config.json", "unet/diffusion_pytorch_model.safetensors",
        "vae/config.json", "vae/diffusion_pytorch_model.safetensors",
    },
    "avatar-clip": {
        "README.md", "config.json", "model.safetensors", "processor_config.json",
        "tokenizer.json", "tokenizer_config.json",
    },
}  # fmt: skip


@cache
def wheel() -> dict[str, Path]:
    """Return what the build backend puts into the wheel, without building it."""
    files = WheelBuilder(str(ROOT)).recurse_included_files()
    return {file.distribution_path: Path(file.path) for file in files}


def in_wheel(name: str) -> dict[str, Path]:
    start = f"graycard/avatar/weights/{name}/"
    return {
        path.removeprefix(start): file for path, file in wheel().items() if path.startswith(start)
    }


def test_a_limit_is_set_for_everything_that_ships():
    assert set(MOST_BYTES) == set(FILES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_wheel_has_the_whole_model_and_nothing_else(name):
    assert set(in_wheel(name)) == FILES[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_model_stays_small(name):
    size = sum(file.stat().st_size for file in in_wheel(name).values())

    assert 1_000_000 < size <= MOST_BYTES[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_installed_folder_is_that_of_the_wheel(name):
    folder = weights_folder(name)

    assert {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } == FILES[name]


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_in_half_precision_and_computed_with_in_single(name):
    for path in weights_folder(name).rglob("*.safetensors"):
        with path.open("rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        kinds = {one["dtype"] for key, one in header.items() if key != "__metadata__"}
        assert kinds <= {"F16", "I64"}, path
        config = json.loads((path.parent / "config.json").read_text(encoding="utf-8"))
        assert config.get("dtype", "float32") == "float32", path


@pytest.mark.parametrize("name", NAMES)
def test_a_card_has_its_figures_and_names_its_world(name):
    card = (weights_folder(name) / "README.md").read_text(encoding="utf-8")

    assert "FIGURES" not in card
    assert world_digest()[:12] in card
    assert card.startswith("---\nlicense: apache-2.0\n")
