import pytest

from graycard.documents import (
    canonical_json,
    digest,
    parse,
    read_text,
    read_yaml,
    write_yaml,
)
from graycard.errors import SpecError
from graycard.types import Prompt, PromptSet


def test_canonical_json_does_not_depend_on_the_order_of_keys():
    assert canonical_json({"a": 1, "b": {"d": 2, "c": 3}}) == '{"a":1,"b":{"c":3,"d":2}}'
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_canonical_json_keeps_other_alphabets():
    assert canonical_json("護士") == '"護士"'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_cannot_say_has_no_digest(number):
    with pytest.raises(ValueError):
        digest({"a": number})


def test_text_is_read_as_it_is_but_for_the_byte_order_mark(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")

    assert read_text(path) == "one\r\ntwo\n"


def test_a_missing_file_suggests_the_nearest(tmp_path):
    (tmp_path / "audit.yaml").touch()

    with pytest.raises(SpecError, match=r"did you mean .*audit\.yaml"):
        read_text(tmp_path / "adit.yaml")


def test_a_missing_file_in_a_missing_folder(tmp_path):
    with pytest.raises(SpecError, match="nothing of that name exists"):
        read_text(tmp_path / "no" / "audit.yaml")


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(SpecError, match="is a folder"):
        read_text(tmp_path)


def test_other_encodings_are_named(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes("name: Süß".encode("latin-1"))

    with pytest.raises(SpecError, match="byte 7 cannot be decoded"):
        read_text(path)


def test_yaml_is_version_1_2(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("no: no\nyes: on\n")

    assert read_yaml(path) == {"no": "no", "yes": "on"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1, 2", "line 1"),
        ("a: 1\nb: c: d\n", "line 2, column 5"),
        ("a: 1\na: 2\n", "line 2"),
        ("a: !!python/object/apply:os.system ['true']", "is not YAML"),
        ("a: \x07", "is not YAML"),
    ],
)
def test_what_is_not_yaml_names_its_place(tmp_path, text, message):
    path = tmp_path / "a.yaml"
    path.write_text(text)

    with pytest.raises(SpecError, match=message):
        read_yaml(path)


def test_written_yaml_reads_back_the_same(tmp_path):
    data = {"name": "no", "texts": ["a: b", "# c", " d ", "護士"], "rate": 0.5, "none": None}
    path = tmp_path / "a.yaml"
    path.write_text(write_yaml(data), encoding="utf-8")

    assert read_yaml(path) == data
    assert list(read_yaml(path)) == list(data)


def test_misspelt_keys_deep_inside_are_named_with_a_suggestion():
    prompt = {"id": "a", "text": "b", "stratum": "c", "markd": True}

    with pytest.raises(
        SpecError, match=r"prompts\.0\.markd: is not a known key \(did you mean marked\?\)"
    ):
        parse(PromptSet, {"name": "x", "prompts": [prompt]}, where="x.yaml")


def test_values_of_the_wrong_kind_are_shown():
    with pytest.raises(SpecError, match=r"marked: .*, not 'perhaps'"):
        parse(Prompt, {"id": "a", "text": "b", "stratum": "c", "marked": "perhaps"}, where="x")


@pytest.mark.parametrize(
    ("data", "kind"), [(None, "nothing"), ("a", "a single text"), ([1], "a list"), (3, "a int")]
)
def test_what_has_no_keys_says_what_it_is(data, kind):
    with pytest.raises(SpecError, match=f"it holds {kind}"):
        parse(Prompt, data, where="x")


def test_of_many_misfits_some_are_shown():
    with pytest.raises(SpecError, match=r"23 entries cannot be used\n.*\.\.\."):
        parse(Prompt, {f"key{i}": 1 for i in range(20)}, where="x")


def test_keys_that_are_no_texts_are_misfits_too():
    with pytest.raises(SpecError, match="cannot be used"):
        parse(Prompt, {1: "a", "id": "a", "text": "b", "stratum": "c"}, where="x")
