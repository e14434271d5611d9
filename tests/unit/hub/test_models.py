"""Single models: what is downloaded, what is refused, and how it is pinned."""

import json
import shutil
from pathlib import Path

import pytest

from graycard.errors import EnvironmentFaultError, InputError
from graycard.hub.models import find_model

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def model(tmp_path):
    """A folder as the hub has them: one model in three formats, code and papers beside it."""
    from transformers import Dinov2Config, Dinov2Model

    folder = tmp_path / "My model"
    small = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    Dinov2Model(Dinov2Config(**small, image_size=28, patch_size=14)).save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text("{}")
    for name in ("pytorch_model.bin", "tf_model.h5", "modeling_mine.py", "README.md"):
        (folder / name).write_bytes(b"not to be opened")
    (folder / "onnx").mkdir()
    shutil.copy(folder / "model.safetensors", folder / "onnx" / "model.safetensors")
    return folder


def find(name, revision=None):
    return find_model(str(name), revision=revision)


def split(folder, names):
    """Put the weights of a folder into files of these names, and an index beside them."""
    weights = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").unlink()
    for name in names:
        if str(name) == Path(str(name)).name:
            (folder / str(name)).write_bytes(weights)
    shards = {f"layer.{number}": name for number, name in enumerate(names)}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": shards}))


class TestFolders:
    def test_it_is_pinned_by_what_is_loaded_and_nothing_else(self, model):
        before = find(model)
        assert (before.folder, before.name, len(before.digest)) == (model, "My-model", 64)

        for name in ("README.md", "modeling_mine.py", "pytorch_model.bin"):
            (model / name).write_text("changed")
        (model / "trainer_state.json").write_text("{}")
        assert find(model).digest == before.digest
        (model / "preprocessor_config.json").write_text('{"do_resize": false}')
        assert find(model).digest != before.digest

    def test_the_same_files_elsewhere_are_the_same_model(self, model, tmp_path):
        other = shutil.copytree(model, tmp_path / "elsewhere")

        assert find(other).digest == find(model).digest

    @pytest.mark.parametrize(
        "names", [("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"),
                  ("first.safetensors", "other_part-b.safetensors")],
    )  # fmt: skip
    def test_weights_in_several_files_are_all_pinned(self, model, names):
        """Whatever their names: what counts is what the index names."""
        split(model, names)
        before = find(model).digest

        (model / "model-00007-of-00009.safetensors").write_bytes(b"not named, not opened")
        assert find(model).digest == before
        with (model / names[1]).open("ab") as file:
            file.write(b"more")
        assert find(model).digest != before

    def test_where_there_is_one_file_the_index_is_not_looked_at(self, model):
        before = find(model).digest
        (model / "model.safetensors.index.json").write_text('{"weight_map": {"a": "../b"}}')

        assert find(model).digest == before

    @pytest.mark.parametrize(
        "named",
        ["../elsewhere.safetensors", "/elsewhere/a.safetensors", "sub/a.safetensors",
         "..safetensors", "a.bin", "a\\b.safetensors", ".hidden.safetensors", "a.safetensors\n", 7],
    )  # fmt: skip
    def test_an_index_that_points_elsewhere(self, model, named):
        split(model, ("a.safetensors", named))

        with pytest.raises(InputError, match="cannot be pinned") as error:
            find(model)
        assert repr(named) in error.value.why

    @pytest.mark.parametrize("index", ["{}", "no json", "[]", '{"weight_map": []}'])
    def test_an_index_that_names_nothing(self, model, index):
        (model / "model.safetensors").unlink()
        (model / "model.safetensors.index.json").write_text(index)

        with pytest.raises(InputError, match="cannot be pinned") as error:
            find(model)
        assert "names no files" in error.value.why

    def test_a_named_file_that_is_not_there(self, model):
        split(model, ("a.safetensors", "b.safetensors"))
        (model / "b.safetensors").unlink()

        with pytest.raises(InputError, match="is not whole") as error:
            find(model)
        assert "b.safetensors" in error.value.why

    def test_an_adapter_would_load_another_model(self, model):
        (model / "adapter_config.json").write_text('{"base_model_name_or_path": "owner/other"}')

        with pytest.raises(InputError, match="cannot be pinned") as error:
            find(model)
        assert "adapter_config.json" in error.value.why

    def test_a_configuration_that_names_other_weights(self, model):
        config = json.loads((model / "config.json").read_text())
        (model / "other.safetensors").write_bytes(b"")
        named = config | {"transformers_weights": "other.safetensors"}
        (model / "config.json").write_text(json.dumps(named))

        with pytest.raises(InputError, match="cannot be pinned") as error:
            find(model)
        assert "'other.safetensors'" in error.value.why

    def test_pickles_are_not_opened(self, model):
        (model / "model.safetensors").unlink()

        with pytest.raises(InputError, match="only pickled") as error:
            find(model)
        assert "pytorch_model.bin" in error.value.why

    def test_a_pipeline_is_no_model(self, tiny_pipeline):
        with pytest.raises(InputError, match="is no model of the transformers library") as error:
            find(tiny_pipeline("sd"))
        assert "it is a pipeline" in error.value.why

    @pytest.mark.parametrize("lacks", ["config.json", "model.safetensors"])
    def test_a_folder_that_holds_no_model(self, model, lacks):
        (model / "pytorch_model.bin").unlink()
        (model / lacks).unlink()

        with pytest.raises(InputError, match="is no model") as error:
            find(model)
        assert f"no {lacks}" in error.value.why

    def test_a_folder_has_no_revision(self, model):
        with pytest.raises(InputError, match="no revision 'v1'"):
            find(model, "v1")

    @pytest.mark.parametrize("missing", ["./not-there", "/not/there", "a/b/c"])
    def test_no_such_folder(self, missing):
        with pytest.raises(InputError, match="there is no folder"):
            find(missing)


