"""`report.html`: one file that needs nothing else."""

from __future__ import annotations

from graycard.report.facts import Facts


def html_report(facts: Facts) -> str:
    """Return the report as one self-contained HTML page."""
    # Imported here: nobody who only audits waits for a template engine.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("graycard.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(facts=facts)
