import pytest

from graycard.errors import DamagedRunError, SpecError, UnknownComponentError
from graycard.run.folder import RunFolder
from graycard.run.spec import Component, load_spec, make_spec, read_resolved


def test_components_are_written_as_names_or_with_settings():
    spec = make_spec(
        {
            "model": {"name": "avatar-renderer", "size": 128},
            "readers": ["colour", {"name": "renderer_truth"}],
        },
        where="here",
    )

    assert spec.model == Component(name="avatar-renderer", settings={"size": 128})
    assert spec.readers == (Component(name="colour"), Component(name="renderer_truth"))


def test_a_target_goes_to_the_main_setting():
    assert make_spec({"model": "folder:some/where"}, where="here").model == Component(
        name="folder", settings={"path": "some/where"}
    )
    with pytest.raises(SpecError, match="takes nothing after the colon"):
        make_spec({"model": "avatar-renderer:x"}, where="here")
    with pytest.raises(UnknownComponentError, match="did you mean 'folder'"):
        make_spec({"model": "foldr:x"}, where="here")


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"image_per_prompt": 3}, "did you mean images_per_prompt"),
        ({"images_per_prompt": 0}, "greater than or equal to 1"),
        ({"images_per_prompt": "many"}, "valid integer"),
        ({"seed": -1}, "greater than or equal to 0"),
        ({"level": 1}, "less than 1"),
        ({"readers": ["colour", "colour"]}, "named twice"),
        ({"readers": "colour"}, "tuple"),
        ({"model": 7}, "model"),
    ],
    ids=lambda entry: next(iter(entry)) if isinstance(entry, dict) else "",
)
def test_a_spec_that_does_not_fit_says_where(entry, why):
    with pytest.raises(SpecError, match=why) as caught:
        make_spec(entry, where="audit.yaml")

    assert "audit.yaml" in caught.value.what


def test_a_spec_file_is_yaml_1_2(tmp_path):
    path = tmp_path / "audit.yaml"
    path.write_text("prompts: no\nimages_per_prompt: 3\n")

    spec = load_spec(path)

    assert spec.prompts == "no"


def test_an_empty_spec_file_asks_for_the_defaults(tmp_path):
    path = tmp_path / "audit.yaml"
    path.write_text("# nothing yet\n")

    assert load_spec(path).model.name == "avatar-renderer"


def test_a_damaged_frozen_spec_is_named(tmp_path):
    folder = RunFolder(tmp_path)
    for text in ("a: [", "asked: {}\n"):
        folder.spec.write_text(text)
        with pytest.raises(DamagedRunError, match="is damaged"):
            read_resolved(folder)
