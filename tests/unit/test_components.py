import subprocess
import sys
import types
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from graycard import components, roles
from graycard.errors import EnvironmentFaultError, SpecError, UnknownComponentError

PLUGIN = "graycard_test_plugin"


@pytest.fixture
def plugin(monkeypatch):
    """A package that offers a model `my_model`, a broken one, and one that has our name."""
    module = types.ModuleType(PLUGIN)
    module.Settings = type("Settings", (roles.Settings,), {})
    module.load = lambda settings: "their model"
    monkeypatch.setitem(sys.modules, PLUGIN, module)
    points = EntryPoints(
        [
            EntryPoint("my_model", PLUGIN, "graycard.models"),
            EntryPoint("broken", "no_such_package_anywhere", "graycard.models"),
            EntryPoint("folder", PLUGIN, "graycard.models"),
        ]
    )
    monkeypatch.setattr(components, "entry_points", lambda group: points.select(group=group))
    components.names.cache_clear()
    yield
    components.names.cache_clear()


def test_a_file_is_its_own_registration():
    assert set(components.names("models")) >= {"avatar-renderer", "folder"}
    assert set(components.names("readers")) >= {"colour", "renderer_truth"}


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("models", ("avatar-renderer", "avatar_renderer")),
        ("readers", ("renderer-truth", "renderer_truth")),
    ],
)
def test_both_spellings_are_understood(kind, spellings):
    assert len({components.module(kind, name) for name in spellings}) == 1


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownComponentError, match="did you mean 'colour'"):
        components.module("readers", "color")


def test_an_unknown_name_that_is_near_to_none_lists_all():
    with pytest.raises(UnknownComponentError, match=r"known: .*avatar-renderer"):
        components.module("models", "zzz")


@pytest.mark.parametrize("name", ["_listing", "__init__", "../readers/colour", "folder.py", ""])
def test_only_components_are_components(name):
    with pytest.raises(UnknownComponentError):
        components.module("models", name)


def test_a_misspelt_setting_is_refused_with_a_suggestion():
    with pytest.raises(SpecError, match="did you mean size"):
        components.load("models", "avatar-renderer", {"sice": 64})


@pytest.mark.parametrize("name", ["my_model", "my-model"])
def test_other_packages_offer_components(plugin, name):
    assert "my-model" in components.names("models")
    assert components.load("models", name, {}) == "their model"


def test_our_names_cannot_be_taken_over(plugin):
    assert components.names("models").count("folder") == 1
    assert components.module("models", "folder").__name__ == "graycard.models.folder"


def test_a_component_that_lacks_a_package_says_which(plugin):
    with pytest.raises(EnvironmentFaultError, match="no_such_package_anywhere"):
        components.module("models", "broken")


@pytest.mark.parametrize(
    "module",
    [
        f"graycard.{kind}.{name.replace('-', '_')}"
        for kind in ("models", "readers")
        for name in components.names(kind)
    ],
)
def test_importing_a_component_is_light(module):
    heavy = ["torch", "diffusers", "transformers", "pandas", "scipy", "altair", "pyarrow", "cv2"]
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "[]"
