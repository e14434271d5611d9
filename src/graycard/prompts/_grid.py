"""A grid: every template with every combination of the factors that it names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from graycard.choices import close_match
from graycard.errors import SpecError
from graycard.prompts._articles import ARTICLES
from graycard.types import Noun

ARTICLE: Final = "a"
_OURS: Final = (ARTICLE, "article", "template")
_MOST: Final = 100_000
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


def _texts_by_key(given: Any) -> Any:
    """Return values by their keys; in a list, a text is its own key."""
    if not isinstance(given, list | tuple):
        return given
    found: dict[Any, Any] = {}
    for entry in given:
        for key, text in (entry if isinstance(entry, Mapping) else {entry: entry}).items():
            if key in found:
                raise ValueError(f"{key!r} is there twice")
            found[key] = text
    return found


_Text = Annotated[str, Field(min_length=1)]
_Values = Annotated[dict[_Text, _Text], Field(min_length=1), BeforeValidator(_texts_by_key)]


class Grid(Noun):
    """Templates, and factors whose values are put into them.

    Attributes:
        templates: Texts with factors in braces, such as `Photo portrait of {a} {profession}`;
            `{a}` is the indefinite article before what follows.
        factors: By name, the values: a list of texts, or texts by a key (`ceo: CEO`). The key
            stands in `stratum` and in the prompt's factors.
        constants: Factors of every prompt that no text names, such as `region: Africa`.
        stratum: Made of the keys, such as `{profession}`; None for the text itself.
        language: BCP 47 tag of every text.
        marked: Whether every text states what is measured; None where it is not known.
    """

    templates: tuple[_Text, ...] = Field(min_length=1)
    factors: dict[str, _Values]
    constants: dict[str, _Text] = Field(default_factory=dict)
    stratum: str | None = None
    language: str = "en"
    marked: bool | None = None


def expand(grid: Grid, *, where: str) -> Iterator[dict[str, Any]]:
    """Yield the prompts of a grid as entries of a list of prompts, later factors varying fastest.

    Args:
        grid: Of one language and one kind, marked or not.
        where: What the user would call its place, for errors.

    Raises:
        SpecError: If something in braces is no factor, a factor is used nowhere, an article is
            asked for in a language without a rule, or there are more than 100000 prompts.

    Example:
        >>> grid = Grid(
        ...     templates=("a photo of {a} {job}",),
        ...     factors={"job": {"usher": "usher", "ceo": "CEO"}},
        ...     stratum="{job}",
        ... )
        >>> [(one["text"], one["stratum"]) for one in expand(grid, where="here")]
        [('a photo of an usher', 'usher'), ('a photo of a CEO', 'ceo')]
    """
    _check(grid, where)
    for template in grid.templates:
        for keys in product(*grid.factors.values()):
            chosen = dict(zip(grid.factors, keys, strict=True))
            texts = {name: grid.factors[name][key] for name, key in chosen.items()}
            text, article = _with_articles(template, texts, grid.language)
            factors = {"template": template, **chosen, **grid.constants}
            yield {
                "text": text,
                "language": grid.language,
                "marked": grid.marked,
                "factors": {**factors, "article": article} if article else factors,
                **({"stratum": _filled(grid.stratum, chosen)} if grid.stratum else {}),
            }


def _with_articles(template: str, texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return a template with everything in its place, and the articles that were put in."""
    # From the end, since an article depends on what stands behind it.
    *before, text = (_filled(part, texts) for part in template.split(f"{{{ARTICLE}}}"))
    articles: list[str] = []
    for part in reversed(before):
        articles.insert(0, ARTICLES[_primary(language)](text.lstrip()))
        text = f"{part}{articles[0]}{text}"
    return text, " ".join(articles)


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], pattern)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _check(grid: Grid, where: str) -> None:
    for name in (*grid.factors, *grid.constants):
        if name in _OURS or not name.isidentifier():
            raise SpecError(
                what=f"{where}: {name!r} cannot be the name of a factor",
                why=f"{', '.join(_OURS)} have a meaning already, and a name has no spaces",
                fix="choose another name",
            )
    for name in grid.constants:
        if name in grid.factors:
            raise SpecError(
                what=f"{where}: {name!r} is a factor and a constant",
                why="a constant has one value in the whole grid",
                fix="drop one of them",
            )
    for template in grid.templates:
        _check_places(template, {*grid.factors, ARTICLE}, where)
        if _names(template) >= {ARTICLE}:
            _check_article(template, grid.language, where)
    _check_places(grid.stratum or "", set(grid.factors), where)
    for template in grid.templates:
        unused = set(grid.factors) - _names(template) - _names(grid.stratum or "")
        if unused:
            raise SpecError(
                what=f"{where}: {template!r} has no place for {', '.join(sorted(unused))}",
                why="each of its values would give the same prompt",
                fix=f"write {{{min(unused)}}} into it, or into the stratum, or drop the factor",
            )
    number = len(grid.templates) * math.prod(map(len, grid.factors.values()))
    if number > _MOST:
        raise SpecError(
            what=f"{where} has {number} prompts",
            why=f"a grid has at most {_MOST}",
            fix="cross fewer factors, or make several sets",
        )


def _check_places(pattern: str, known: set[str], where: str) -> None:
    for name in _PLACE.findall(pattern):
        if name not in known:
            near = close_match(name, sorted(known))
            raise SpecError(
                what=f"{where}: {{{name}}} in {pattern!r} is no factor",
                why=f"did you mean {{{near}}}?" if near else f"factors: {', '.join(sorted(known))}",
                fix="name a factor of the grid",
            )
    if set("{}") & set(_PLACE.sub("", pattern)):
        raise SpecError(
            what=f"{where}: a brace in {pattern!r} has no partner",
            why="braces hold the name of a factor",
            fix="write {name}",
        )


def _check_article(template: str, language: str, where: str) -> None:
    if _primary(language) not in ARTICLES:
        raise SpecError(
            what=f"{where}: there is no rule for the article {{{ARTICLE}}} in {language!r}",
            why=f"there is one for: {', '.join(ARTICLES)}; elsewhere it depends on the noun",
            fix="write the article together with each value: nurse: eine Pflegekraft",
        )
    if re.search(r"\{a\}(?! \S)", template):
        raise SpecError(
            what=f"{where}: nothing follows an article in {template!r}",
            why="which article it is depends on the next word",
            fix="write a space and a word or a factor after {a}",
        )


def _names(pattern: str) -> set[str]:
    return set(_PLACE.findall(pattern))
