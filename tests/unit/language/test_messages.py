"""The catalogues: every sentence of the code is there, translated, with the same values."""

import importlib.util
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
    catalogue.add(("{n} image", "{n} images"), string=("{m} 张图像",))

    assert list(tool.faults(catalogue)) == [
        "other values in braces: '{n} of {total} came'",
        "not translated: 'All came.'",
        "other values in braces: '{n} image'",
    ]


def test_a_sentence_that_is_no_literal_is_refused(tool, tmp_path):
    path = tmp_path / "one.py"
    path.write_text("from graycard.language import say\nsay(text)\n")

    with pytest.raises(SystemExit, match="not a literal"):
        list(tool._in_python(path))
