"""Folders and the hub: what is loaded, what is refused, and how it is pinned."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graycard import components
from graycard.errors import EnvironmentFaultError, InputError, SpecError

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")


def load(pipeline, **settings):
    options = {"pipeline": str(pipeline), "steps": 2, "device": "cpu", **settings}
    return components.load("models", "diffusers", options)


@pytest.fixture
def copied(tiny_pipeline, tmp_path):
    def copy(kind="sd", name="My model"):
        return Path(shutil.copytree(tiny_pipeline(kind), tmp_path / name))

    return copy


def edit(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


class TestFolders:
    def test_the_id_follows_the_files(self, copied):
        folder = copied()
        before = load(folder).id
        assert before.startswith("diffusers:My-model@")

        (folder / "README.md").write_text("words")
        assert load(folder).id == before
        edit(folder / "unet" / "config.json", sample_size=32)
        assert load(folder).id != before

    def test_other_weights_are_another_model(self, copied):
        from safetensors.torch import load_file, save_file

        folder = copied()
        before = load(folder).id
        weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
        tensors = load_file(weights)
        save_file({name: one + 1 for name, one in tensors.items()}, weights)

        assert load(folder).id != before

    @pytest.mark.parametrize("missing", ["./not-there", "/not/there", "not/there/either"])
    def test_no_such_folder(self, missing):
        with pytest.raises(InputError, match="there is no folder"):
            load(missing)

    def test_a_folder_that_is_no_pipeline(self, tmp_path):
        (tmp_path / "model.safetensors").write_bytes(b"")

        with pytest.raises(InputError, match=r"it holds model.safetensors and no model_index.json"):
            load(tmp_path)

    def test_an_index_that_is_none(self, copied):
        folder = copied()
        (folder / "model_index.json").write_text("[]")

        with pytest.raises(InputError, match=r"model_index.json cannot be read"):
            load(folder)

    def test_a_folder_has_no_revision(self, copied):
        with pytest.raises(InputError, match="no revision 'v1'"):
            load(copied(), revision="v1")

    def test_pickles_are_not_opened(self, copied):
        folder = copied()
        weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
        weights.rename(weights.with_suffix(".bin"))

        with pytest.raises(InputError, match="only pickled") as error:
            load(folder)
        assert "unet has diffusion_pytorch_model.bin" in str(error.value)

    def test_broken_weights(self, copied):
        folder = copied()
        (folder / "vae" / "diffusion_pytorch_model.safetensors").write_bytes(b"no weights")

        with pytest.raises(InputError, match="My-model cannot be loaded"):
            load(folder)

    @pytest.mark.parametrize(
        ("lacks", "kind"),
        [
            ("text_encoder/model", "CLIPTextModel"),
            ("safety_checker/model", "StableDiffusionSafetyChecker"),
            ("unet/diffusion_pytorch_model", "UNet2DConditionModel"),
        ],
    )
    def test_weights_that_are_missing_are_not_made_up(self, copied, lacks, kind):
        from safetensors.torch import load_file, save_file

        folder = copied("sd-checked")
        weights = folder / f"{lacks}.safetensors"
        tensors = load_file(weights)
        lacking = sorted(tensors)[0]
        del tensors[lacking]
        save_file(tensors, weights, {"format": "pt"})

        with pytest.raises(InputError, match=f"no complete weights for {kind}") as error:
            load(folder)
        assert lacking in str(error.value)

    def test_weights_of_a_variant_are_read_only_if_it_is_named(self, copied):
        folder = copied()
        for weights in folder.rglob("*.safetensors"):
            weights.rename(weights.with_suffix(".fp16.safetensors"))

        assert load(folder, variant="fp16").settings["variant"] == "fp16"
        with pytest.raises(SpecError, match="weights of the variant fp16 alone") as error:
            load(folder)
        assert error.value.fix == "set variant: fp16"

    def test_a_pipeline_from_a_newer_library(self, copied):
        folder = copied()
        edit(folder / "model_index.json", _class_name="TomorrowPipeline")

        with pytest.raises(InputError, match="has no pipeline of that name"):
            load(folder)

    def test_a_pipeline_that_draws_nothing_from_text(self, copied):
        folder = copied()
        edit(folder / "model_index.json", _class_name="DDPMPipeline")

        with pytest.raises(InputError, match="does not make images from text"):
            load(folder)

    def test_code_beside_the_weights_runs_only_if_trusted(self, copied, tmp_path):
        folder, witness = copied(), tmp_path / "ran"
        (folder / "mine.py").write_text(
            "from pathlib import Path\n"
            "from diffusers import StableDiffusionPipeline\n"
            f"Path({str(witness)!r}).touch()\n"
            "class Mine(StableDiffusionPipeline):\n    pass\n"
        )
        edit(folder / "model_index.json", _class_name=["mine", "Mine"])

        with pytest.raises(InputError, match="needs Python code that comes with its weights"):
            load(folder)
        assert not witness.exists()
        assert load(folder, trust_remote_code=True).settings["pipeline"] == "Mine"
        assert witness.exists()

    def test_components_with_code_are_refused(self, copied):
        folder = copied()
        (folder / "unet" / "my_unet.py").write_text("raise SystemExit('ran')")
        edit(folder / "model_index.json", unet=["my_unet", "UNet"])

        with pytest.raises(InputError, match=r"its unet is defined in unet/my_unet.py"):
            load(folder)


@pytest.fixture
def hub(hub_of, tiny_pipeline):
    return hub_of(tiny_pipeline("sd"))


class TestHub:
    def test_the_commit_behind_a_revision_is_recorded(self, hub):
        model = load("owner/tiny@v1")

        assert model.id == f"diffusers:owner/tiny@{hub.commit[:12]}"
        assert load(f"owner/tiny@{hub.commit}").id == model.id

    def test_without_a_network_the_cache_is_used(self, hub, monkeypatch):
        from huggingface_hub import constants

        before = load("owner/tiny").id
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
        hub.asked.clear()

        assert load("owner/tiny").id == before
        assert not hub.asked
        with pytest.raises(EnvironmentFaultError, match="HF_HUB_OFFLINE is set"):
            load("owner/other")

    @pytest.mark.parametrize("variant", [None, "bf16"])
    def test_a_pipeline_of_another_variant_alone_is_not_called_pickled(
        self, hub_of, copied, variant
    ):
        folder = copied()
        for weights in folder.rglob("*.safetensors"):
            weights.rename(weights.with_suffix(".fp16.safetensors"))
        hub_of(folder)

        with pytest.raises(SpecError, match="owner/tiny has weights of the variant fp16 alone"):
            load("owner/tiny", variant=variant)

    def test_a_gated_pipeline(self, hub):
        with pytest.raises(EnvironmentFaultError, match="owner/gated is gated") as error:
            load("owner/gated")
        assert "hf auth login" in error.value.fix

    def test_no_such_pipeline(self, hub):
        with pytest.raises(InputError, match="there is no pipeline owner/nothing"):
            load("owner/nothing")

    def test_no_such_revision(self, hub):
        with pytest.raises(InputError, match="owner/tiny has no revision 'v9'"):
            load("owner/tiny@v9")

    def test_no_pipeline_in_it(self, hub):
        with pytest.raises(InputError, match="owner/data is no diffusers pipeline"):
            load("owner/data")

    def test_no_connection(self, hub, monkeypatch):
        import huggingface_hub.utils._http
        from huggingface_hub import constants

        nobody = "http://127.0.0.1:9/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", nobody)
        monkeypatch.setattr(huggingface_hub.utils._http.time, "sleep", lambda seconds: None)
        with pytest.raises(EnvironmentFaultError, match="out of reach"):
            load("owner/tiny")


def test_listing_and_parsing_import_no_torch():
    program = (
        "import sys\n"
        "from graycard import components\n"
        "components.module('models', 'diffusers').Settings(pipeline='a/b@c')\n"
        "bad = {'torch', 'diffusers', 'transformers', 'huggingface_hub'} & set(sys.modules)\n"
        "sys.exit(', '.join(bad) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_without_the_extra_it_says_what_to_install(tmp_path):
    """A folder of its own stands in the way of torch, as a broken installation would."""
    (tmp_path / "torch.py").write_text("raise ImportError(\"No module named 'torch'\")")
    done = subprocess.run(
        [sys.executable, "-m", "graycard", "audit", "--model", "diffusers:owner/name"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
    )
    assert done.returncode == 3, done.stderr
    assert "pip install 'graycard[local]'" in done.stderr
