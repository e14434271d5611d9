"""Both reports of a run, written into its folder."""

from __future__ import annotations

from graycard.report.facts import gather
from graycard.report.html import html_report
from graycard.report.markdown import markdown_report
from graycard.run.files import put
from graycard.run.run import Run


def write_reports(run: Run) -> None:
    """Write `report.html` and `report.md` into a run's folder, each whole or not at all.

    The same folder always gives the same bytes.

    Args:
        run: A measured run.

    Raises:
        DamagedRunError: If the run is not measured yet, or one of its tables is not whole.
        EnvironmentFaultError: If the folder cannot be written.
    """
    facts = gather(run)
    put(run.report, html_report(facts).encode())
    put(run.path / "report.md", markdown_report(facts).encode())
