"""`report.md`: the same story, short."""

from __future__ import annotations

from graycard.report.facts import Facts


def markdown_report(facts: Facts) -> str:
    """Return the report as GitHub-flavoured Markdown."""
    return f"# What a model shows\n\n{facts.requested} images were requested.\n"
