"""Why there are no clusters: English in a terminal, the language of the reader on a page."""

import re

import numpy as np
import pytest

from graycard.errors import GraycardError
from graycard.explore.clusters import fit_tree
from graycard.explore.clusters.space import prompt_space
from graycard.language import retell, speaking

from .made_pictures import people, pictures

NOBODY = pictures(["x"], 0)
CHANCE = np.random.default_rng(0).normal(size=(60, 5))


@pytest.mark.parametrize(
    ("ask", "what", "why"),
    [
        (
            lambda: fit_tree(people(n=3), NOBODY),
            "指明身份的提示词的图片太少，无法聚类：12 张",
            "至少需要 20 张",
        ),
        (
            lambda: fit_tree(pictures(["woman"], 60), NOBODY),
            "所有身份提示词要求的都一样",
            "聚类的依据是：提示词中的词改变时，图片如何移动",
        ),
        (
            lambda: fit_tree(people(n=5), NOBODY, along="all").clusters(7),
            "20 张图片不能分为 7 个聚类",
            "每个聚类少于 5 张时，无法对聚类作出任何说明",
        ),
        (
            lambda: fit_tree(people(n=5), NOBODY, along="all").clusters(2, against="<nurse>"),
            "没有 '<nurse>' 的构成可供比较",
            "不含身份词的分组都没有落入聚类",
        ),
        (
            lambda: prompt_space(CHANCE[:5], np.arange(5)),
            "无法判断提示词中的词改变了什么",
            "有两张图片的身份提示词：0 条，共 5 条",
        ),
    ],
    ids=["few", "same", "many", "nobody", "one each"],
)
def test_a_refusal_is_told_in_chinese(ask, what, why):
    with pytest.raises(GraycardError) as refused:
        ask()

    one = refused.value
    assert re.search("[a-z]{3} [a-z]", one.what), "the terminal reads English"
    with speaking("zh-Hans"):
        assert (retell(one.what), retell(one.why)) == (what, why)
        assert retell(one.fix) != one.fix


def test_prompts_that_change_nothing_are_told_with_both_shares():
    with pytest.raises(GraycardError) as refused:
        prompt_space(CHANCE, np.repeat(np.arange(3), 20))

    nearest, floor = re.findall(r"(\d+) %", refused.value.why)
    with speaking("zh-Hans"):
        told = retell(refused.value.why)
    assert re.findall(r"(\d+)%", told) == [nearest, floor]
    assert told.startswith("在 3 条提示词中，")
