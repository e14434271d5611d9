"""The catalogues: every sentence of the code is there, translated, with the same values."""

import ast
import importlib.util
import re
import sys
from pathlib import Path

import pytest

from graycard.language import LANGUAGES

TOOLS = Path(__file__).parents[3] / "tools"
OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.fixture(scope="module")
def tool():
    sys.path.insert(0, str(TOOLS))
    try:
        spec = importlib.util.spec_from_file_location("messages", TOOLS / "messages.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(TOOLS))
    return module


@pytest.fixture(scope="module")
def collected(tool):
    return tool.collect()


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_holds_what_the_code_says_and_is_compiled(tool, collected, language):
    catalogue, path = tool.merged(language, collected), tool.po(language)

    assert path.read_bytes() == tool.written(catalogue)
    assert path.with_suffix(".mo").read_bytes() == tool.compiled(catalogue)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated_with_the_same_values(tool, collected, language):
    assert list(tool.faults(tool.merged(language, collected))) == []


def test_what_is_wrong_with_a_translation_is_told(tool):
    catalogue = tool._empty("zh-Hans")
    catalogue.add("{n} of {total} came", string="{n}")
    catalogue.add("All came.")
    catalogue.add("{n} images of {m} prompts", string="{m} 个提示词的 {n} 张图像")
    catalogue.add(("{n} image", "{n} images"), string=("{m} 张图片",))

    assert list(tool.faults(catalogue)) == [
        "other values in braces: '{n} of {total} came'",
        "not translated: 'All came.'",
        "another term, 图像 (instead: 图片): '{n} images of {m} prompts'",
        "another term, } 个提示词 (instead: 条提示词, the measure word of prompts):"
        " '{n} images of {m} prompts'",
        "other values in braces: '{n} image'",
    ]


MANY = re.compile(r"\{\w+\}(?: of (?:their )?\{\w+\})?(?: [a-z-]+){1,5}? (?:are|were|have)\b")
NEVER_ONE = {
    # Two pictures at least, two strata at least, or what counts nothing.
    "{what} need packages that are not installed",
    "all {n} images with a vector are the same to this embedder",
    "all {n} images with a vector are the same to this embedder: the score is 1, and nothing says"
    " how sure that is",
    "{n} pictures are not put into {k} clusters",
    "Of {n} strata, the first and the last {half} in this order are drawn.",
    "In {n} of {total} strata most pictures are, as a whole, unlike the identity pictures. They are"
    " compared only in what identity words change.",
    "Pictures stand along what the words of {prompts} prompts change: {accuracy} of them are"
    " nearest to their own prompt (shuffled prompts reach {floor}).",
    "{where} the averages are {value} apart (95 % interval {low} to {high}). Observed is"
    " {observed}; chance alone makes {floor} on average and more than {high_floor} in 5 of 100"
    " (p = {p}, adjusted for two questions).",
}


def test_where_a_number_may_be_one_it_decides_the_form(tool):
    """Of single sentences, those that say {n} are, were or have: `several` is for them."""
    found = set()
    for path in filter(tool._speaks, tool.SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("say", "noted"):
                found.add(tool._text(path, call.args[0]))

    assert len(found) > 500
    assert {one for one in found if MANY.search(one)} == NEVER_ONE


def test_a_reason_has_one_form_whatever_its_numbers(tool):
    """A report puts reasons that differ in numbers only into one row: their words must not differ.

    What stands with a number is a sentence; a reason follows a colon and ends without a stop.
    """
    forms = {
        tool._text(path, given)
        for path in filter(tool._speaks, tool.SOURCE.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "noted_several"
        for given in call.args[1:3]
    }

    assert len(forms) > 30
    assert {one for one in forms if not one.endswith(".")} == set()


def test_a_sentence_that_is_no_literal_is_refused(tool, tmp_path):
    path = tmp_path / "one.py"
    path.write_text("from graycard.language import say\nsay(text)\n")

    with pytest.raises(SystemExit, match="not a literal"):
        list(tool._in_python(path))
