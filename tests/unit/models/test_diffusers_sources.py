"""Folders and the hub: what is loaded, what is refused, and how it is pinned."""

import http.server
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import unquote

import pytest

from graycard import components
from graycard.errors import EnvironmentFaultError, InputError

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")

COMMIT = "0123456789abcdef0123456789abcdef01234567"


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

    def test_weights_of_a_variant_are_read_only_if_it_is_named(self, copied):
        folder = copied()
        for weights in folder.rglob("*.safetensors"):
            weights.rename(weights.with_suffix(".fp16.safetensors"))

        assert load(folder, variant="fp16").settings["variant"] == "fp16"
        with pytest.raises(InputError, match="My-model cannot be loaded"):
            load(folder)

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


class Hub(http.server.BaseHTTPRequestHandler):
    """As much of the hub as its client asks for, with one pipeline and three faults."""

    folder: Path
    asked: list[str]

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        path = unquote(self.path.partition("?")[0])
        self.asked.append(path)
        if "owner/gated" in path:
            return self._answer(403, b"", {"X-Error-Code": "GatedRepo"})
        if "owner/tiny" not in path and "owner/data" not in path:
            return self._answer(401, b"", {"X-Error-Code": "RepoNotFound"})
        if "/v1" not in path and "/main" not in path and COMMIT not in path:
            return self._answer(404, b"", {"X-Error-Code": "RevisionNotFound"})
        files = {
            one.relative_to(self.folder).as_posix(): one
            for one in self.folder.rglob("*")
            if one.is_file()
        }
        commit = {"X-Repo-Commit": COMMIT}
        if path.startswith("/api/") and "/tree/" in path:
            entries = [
                {"type": "file", "path": name, "size": one.stat().st_size, "oid": name}
                for name, one in files.items()
            ]
            return self._answer(200, json.dumps(entries).encode(), commit)
        if path.startswith("/api/"):
            siblings = [{"rfilename": name} for name in files]
            about = {"id": "owner/tiny", "sha": COMMIT, "siblings": siblings}
            return self._answer(200, json.dumps(about).encode(), commit)
        name = path.partition("/resolve/")[2].partition("/")[2]
        if name not in files or "owner/data" in path:
            return self._answer(404, b"", {"X-Error-Code": "EntryNotFound", **commit})
        etag = {"ETag": f'"{abs(hash(name)):040x}"'}
        return self._answer(200, files[name].read_bytes(), commit | etag)

    def _answer(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def hub(tiny_pipeline, tmp_path, monkeypatch):
    """The client of the hub, with its cache and its server on this machine."""
    import huggingface_hub
    from huggingface_hub import constants

    handler = type("HubHere", (Hub,), {"folder": tiny_pipeline("sd"), "asked": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    for name, value in {
        "ENDPOINT": address,
        "HUGGINGFACE_CO_URL_TEMPLATE": address + "/{repo_id}/resolve/{revision}/{filename}",
        "HF_HUB_CACHE": str(tmp_path / "cache"),
        "HUGGINGFACE_HUB_CACHE": str(tmp_path / "cache"),
        "HF_HUB_OFFLINE": False,
        "HF_HUB_DISABLE_XET": True,
    }.items():
        monkeypatch.setattr(constants, name, value, raising=False)
    monkeypatch.setattr(huggingface_hub.hf_api.api, "endpoint", address)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    huggingface_hub.close_session()
    yield handler
    server.shutdown()
    server.server_close()
    huggingface_hub.close_session()


class TestHub:
    def test_the_commit_behind_a_revision_is_recorded(self, hub):
        model = load("owner/tiny@v1")

        assert model.id == f"diffusers:owner/tiny@{COMMIT[:12]}"
        assert load(f"owner/tiny@{COMMIT}").id == model.id

    def test_without_a_network_the_cache_is_used(self, hub, monkeypatch):
        from huggingface_hub import constants

        before = load("owner/tiny").id
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
        hub.asked.clear()

        assert load("owner/tiny").id == before
        assert not hub.asked
        with pytest.raises(EnvironmentFaultError, match="HF_HUB_OFFLINE is set"):
            load("owner/other")

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
