"""One prompt as somebody wrote it, with what it does not say filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from graycard.documents import digest, parse
from graycard.errors import SpecError
from graycard.types import Prompt


def prompt_of(entry: Any, *, where: str) -> Prompt:
    """Return the prompt that a text, or keys and values, stand for.

    Raises:
        SpecError: If it does not say what it should.
    """
    if isinstance(entry, str):
        entry = {"text": entry}
    if isinstance(entry, Mapping):
        text = entry.get("text")
        if isinstance(text, str) and text:
            if any("\ud800" <= character <= "\udfff" for character in text):
                raise SpecError(
                    what=f"{where}: text cannot be sent",
                    why="it holds half of a surrogate pair",
                    fix="write the character itself instead of its escape",
                )
            identity = digest([entry.get("language", "en"), text])[:12]
            entry = {"id": identity, "stratum": text, **entry}
        else:
            # What is made from the text is not missed beside it.
            entry = {"id": "?", "stratum": "?", **entry}
    return parse(Prompt, entry, where=where)


def refuse_repeated(placed: Sequence[tuple[Prompt, str]], path: Path) -> None:
    """Raise if two prompts have one id.

    Args:
        placed: Each prompt with its place in the file.
        path: Of the file.

    Raises:
        SpecError: It names both places.
    """
    first: dict[str, tuple[Prompt, str]] = {}
    for prompt, place in placed:
        if prompt.id in first:
            before, there = first[prompt.id]
            same = before.text == prompt.text
            raise SpecError(
                what=f"{path} {place} repeats the prompt of {there}",
                why=f"both have the id {prompt.id!r}"
                + (f" and the text {prompt.text!r}" if same else ""),
                fix="drop one (repetitions are asked for by the audit), or give each an id",
            )
        first[prompt.id] = (prompt, place)
