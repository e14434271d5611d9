"""Collect the sentences of Graycard, put them into each language's catalogue, and compile it.

    python tools/messages.py            writes graycard.po and graycard.mo of every language
    python tools/messages.py --check    exits with 1 if something is missing or would change

Sentences come from three places: `say` and `several` in Python and in templates, `noted` and
`noted_several` in what is written into run folders, and what components say of themselves
(measures, readers, references), which is data and is asked of them.
"""

from __future__ import annotations

import ast
import io
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from components_say import data
from graycard.language import LANGUAGES
from graycard.language.saying import NOTED
from terms import strange

SOURCE: Final = Path(__file__).parents[1] / "src"
LANGUAGE: Final = SOURCE / "graycard" / "language"

_SAID: Final = {"say": None, "several": (2, 3)}
"""Functions that say sentences, and which of their values are sentences: templates."""

_DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Of every catalogue: the same sentences give the same bytes."""

_HEADER: Final = "# Sentences of Graycard. Written by `make messages`; translate the msgstr."


def collect() -> Catalog:
    """Return every sentence that Graycard says, with where it says it."""
    found = _empty(None)
    for path in sorted(filter(_speaks, SOURCE.rglob("*.py"))):
        for message, context in _in_python(path):
            found.add(message, locations=[_place(path)], context=context)
    for path in sorted(SOURCE.rglob("*.j2")):
        with path.open("rb") as file:
            for _, message, _, _ in extract("jinja2.ext:babel_extract", file, keywords=_SAID):
                found.add(message, locations=[_place(path)])
    for context, sentence, where in data():
        found.add(sentence, locations=[(where, 0)], context=context)
    return found


def merged(language: str, collected: Catalog) -> Catalog:
    """Return a language's catalogue with exactly the sentences that were collected."""
    path = po(language)
    known = _empty(language)
    if path.exists():
        with path.open("rb") as opened:
            known = read_po(opened, locale=language.replace("-", "_"))
    whole = _empty(language)
    for message in collected:
        if message.id:
            before = known.get(_first(message), message.context)
            translation = before.string if before else None
            whole.add(
                message.id,
                string=translation,
                locations=message.locations,
                context=message.context,
            )
    return whole


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as text for translators."""
    file = io.BytesIO()
    write_po(file, catalogue, width=100, include_lineno=False, sort_output=True)
    return file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as programs read it."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def po(language: str) -> Path:
    """Return where a language's catalogue is kept."""
    return LANGUAGE / language / "LC_MESSAGES" / "graycard.po"


def faults(catalogue: Catalog) -> Iterator[str]:
    """Yield what is wrong with a language's sentences: not there, other values, other terms."""
    for message in catalogue:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = message.id if isinstance(message.id, tuple) else (message.id,)
        names = set().union(*map(_names, wanted)) if message.context in (None, NOTED) else set()
        for form in forms:
            if not form:
                yield f"not translated: {_first(message)!r}"
            elif message.context in (None, NOTED) and _names(form) != names:
                yield f"other values in braces: {_first(message)!r}"
            for term in strange(str(catalogue.locale), form or ""):
                yield f"another term, {term}: {_first(message)!r}"


class _Plain(Catalog):
    """A catalogue that does not tell which version of Babel wrote it."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the headers, which stand in both files."""
        return [(name, value) for name, value in super().mime_headers if name != "Generated-By"]


def _empty(language: str | None) -> Catalog:
    return _Plain(
        locale=language and language.replace("-", "_"),
        project="Graycard",
        version="1",
        header_comment=_HEADER,
        creation_date=_DATE,
        revision_date=_DATE,
        last_translator="the Graycard developers",
        language_team="the Graycard developers",
        fuzzy=False,
    )


def _speaks(path: Path) -> bool:
    """Return whether a file says sentences: others have functions of these names too."""
    return path.parent == LANGUAGE or "from graycard.language import" in path.read_text("utf-8")


def _in_python(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Yield each sentence of a file with its context; one that is no literal is refused."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
            continue
        name = call.func.id
        if name in ("say", "noted"):
            yield _text(path, call.args[0]), NOTED if name == "noted" else None
        elif name == "noted_several":
            yield from ((_text(path, given), NOTED) for given in call.args[1:3])
        elif name == "several":
            yield (_text(path, call.args[1]), _text(path, call.args[2])), None


def _text(path: Path, given: ast.expr) -> str:
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value
    raise SystemExit(f"{path}:{given.lineno}: the sentence is not a literal")


def _place(path: Path) -> tuple[str, int]:
    return (path.relative_to(SOURCE.parent).as_posix(), 0)


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def main(arguments: list[str]) -> int:
    """Write the catalogues, or say what is wrong with them."""
    collected, wrong = collect(), []
    for language in LANGUAGES:
        if language == "en":
            continue
        catalogue = merged(language, collected)
        made = {
            po(language): written(catalogue),
            po(language).with_suffix(".mo"): compiled(catalogue),
        }
        wrong += [f"{language}: {fault}" for fault in faults(catalogue)]
        for path, whole in made.items():
            if "--check" not in arguments:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(whole)
            elif not path.exists() or path.read_bytes() != whole:
                wrong.append(f"{path} is not what `make messages` writes")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