class TestHub:
    def test_only_what_is_loaded_comes_down(self, hub_of, model):
        hub = hub_of(model)

        source = find("owner/tiny", "v1")

        assert (source.name, source.digest) == ("owner/tiny", hub.commit)
        assert sorted(path.name for path in source.folder.rglob("*")) == [
            "config.json",
            "model.safetensors",
            "preprocessor_config.json",
        ]
        files = {Path(path).name for path in hub.asked if "/resolve/" in path}
        assert files == {"config.json", "model.safetensors", "preprocessor_config.json"}

    def test_shards_of_any_name_come_down(self, hub_of, model):
        split(model, ("first.safetensors", "model-00002-of-00002.safetensors"))
        hub_of(model)

        source = find("owner/tiny", "v1")

        assert {path.name for path in source.folder.glob("*.safetensors")} == {
            "first.safetensors",
            "model-00002-of-00002.safetensors",
        }

    def test_an_adapter_is_refused_there_too(self, hub_of, model):
        (model / "adapter_config.json").write_text("{}")
        hub_of(model)

        with pytest.raises(InputError, match="owner/tiny@v1 has weights that cannot be pinned"):
            find("owner/tiny", "v1")

    def test_without_a_network_the_cache_is_used(self, hub_of, model, monkeypatch):
        from huggingface_hub import constants

        hub = hub_of(model)
        before = find("owner/tiny")
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
        hub.asked.clear()

        assert find("owner/tiny") == before
        assert not hub.asked
        with pytest.raises(EnvironmentFaultError, match="HF_HUB_OFFLINE is set") as error:
            find("owner/other", "v2")
        assert "hf download owner/other --revision v2;" in error.value.fix

    def test_a_repository_of_pickles(self, hub_of, model):
        (model / "model.safetensors").unlink()
        hub = hub_of(model)

        with pytest.raises(InputError, match="only pickled") as error:
            find("owner/tiny")
        assert "refs/pr/" in error.value.fix
        assert not any("pytorch_model.bin" in path for path in hub.asked if "resolve" in path)

    @pytest.mark.parametrize(
        ("name", "revision", "kind", "message"),
        [
            ("owner/gated", None, EnvironmentFaultError, "owner/gated is gated"),
            ("owner/nothing", None, InputError, "there is no model owner/nothing"),
            ("owner/tiny", "v9", InputError, "owner/tiny has no revision 'v9'"),
            ("owner/data", None, InputError, "owner/data is no transformers model"),
            ("owner/a--b", None, InputError, "owner/a--b is no name that the hub could have"),
            ("owner/a..b", "v1", InputError, "owner/a..b@v1 is no name that the hub could have"),
        ],
    )
    def test_what_the_hub_refuses(self, hub_of, model, name, revision, kind, message):
        hub_of(model)

        with pytest.raises(kind, match=message):
            find(name, revision)

    def test_a_half_finished_download_offline_is_not_taken_for_a_model(
        self, hub_of, model, monkeypatch
    ):
        """The index came, the connection broke, and the next day there is none at all."""
        from huggingface_hub import constants, hf_hub_download

        hub_of(model)
        hf_hub_download("owner/tiny", "config.json", revision="main")
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)

        with pytest.raises(EnvironmentFaultError, match="not whole in the cache") as error:
            find("owner/tiny", "main")
        assert "hf download owner/tiny --revision main;" in error.value.fix


def test_a_config_that_is_not_json(model):
    from graycard.readers._encoder import find_encoder

    (model / "config.json").write_text(json.dumps({"model_type": "no-such-type"}))
    with pytest.raises(InputError, match="My-model cannot be loaded"):
        find_encoder(str(model), revision=None, dtype="float32", device="cpu")
