"""Templates, and what each of them may use."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from weakref import proxy

from graycard.labels.worded import worded
from graycard.language import LANGUAGES, retell, say, several, spoken
from graycard.report.numbers import count, decimal, percent
from graycard.report.safe import cleaned
from graycard.report.words import (
    aside,
    attribute_name,
    category_name,
    clauses,
    entry,
    first_upper,
    outcome_word,
    paragraph,
    stratum_name,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from graycard.app.opened import Opened

_CODE: Final = re.compile("`([^`]+)`")
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def environment(opened: Opened) -> Environment:
    """Return the templates of the app and, below `report/`, those of the report."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined

    report = PackageLoader("graycard.report")
    made = Environment(
        loader=ChoiceLoader([PackageLoader("graycard.app"), PrefixLoader({"report": report})]),
        autoescape=True,
        finalize=cleaned,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        say=say,
        several=several,
        spoken=spoken,
        languages=LANGUAGES,
        static=static,
        # Who asks for a page holds it; templates that did, too, would keep it when it is replaced.
        here=proxy(opened),
        aside=aside,
        attribute_name=attribute_name,
        category_name=category_name,
        clauses=clauses,
        entry=entry,
        first_upper=first_upper,
        outcome_word=outcome_word,
        paragraph=paragraph,
        stratum_name=stratum_name,
        percent=percent,
        decimal=decimal,
        count=count,
        worded=worded,
        retell=retell,
    )
    made.filters["with_code"] = with_code
    return made


def with_code(text: str) -> Markup:
    """Return a text for a page, what stands between backticks as code.

    Args:
        text: In which nothing else is markup.

    Example:
        >>> print(with_code("say `marked: <no>`"))
        say <code>marked: &lt;no&gt;</code>
    """
    from markupsafe import Markup

    # Every second part stood between backticks; joining escapes what is no markup.
    parts = enumerate(_CODE.split(cleaned(text)))
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if at % 2 else part for at, part in parts)


@cache
def served() -> dict[str, tuple[bytes, str]]:
    """Return the files that pages load, by name, each with its media type."""
    own = (files("graycard.app") / "static").iterdir()
    found = {one.name: one.read_bytes() for one in own}
    found["report.css"] = (files("graycard.report") / "templates" / "report.css").read_bytes()
    return {
        name: (content, _TYPES[suffix])
        for name, content in sorted(found.items())
        if (suffix := name[name.rfind(".") :]) in _TYPES
    }


def static(name: str) -> str:
    """Return the link to a file that pages load; it changes with what is in the file."""
    return f"/static/{name}?v={hashlib.sha256(served()[name][0]).hexdigest()[:12]}"
