"""What a spec leaves open, and what it is frozen to."""

import pytest

from graycard.auditing.resolve import _whole_component
from graycard.run.spec import Component


@pytest.mark.parametrize(
    ("kind", "name", "setting"),
    [("models", "diffusers", "pipeline"), ("readers", "words", "model")],
)
def test_a_folder_with_the_name_of_a_shipped_model_is_a_folder_to_all_who_know_none(
    tmp_path, monkeypatch, kind, name, setting
):
    """Else the run could not be resumed from another folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "avatar-clip").mkdir()

    whole = _whole_component(Component(name=name, settings={setting: "avatar-clip"}), kind)

    assert whole.settings == {setting: str(tmp_path / "avatar-clip")}


@pytest.mark.parametrize("name", ["embedding", "features", "zero_shot"])
def test_who_knows_the_shipped_model_is_not_led_astray_by_a_folder(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    for folder in ("avatar-clip", "avatar-diffusion"):
        (tmp_path / folder).mkdir()

    def whole(model):
        return _whole_component(Component(name=name, settings={"model": model}), "readers")

    asked = {"model": "avatar-clip"}
    assert whole("avatar-clip").settings == asked
    assert whole("avatar-diffusion").settings == {"model": str(tmp_path / "avatar-diffusion")}
