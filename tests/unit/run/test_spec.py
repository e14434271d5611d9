import pytest

from graycard.errors import DamagedRunError, SpecError, UnknownComponentError
from graycard.run.folder import RunFolder
from graycard.run.spec import Component, load_spec, make_spec, read_resolved, readers_named


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
        ({"images_per_prompt": "many"}, "should be a whole number, not 'many'"),
        ({"seed": -1}, "greater than or equal to 0"),
        ({"level": 1}, "less than 1"),
        ({"readers": ["colour", "colour"]}, "named twice"),
        ({"readers": "colour"}, "should be a list"),
        ({"model": 7}, "model"),
    ],
    ids=lambda entry: next(iter(entry)) if isinstance(entry, dict) else "",
)
def test_a_spec_that_does_not_fit_says_where(entry, why):
    with pytest.raises(SpecError, match=why) as caught:
        make_spec(entry, where="audit.yaml")

    assert "audit.yaml" in caught.value.what


RENDERER = {"name": "avatar-renderer", "siez": 64, "size": 65}


@pytest.mark.parametrize(
    ("spec", "wrong", "fixes"),
    [
        (
            {"imagesperprompt": 3, "<script>'\"": 1, "model": RENDERER},
            ["imagesperprompt: is not a known key (did you mean images_per_prompt?)",
             "<script>'\": is not a known key",
             "model.siez: is not a known key (did you mean size?)",
             "model.size: input should be 64, 128 or 256, not 65"],
            ["the keys are: images_per_prompt, level,",
             "the keys of avatar-renderer are: failure_outcome, failure_rates, size"],
        ),
        (
            {"sed": 1, "readers": ["colour", {"name": "faces", "min_siez": 8}, "colur"]},
            ["sed: is not a known key (did you mean seed?)",
             "readers.faces.min_siez: is not a known key (did you mean min_size?)",
             "readers: there is no reader 'colur' (did you mean 'colour'?)"],
            ["the keys of faces are: ", "graycard list readers"],
        ),
        (
            {"seed": -1, "model": "foldr:x", "readers": "colour"},
            ["readers: input should be a list, not 'colour'",
             "seed: input should be greater than or equal to 0, not -1",
             "model: there is no model 'foldr' (did you mean 'folder'?)"],
            ["graycard list models"],
        ),
        # A path may still be given, as --set path=pictures.
        ({"sed": 1, "model": "folder"}, ["sed: is not a known key (did you mean seed?)"], []),
        ({"seed": -1, "model": 7, "readers": [{"settings": {}}]},
         ["model: input should be keys and values, not 7",
          "readers.0.name: is required",
          "seed: input should be greater than or equal to 0, not -1"], []),
    ],
    ids=["model", "readers", "unknown", "not complete", "no components"],
)  # fmt: skip
def test_all_that_is_wrong_in_a_spec_is_told_at_once(spec, wrong, fixes):
    with pytest.raises(SpecError) as caught:
        make_spec(spec, where="audit.yaml")

    assert sorted(caught.value.why.split("; ")) == sorted(wrong)
    entries = "1 entry" if len(wrong) == 1 else f"{len(wrong)} entries"
    assert caught.value.what == f"audit.yaml: {entries} cannot be used"
    for fix in fixes:
        assert fix in caught.value.fix


ONE = "name: features\nmodel: owner/clip\nfeatures: [a tie, a red sari]\n"
READER = Component(
    name="features", settings={"model": "owner/clip", "features": ["a tie", "a red sari"]}
)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (ONE, [READER]),
        (f"- colour\n- {ONE.replace(chr(10), chr(10) + '  ')}", [Component(name="colour"), READER]),
        (
            "- words:owner/captioner",
            [Component(name="words", settings={"model": "owner/captioner"})],
        ),
    ],
    ids=["one", "list", "names"],
)
def test_readers_may_stand_in_a_file_of_their_own(tmp_path, text, held):
    path = tmp_path / "f's.yaml"
    path.write_text(text)

    spec = make_spec({"readers": ["faces", str(path)]}, where="here")

    assert spec.readers == (Component(name="faces"), *held)
    assert readers_named([path]) == held, "a path is one too"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is empty"),
        ("[]", "it is empty"),
        ("model: x", "names none"),
        ("false", "'False' names none"),
        ("0", "'0' names none"),
        ("- 7", "'7' names none"),
    ],
)
def test_a_file_without_readers_is_refused(tmp_path, text, why):
    path = tmp_path / "f.yaml"
    path.write_text(text)

    with pytest.raises(SpecError, match=r"f\.yaml holds no readers") as error:
        readers_named([str(path)])
    assert why in error.value.why


def test_a_file_of_readers_that_is_not_there_is_no_reader_of_that_name(tmp_path):
    (tmp_path / "mine.yaml").write_text(ONE)

    with pytest.raises(SpecError, match="there is no file") as error:
        readers_named([str(tmp_path / "mien.yaml")])
    assert "did you mean" in error.value.why


def test_a_misspelt_reader_with_a_file_as_its_target_is_no_file():
    with pytest.raises(UnknownComponentError, match="featurs") as error:
        readers_named(["featurs:gone.yaml"])
    assert "did you mean 'features'" in error.value.why


def test_what_stands_after_the_colon_of_a_reader_is_no_file():
    (found,) = readers_named(["features:a tie.yaml"])

    assert found.settings == {"features": "a tie.yaml"}


def test_a_spec_file_is_yaml_1_2(tmp_path):
    path = tmp_path / "audit.yaml"
    path.write_text("prompts: no\nimages_per_prompt: 3\n")

    spec = load_spec(path)

    assert spec.prompts == "no"


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "null\n"])
def test_an_empty_spec_file_is_not_taken_for_the_defaults(tmp_path, text):
    path = tmp_path / "audit.yaml"
    path.write_text(text)

    with pytest.raises(SpecError, match=r"audit\.yaml does not hold keys and values") as error:
        load_spec(path)
    assert error.value.why == "it holds nothing"


def test_a_spec_without_a_model_asks_for_the_default(tmp_path):
    path = tmp_path / "audit.yaml"
    path.write_text("images_per_prompt: 3\n")

    assert load_spec(path).model.name == "avatar-renderer"


def test_a_damaged_frozen_spec_is_named(tmp_path):
    folder = RunFolder(tmp_path)
    for text in ("a: [", "asked: {}\n"):
        folder.spec.write_text(text)
        with pytest.raises(DamagedRunError, match="is damaged"):
            read_resolved(folder)
