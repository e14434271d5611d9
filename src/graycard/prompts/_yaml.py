"""Prompt sets as YAML: prompts one by one, grids, or both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from graycard.choices import close_match
from graycard.documents import parse, read_yaml
from graycard.errors import SpecError
from graycard.prompts._entries import prompt_of, refuse_repeated
from graycard.prompts._grid import Grid, expand
from graycard.types import Prompt, PromptSet


def from_yaml(path: Path) -> PromptSet:
    """Return the prompt set of a YAML file; its grids are expanded, after its prompts.

    Raises:
        SpecError: If it does not say what it should; it names the prompt or the grid.
    """
    data = read_yaml(path)
    if isinstance(data, Mapping) and ("prompts" in data or "grids" in data):
        placed = [
            (prompt_of(entry, where=f"{path} {place}"), place)
            for number, entry in enumerate(_listed(data, "prompts", path), start=1)
            for place in [f"prompt {number}"]
        ]
        for number, entry in enumerate(_listed(data, "grids", path), start=1):
            placed += _of_grid(entry, path, place=f"grid {number}")
        refuse_repeated(placed, path)
        rest = {key: value for key, value in data.items() if key != "grids"}
        data = {"name": path.stem, **rest, "prompts": [prompt for prompt, _ in placed]}
    elif isinstance(data, Mapping) and (near := _misspelt_grids(data)):
        raise SpecError(
            what=f"{path}: {near} is not a known key",
            why="did you mean grids?",
            fix="a set has prompts, grids or both",
        )
    return parse(PromptSet, data, where=str(path))


def _of_grid(entry: Any, path: Path, *, place: str) -> list[tuple[Prompt, str]]:
    where = f"{path} {place}"
    grid = parse(Grid, entry, where=where)
    return [
        (prompt_of(one, where=f"{where}, {one['text']!r}"), f"{place}, {one['text']!r}")
        for one in expand(grid, where=where)
    ]


def _listed(data: Mapping[str, Any], key: str, path: Path) -> Sequence[Any]:
    listed = data.get(key, ())
    if isinstance(listed, str | Mapping) or not isinstance(listed, Sequence):
        raise SpecError(
            what=f"{path}: {key} is not a list",
            why=f"each {key.removesuffix('s')} is an entry of its own",
            fix="start each one with '- ', on a line of its own",
        )
    return listed


def _misspelt_grids(data: Mapping[str, Any]) -> str | None:
    return next((str(key) for key in data if close_match(str(key), ["grids"])), None)
