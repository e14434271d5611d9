"""What the files of a report are called, one of each kind a language."""

from __future__ import annotations

from typing import Literal

from graycard.language import spoken


def report_name(kind: Literal["html", "md"]) -> str:
    """Return the name of a report's file in the language that is spoken.

    Example:
        >>> from graycard.language import speaking
        >>> report_name("html")
        'report.html'
        >>> with speaking("zh-Hans"):
        ...     report_name("md")
        'report.zh-Hans.md'
    """
    return f"report.{kind}" if spoken() == "en" else f"report.{spoken()}.{kind}"
