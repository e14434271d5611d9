"""What a spec leaves open, and what it is frozen to."""

import pytest

from graycard import components
from graycard.auditing import resolve
from graycard.auditing.resolve import _whole_component, active_readers
from graycard.errors import DomainError, SpecError
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
    for folder in ("avatar-clip", "another"):
        (tmp_path / folder).mkdir()

    def whole(model):
        return _whole_component(Component(name=name, settings={"model": model}), "readers")

    asked = {"model": "avatar-clip"}
    assert whole("avatar-clip").settings == asked
    assert whole("another").settings == {"model": str(tmp_path / "another")}


CLASSES = {"x": {"claim": "c", "categories": {"a": ["a"], "b": ["b"]}}}


@pytest.mark.parametrize(
    ("reader", "domain", "why"),
    [
        ({"name": "zero_shot", "settings": {"model": "owner/huge", "classes": CLASSES}},
         "photographs", "nothing; its classes are yours"),
        ({"name": "zero_shot", "settings": {}}, "photographs", "on: drawn world"),
        ({"name": "features", "settings": {"model": "owner/huge", "features": "a tie, a hat"}},
         "drawn world", "how often owner/huge is wrong about a tie, a hat"),
        ({"name": "words", "settings": {"model": "owner/huge"}}, "drawn world", "photographs"),
        ({"name": "embedding", "settings": {}}, "photographs", "on: drawn world; what avatar-clip"),
    ],
)  # fmt: skip
def test_what_is_outside_its_domain_is_refused_before_it_is_loaded(
    reader, domain, why, monkeypatch
):
    monkeypatch.setattr(resolve, "loaded_reader", lambda component: pytest.fail("it was loaded"))

    with pytest.raises(DomainError, match="was not validated on") as error:
        active_readers([Component(**reader)], domain=domain, outside=False)
    assert why in error.value.why
    model = reader["settings"].get("model", "avatar-clip")
    assert error.value.what.startswith(f"the reader {reader['name']!r} (with {model}) was not")


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("zero_shot", {"model": "owner/huge"}, "has no classes for owner/huge"),
        ("zero_shot", {"classes": {"race": CLASSES["x"]}}, "names a race"),
        ("features", {"features": "a black nurse"}, "names a race"),
    ],
)
def test_what_no_override_allows_is_not_told_to_be_outside_a_domain(name, settings, message):
    with pytest.raises(SpecError, match=message):
        active_readers(
            [Component(name=name, settings=settings)], domain="photographs", outside=False
        )


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("zero_shot", {}), ("features", {}), ("features", {"features": "a tie, a red sari"}),
        ("embedding", {}),
    ],
)  # fmt: skip
def test_what_is_said_before_loading_is_what_the_loaded_one_says(name, settings):
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    found = components.module("readers", name)
    reader = components.load("readers", name, settings)

    assert found.domains(found.Settings(**settings)) == reader.domains
    assert found.not_validated(found.Settings(**settings)) == reader.not_validated
