"""Which pictures a page shows: the filter in its address, and the form that chooses others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import Request

from graycard.app.misspelt import refuse_misspelt
from graycard.app.opened import Opened
from graycard.explore.filters import MISSING, PLAIN, Filter
from graycard.language import say
from graycard.report.words import FIRST, attribute_name, category_name, outcome_word, stratum_name


@dataclass(frozen=True, kw_only=True)
class Field:
    """One choice of the form above a grid.

    Attributes:
        name: The parameter of the URL.
        label: Of the form's element.
        options: Value, text, and whether it is chosen.
    """

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]

    @property
    def chosen(self) -> int:
        """How many options are chosen."""
        return sum(chosen for _, _, chosen in self.options)


@dataclass(frozen=True, kw_only=True)
class FilterForm:
    """The form above a grid.

    Attributes:
        first: What is asked most.
        more: Everything else, folded away.
        kept: Parameters of the page itself, which the form passes on.
        wanted: What is chosen now.
    """

    first: tuple[Field, ...]
    more: tuple[Field, ...]
    kept: tuple[tuple[str, str], ...]
    wanted: Filter

    @property
    def chosen(self) -> bool:
        """Whether anything is asked for."""
        return self.wanted != Filter()


def wanted(request: Request, *, prefix: str = "") -> Filter:
    """Return the filter that a page's URL says.

    Args:
        request: Of the page.
        prefix: Of the names of its parameters, where a page has several filters.

    Raises:
        InputError: A parameter has nearly the name of a field: passed over, all would be shown.
    """
    items = [
        (key.removeprefix(prefix), value)
        for key, value in request.query_params.multi_items()
        if key.startswith(prefix)
    ]
    for name, _ in items:
        # With a dot they are of readings, whose attributes are looked at elsewhere, or of the page.
        if "." not in name:
            refuse_misspelt(name, PLAIN, prefix=prefix)
    return Filter.from_query(items)


def filter_form(
    request: Request,
    opened: Opened,
    *,
    keep: Iterable[str] = (),
    without: Iterable[str] = (),
    prefix: str = "",
) -> FilterForm:
    """Return the form that chooses among all pictures.

    Args:
        request: Of the page.
        opened: What the app shows.
        keep: Parameters of the page itself that the form passes on.
        without: Fields that the page asks in another way.
        prefix: Of the names of its parameters, where a page has several filters.
    """
    collection, now = opened.collection, wanted(request, prefix=prefix)
    asked = [
        ("run", say("Run"), now.run, collection.words["run"].words),
        ("model", say("Model"), now.model, collection.words["model"].words),
        ("stratum", say("Stratum"), now.stratum, sorted(collection.words["stratum"].words)),
        ("outcome", say("Outcome"), now.outcome, collection.words["outcome"].words),
        ("marked", say("Prompt states what is measured"), now.marked, opened.marks),
        ("language", say("Language"), now.language, collection.words["language"].words),
    ]
    plain = [
        Field(
            name=f"{prefix}{name}",
            label=label,
            options=tuple((one, _said(name, one), one in chosen) for one in words),
        )
        for name, label, chosen, words in asked
        if name not in without and len(words) > 1
    ]
    read = [
        _of_attribute(
            f"{prefix}read.{key}", attribute_name(key), seen.attribute.categories, now.read, key
        )
        for key, seen in collection.read.items()
        if seen.attribute.categories
    ]
    people = [
        _of_attribute(
            f"{prefix}label.{key}",
            say("people: {attribute}", attribute=attribute_name(key)),
            seen.attribute.categories,
            now.label,
            key,
        )
        for key, seen in collection.people.items()
    ]
    main = [one for one in read if one.name.removeprefix(f"{prefix}read.") in FIRST]
    rest = [one for one in read if one not in main]
    passed = set(keep)
    return FilterForm(
        first=(*plain, *main, *people),
        more=tuple(sorted(rest, key=lambda one: one.label)),
        kept=tuple(
            (key, value) for key, value in request.query_params.multi_items() if key in passed
        ),
        wanted=now,
    )


def _of_attribute(
    name: str,
    label: str,
    categories: Sequence[str],
    chosen: dict[str, tuple[str, ...]],
    key: str,
) -> Field:
    now = chosen.get(key, ())
    options = [(one, category_name(key, one), one in now) for one in categories]
    options.append((MISSING, say("(missing)"), MISSING in now))
    return Field(name=name, label=label, options=tuple(options))


def _said(name: str, value: str) -> str:
    if name == "outcome":
        return outcome_word(value)
    if name == "marked":
        return {"yes": say("yes"), "no": say("no")}.get(value, say("not known"))
    if name == "stratum":
        return stratum_name(value)
    return value.partition("@")[0] if name == "model" else value
