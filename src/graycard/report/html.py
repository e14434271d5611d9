"""`report.html`: one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from graycard.language import say, spoken
from graycard.report.asked import asked
from graycard.report.facts import Facts
from graycard.report.figures import (
    gap_figures,
    outcome_figures,
    share_figures,
    value_figures,
)
from graycard.report.first_screen import in_short
from graycard.report.formulas import formulas, how_to_read, limits
from graycard.report.further import families, published
from graycard.report.how_sure import how_sure
from graycard.report.method import launches_table, readers_table, references_table, settings, states
from graycard.report.missing import (
    cautions,
    missing_table,
    not_estimated_besides_table,
    not_estimated_table,
    unmet_table,
)
from graycard.report.not_known import not_known
from graycard.report.opening import is_drawn, opening, title
from graycard.report.people import by_people
from graycard.report.place_strips import place_strips
from graycard.report.places import feature_figures, places
from graycard.report.safe import cleaned
from graycard.report.story import story, with_care
from graycard.report.strips import strips
from graycard.report.words import paragraph


def html_report(facts: Facts) -> str:
    """Return the report as one self-contained HTML page, in the language that is spoken.

    There is no script in it, and its content security policy allows none, nor any request:
    only the style sheet of this very hash, and pictures that are in the page.
    """
    # Imported here: nobody who only audits waits for a template engine.
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("graycard.report"),
        autoescape=True,
        finalize=cleaned,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(say=say, paragraph=paragraph)
    css = (files("graycard.report") / "templates" / "report.css").read_text("utf-8")
    css = css.replace("\r\n", "\n")
    return environment.get_template("report.html.j2").render(
        css=Markup(css),  # noqa: S704  our own file
        css_hash=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        language=spoken(),
        facts=facts,
        title=title(facts),
        drawn=is_drawn(facts),
        short=in_short(facts),
        opening=opening(facts),
        how_sure=how_sure(facts),
        not_known=not_known(facts),
        story=story(facts),
        with_care=with_care(facts),
        states=states(facts),
        shares=share_figures(facts),
        gaps=gap_figures(facts),
        people=by_people(facts),
        places=places(facts),
        place_features=feature_figures(facts),
        place_strips=place_strips(facts),
        families=families(facts),
        published=published(facts),
        outcomes=outcome_figures(facts),
        asked=asked(facts),
        unmet=unmet_table(facts),
        missing=missing_table(facts),
        not_estimated=not_estimated_table(facts),
        not_estimated_besides=not_estimated_besides_table(facts),
        values=value_figures(facts),
        strips=strips(facts),
        settings=settings(facts),
        readers=readers_table(facts),
        references=references_table(facts),
        launches=launches_table(facts),
        formulas=formulas(facts.numbers, folder=facts.is_folder),
        how_to_read=how_to_read(facts.level),
        limits=limits(),
        cautions=cautions(facts),
    )
