import types
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from graycard import data_components
from graycard.avatar import professions, read_prompt
from graycard.errors import SpecError, UnknownComponentError
from graycard.prompts import describe, load_prompts, names
from graycard.testing import check_prompt_set
from graycard.types import Prompt, PromptSet


def write(tmp_path, text, name="mine.yaml"):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("name", names())
def test_what_ships_keeps_the_contract(name):
    check_prompt_set(load_prompts(name))
    assert describe(name)


def test_avatar_professions_ask_for_each_profession_and_state_nothing():
    prompts = load_prompts("avatar-professions").prompts

    assert tuple(prompt.stratum for prompt in prompts) == professions()
    for prompt in prompts:
        asked = read_prompt(prompt.text)
        assert (asked.profession, asked.stated, asked.ignored) == (prompt.stratum, {}, ())
        assert not prompt.marked


def test_articles_are_right():
    for prompt in load_prompts("avatar-professions").prompts:
        article, noun = prompt.text.removeprefix("a photo of ").split(" ", 1)
        assert article == ("an" if noun[0] in "aeiou" else "a")
        assert prompt.factors["article"] == article


def test_a_file_says_as_little_as_a_list_of_texts(tmp_path):
    found = load_prompts(write(tmp_path, "prompts:\n- ' a nurse '\n- text: un infirmier\n"))

    assert found.name == "mine"
    assert [(p.text, p.stratum, p.language, p.marked) for p in found.prompts] == [
        (" a nurse ", " a nurse ", "en", None),
        ("un infirmier", "un infirmier", "en", None),
    ]


def test_ids_stay_when_prompts_are_moved_and_differ_by_language(tmp_path):
    first = load_prompts(write(tmp_path, "prompts: [chef, nurse]")).prompts
    second = load_prompts(
        write(tmp_path, "prompts: [nurse, {text: chef, language: de}, chef]")
    ).prompts

    assert first[0].id == second[2].id != second[1].id
    assert first[1].id == second[0].id


def test_html_is_a_text_like_any_other(tmp_path):
    text = '<script>alert("x")</script> & <b>nurse</b>'
    path = write(tmp_path, 'text\n"' + text.replace('"', '""') + '"\n', "a.csv")

    assert load_prompts(path).prompts[0].text == text


def test_csv_columns(tmp_path):
    text = (
        "\ufeffid,prompt,stratum,language,marked,template,adjective\r\n"
        "n1,a nurse,nurse,de,no,t1,\r\n"
        ',"a kind, female nurse",nurse,,TRUE,t1,kind\r\n'
    )
    found = load_prompts(write(tmp_path, text, "mine.csv"))

    assert found.name == "mine"
    assert found.prompts[0] == Prompt(
        id="n1",
        text="a nurse",
        language="de",
        stratum="nurse",
        marked=False,
        factors={"template": "t1"},
    )
    assert found.prompts[1].text == "a kind, female nurse"
    assert found.prompts[1].marked
    assert found.prompts[1].factors == {"template": "t1", "adjective": "kind"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text,stratm\na,b\n", "did you mean 'stratum'"),
        ("txt\na\n", "did you mean 'text'"),
        ("promt\na\n", "did you mean 'prompt'"),
        ("job,town\na,b\n", "its columns are job, town"),
        ("text,prompt\na,b\n", "a column text and a column prompt"),
        ("text\n", "has no prompts"),
        ("text,stratum\n,b\n", r"line 2: 1 entry .*\n.*text: is required"),
        ("text,marked\na,perhaps\n", r"line 2: .*\n.*marked: .*'perhaps'"),
        ("text\na\nb\na\n", "line 4 repeats the prompt of line 2"),
        ("id,text\nx,a\nx,b\n", "both have the id 'x'"),
        ("text\na, b\n", "line 2 has 2 cells"),
    ],
)
def test_a_csv_that_does_not_say_what_it_should(tmp_path, text, message):
    with pytest.raises(SpecError, match=message):
        load_prompts(write(tmp_path, text, "a.csv"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it holds nothing"),
        ("- a\n- b\n", "it holds a list"),
        ("prompts: []", "prompts: "),
        ("name: x", "prompts: is required"),
        ("prompts: a nurse", "prompts is not a list"),
        ("prompts: {a: b}", "prompts is not a list"),
        ("promts: [a]", "did you mean prompts"),
        ("prompts: [a, {txet: b}]", r"prompt 2: .*\n.*did you mean text"),
        ("prompts: [a, '']", "prompt 2"),
        ("prompts: [a, 3]", "prompt 2 does not hold"),
        ("prompts: [a, b, a]", "prompt 3 repeats the prompt of prompt 1"),
        ("prompts: [{text: a, factors: {n: [1]}}]", "prompt 1"),
        (r'prompts: ["\ud800"]', "half of a surrogate pair|is not YAML"),
        ("prompts: [a", "is not YAML"),
    ],
)
def test_a_yaml_that_does_not_say_what_it_should(tmp_path, text, message):
    with pytest.raises(SpecError, match=message):
        load_prompts(write(tmp_path, text))


def test_the_language_code_no_is_norwegian(tmp_path):
    path = write(tmp_path, "prompts: [{text: en sykepleier, language: no}]")

    assert load_prompts(path).prompts[0].language == "no"


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownComponentError, match="did you mean 'avatar-professions'"):
        load_prompts("avatar-profesions")


@pytest.mark.parametrize("name", ["folder/mine", "mine.txt"])
def test_other_files_are_not_guessed_at(tmp_path, name):
    with pytest.raises(SpecError, match=r"neither in \.yaml nor in \.csv"):
        load_prompts(tmp_path / name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SpecError, match="there is no file"):
        load_prompts(str(tmp_path / "mine.yaml"))


def test_other_packages_offer_prompt_sets(tmp_path, monkeypatch):
    made = PromptSet(name="theirs", prompts=(Prompt(id="a", text="b", stratum="c"),))
    path = write(tmp_path, "prompts: [a nurse]")
    module = types.ModuleType("graycard_prompt_plugin")
    module.made, module.make, module.path = made, lambda: made, str(path)
    monkeypatch.setitem(__import__("sys").modules, module.__name__, module)
    points = EntryPoints(
        EntryPoint(name, f"graycard_prompt_plugin:{name}", "graycard.prompts")
        for name in ("made", "make", "path")
    )
    monkeypatch.setattr(data_components, "entry_points", lambda group: points.select(group=group))
    data_components.names.cache_clear()
    try:
        assert set(names()) >= {"made", "make", "path", "avatar-professions"}
        assert load_prompts("made") == load_prompts("make") == made
        assert load_prompts("path").prompts[0].text == "a nurse"
    finally:
        data_components.names.cache_clear()
