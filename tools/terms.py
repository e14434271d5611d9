"""Words and signs that a catalogue does not use: one thing has one name, in every sentence.

The names that are used stand in `docs/explanation/languages.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_INSTEAD: Final = {
    "zh_Hans": {
        "图像": "图片",
        "评分准则": "标注准则",
        "机会水平": "偶然水平",
        "最坏情况": "最坏情形",
        "点名(?!称)": "指明",
        "混杂": "单一 or 均等, since it means confounding",
        "散布图": "离散程度图, since it means a scatter plot",
        "(?:[一两多几]|[}] )个提示词": "条提示词, the measure word of prompts",
        "(?<=[一-鿿])[,;:?!]|[,;:?!](?=[一-鿿])": "，；：？！",
    }
}
"""By locale: a pattern that no translation may hold, and what is said instead."""


def strange(locale: str, translation: str) -> Iterator[str]:
    """Yield what a translation says otherwise than all others, with what they say.

    Args:
        locale: As gettext writes it.
        translation: Of one sentence.

    Example:
        >>> list(strange("zh_Hans", "{n} 张图像")), list(strange("zh_Hans", "{n} 张图片"))
        (['图像 (instead: 图片)'], [])
    """
    for pattern, instead in _INSTEAD.get(locale, {}).items():
        if found := re.search(pattern, translation):
            yield f"{found[0]} (instead: {instead})"
