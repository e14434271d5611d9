"""Both reports of a run, written into its folder."""

from __future__ import annotations

from pathlib import Path

from graycard.language import LANGUAGES, speaking
from graycard.report.facts import Facts, gather
from graycard.report.html import html_report
from graycard.report.markdown import markdown_report
from graycard.report.names import report_name
from graycard.run.files import put
from graycard.run.run import Run


def write_reports(run: Run, *, language: str = "en") -> Path:
    """Write `report.html` and `report.md` into a run's folder, each whole or not at all.

    In another language they are called `report.zh-Hans.html`, and stand beside the English ones.
    Those that stand there already are written again too, so that all tell the same numbers. The
    same folder always gives the same bytes.

    Args:
        run: A measured run.
        language: A tag of `graycard.language.LANGUAGES`.

    Returns:
        Where the page in that language stands.

    Raises:
        InputError: If there is no such language.
        DamagedRunError: If the run is not measured yet, or one of its tables is not whole.
        EnvironmentFaultError: If the folder cannot be written.
    """
    with speaking(language):
        wanted = run.path / report_name("html")
    facts = gather(run)
    for one in LANGUAGES:
        with speaking(one):
            page = run.path / report_name("html")
            if one == "en" or page == wanted or page.exists():
                _write(run.path, facts)
    return wanted


def _write(folder: Path, facts: Facts) -> None:
    put(folder / report_name("html"), html_report(facts).encode())
    put(folder / report_name("md"), markdown_report(facts).encode())
