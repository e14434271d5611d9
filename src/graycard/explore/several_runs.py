"""Runs that are looked at together: the names that tell them apart, the embedder they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from graycard.errors import InputError
from graycard.language import noted
from graycard.run.active_readers import ActiveReader
from graycard.run.run import Run


def opened(paths: Sequence[Path]) -> dict[str, Run]:
    """Return runs by name: the folder's name, with a number where two are alike.

    Args:
        paths: Of run folders.

    Raises:
        RunError: One is no run, or was written by a newer Graycard.
        InputError: None is given, or the same twice.

    Example:
        >>> opened([])
        Traceback (most recent call last):
        graycard.errors.InputError: no run is named
          why  there is nothing to look at
          fix  name one
    """
    if not paths:
        raise InputError(what="no run is named", why="there is nothing to look at", fix="name one")
    whole = [Path(path).resolve() for path in paths]
    if twice := [path for path, times in Counter(whole).items() if times > 1]:
        raise InputError(what=f"{twice[0]} is named twice", why="it is one run", fix="name it once")
    runs: dict[str, Run] = {}
    for path in whole:
        name, number = path.name, 2
        while name in runs:
            name, number = f"{path.name}-{number}", number + 1
        runs[name] = Run(path)
    return runs


def shared_embedder(runs: Mapping[str, Run], embedder: str | None) -> ActiveReader:
    """Return the embedder whose vectors all of these runs have.

    Args:
        runs: By name, at least one.
        embedder: Its name or id; None if there is only one.

    Raises:
        InputError: A run has none, or several, or not the same as the others.
    """
    made = {name: run.embedder(embedder) for name, run in runs.items()}
    if len({one.id for one in made.values()}) > 1:
        raise InputError(
            what=noted("the runs have vectors of different embedders"),
            why="; ".join(f"{name}: {one.id}" for name, one in made.items()),
            fix="graycard read RUN --reader embedding:MODEL, with the same model for each run",
        )
    return next(iter(made.values()))
