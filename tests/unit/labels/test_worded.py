"""Rubrics in the language of whoever reads: ours are translated, everybody's own are not."""

import pytest

from graycard.documents import parse, read_yaml
from graycard.labels.rubric import Rubric, load_rubric, rubric_text, shipped
from graycard.labels.worded import worded
from graycard.language import speaking
from graycard.report.words import category_name

SMILE = load_rubric("smile", domain="photographs")


@pytest.mark.parametrize("rubric", shipped(), ids=lambda one: one.name)
def test_every_sentence_of_a_shipped_rubric_is_said_in_chinese(rubric):
    english = worded(rubric)
    with speaking("zh-Hans"):
        told = worded(rubric)
        names = [category_name(rubric.attribute, one) for one in rubric.answers]

    assert english.question == rubric.question
    assert english.when[-2:] == (rubric.cannot_tell, rubric.not_depicted)
    said = (told.question, told.claim, *told.when, *names)
    known = (english.question, english.claim, *english.when, *rubric.answers)
    assert len(told.when) == len(rubric.answers)
    assert [one for one, was in zip(said, known, strict=True) if one == was] == []
    assert names[-2:] == ["无法判断", "未描绘"]


@pytest.mark.parametrize(
    "change", [{"name": "mine"}, {"cannot_tell": "it is dark"}], ids=["own", "earlier version"]
)
def test_a_rubric_that_is_not_ours_stays_in_its_words_even_where_they_are_ours(change):
    other = Rubric.model_validate(SMILE.model_dump() | change)

    with speaking("zh-Hans"):
        told = worded(other)

    assert (told.question, told.claim) == (SMILE.question, SMILE.claim)
    assert told.when[0] == "the corners of the mouth are drawn up, the mouth open or closed"


def test_a_rubric_kept_before_rubrics_said_what_they_are_about_is_still_ours(tmp_path):
    path = tmp_path / "smile.yaml"
    lines = rubric_text(SMILE).splitlines(keepends=True)
    path.write_text("".join(one for one in lines if not one.startswith("about:")))
    kept = parse(Rubric, read_yaml(path), where=str(path))
    assert (kept.id, kept.about, SMILE.about) == (SMILE.id, "picture", "person")

    with speaking("zh-Hans"):
        assert worded(kept) == worded(SMILE)
        assert worded(kept).question == "图片中的人在微笑吗？"
