"""Sentences of a run folder, said in another language: found by their words, or left whole."""

import pytest

from graycard.errors import InputError
from graycard.language import named, noted, noted_several, retell, say, several, speaking

READ = "none of {n} requested images was read: {reasons}"


@pytest.fixture(autouse=True)
def _chinese():
    with speaking("zh-Hans"):
        yield


def test_a_whole_sentence_is_found():
    assert retell("no face was found") == "未找到人脸"


def test_a_sentence_with_values_is_found_by_its_pattern():
    said = noted("Speaks of these {n} prompts, not of other wordings.", n=12)

    assert said == "Speaks of these 12 prompts, not of other wordings."
    assert retell(said) == "只针对这 12 条提示词，不涉及其他措辞。"


def test_sentences_within_a_sentence_are_told_too():
    said = noted(READ, n=12, reasons="9 no face was found, 3 not read")

    assert retell(said) == "请求的 12 张图片均未被读取：9 张未找到人脸、3 张未读取"


def test_outcomes_and_answers_are_reasons_that_are_told_too():
    reasons = "4 refused, 3 raters disagree, 2 cannot tell, 1 failed"

    assert retell(noted(READ, n=10, reasons=reasons)) == (
        "请求的 10 张图片均未被读取：4 张被拒绝、3 张标注者意见不一、2 张无法判断、1 张失败"
    )


@pytest.mark.parametrize(
    "said",
    [
        "What somebody else's measure says.",
        noted(READ, n=12, reasons="9 no face was found, 3 the moon was full"),
        "Speaks of these many prompts, not of other wordings.",
    ],
)
def test_what_is_not_known_stays_english_as_a_whole(said):
    assert retell(said) == said


def test_words_within_a_sentence_are_passed_on_as_they_are():
    said = noted("the reference {reference} has no shares for it", reference="{n} <b>!")

    assert retell(said) == "参照分布 {n} <b>! 没有它的占比"
    assert retell(noted("the run {run} has no vectors", run="<b> 5")) == "运行 <b> 5 没有向量"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("the run my run <b> has no vectors", "运行 my run <b> 没有向量"),
        ("visual words need packages that are not installed", "视觉词需要尚未安装的软件包"),
        ("No module named 'faiss'", "没有名为 'faiss' 的模块"),
    ],
)
def test_what_is_missing_is_told_with_its_name(said, told):
    assert retell(said) == told


def test_in_english_everything_stays():
    with speaking("en"):
        assert retell("no face was found") == "no face was found"
        assert named("category", "feminine") == "feminine"


def test_what_is_noted_is_english_whatever_is_spoken():
    assert say("All came.") != noted("All came.") == "All came."


def test_there_is_one_form_for_one_and_for_many():
    assert several(1, "{n} image", "{n} images", n=1) == "1 张图片"
    assert several(2, "{n} image", "{n} images", n=2) == "2 张图片"


def test_a_language_that_is_not_here_is_refused():
    with pytest.raises(InputError, match="there is no language 'tlh' here"), speaking("tlh"):
        pass


def test_a_tag_that_is_nearly_one_of_ours_is_recognised():
    with pytest.raises(InputError, match="did you mean 'zh-Hans'"), speaking("zh"):
        pass


@pytest.mark.parametrize(
    ("n", "said", "told"),
    [
        (1, "1 request brought no image.", "有 1 个请求没有得到图片。"),
        (2, "2 requests brought no image.", "有 2 个请求没有得到图片。"),
    ],
)
def test_a_number_decides_the_form_of_what_is_noted_too(n, said, told):
    noted_ = noted_several(
        n, "{n} request brought no image.", "{n} requests brought no image.", n=n
    )

    assert noted_ == said
    assert retell(said) == told
