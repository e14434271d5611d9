"""What an evaluation leaves on disk: numbers, a text to read, a chart, contact sheets."""

from __future__ import annotations

from pathlib import Path

from graycard.avatar import professions
from graycard.lab.evaluate.chart import amplification_chart
from graycard.lab.evaluate.drawing import MARKED_GUIDANCE, Drawn
from graycard.lab.evaluate.findings import Findings
from graycard.lab.evaluate.prompts import MARKED
from graycard.lab.evaluate.sheets import ACROSS, sheet_of
from graycard.lab.evaluate.text import as_text

SHEETS_AT = (1.0, 3.0)
"""Guidances at which the professions are put on a contact sheet."""


def write(findings: Findings, drawn: Drawn, folder: Path) -> None:
    """Write an evaluation.

    Args:
        findings: The numbers.
        drawn: The pictures that they are about; the first twelve of each prompt are shown.
        folder: Made if need be; files of an earlier evaluation are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluation.json").write_text(findings.model_dump_json(indent=1), encoding="utf-8")
    (folder / "evaluation.txt").write_text(as_text(findings), encoding="utf-8")
    (folder / "amplification.svg").write_text(amplification_chart(findings), encoding="utf-8")
    for guidance in SHEETS_AT:
        if guidance in drawn.unmarked:
            shown = drawn.unmarked[guidance][:, :ACROSS]
            title = f"drawn world, generated, guidance {guidance:g}"
            sheet_of(shown, professions(), title=title).save(
                folder / f"professions-guidance-{guidance:g}.png"
            )
    title = f"drawn world, generated, marked prompts, guidance {MARKED_GUIDANCE:g}"
    sheet_of(drawn.marked[:, :ACROSS], MARKED, title=title).save(folder / "marked.png")
