"""Clusters as pages need them: worked out beside the server, once for each question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import get_args

import numpy as np

from graycard.app.background import Progress, Task
from graycard.app.opened import Opened
from graycard.app.suggested import suggested
from graycard.app.waiting import ended
from graycard.errors import GraycardError, InputError
from graycard.explore.clusters import Clusters, IdentityTree, tree_of
from graycard.explore.clusters.space import Kind
from graycard.explore.collection import Collection
from graycard.language import in_a_row, say, speaking, spoken


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which clusters a URL asks for.

    Attributes:
        k: How many; None for as many as the data choose.
        along: Where pictures stand.
        against: Stratum that the others are compared with; empty for the identity pictures.
    """

    k: int | None
    along: Kind
    against: str

    @classmethod
    def of(cls, k: str, along: str, against: str) -> Asked:
        """Return what the parameters of a URL ask for.

        Raises:
            InputError: They ask for what there cannot be.
        """
        number = int(k) if k.isascii() and k.isdigit() and len(k) < 6 else None
        if k and number is None:
            raise InputError(
                what=say("{k} is no number of clusters", k=repr(k[:20])),
                why=say("It takes a whole number, or none: then the data choose."),
                fix=say("Use the form of the page."),
            )
        kinds = get_args(Kind)
        if along not in kinds:
            raise InputError(
                what=say("pictures cannot stand along {along}", along=repr(along[:20])),
                why=suggested(
                    along,
                    kinds,
                    otherwise=say("The choices are {choices}.", choices=in_a_row(kinds)),
                ),
                fix=say("Use the form of the page."),
            )
        # mypy does not see that `along` is one of the literals now.
        return cls(k=number, along=along, against=against)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Made:
    """What there is of what was asked for.

    Attributes:
        tree: Of the identity pictures, once it stands.
        found: The clusters, once they are cut.
        error: Why there are none.
    """

    tree: IdentityTree | None = None
    found: Clusters | None = None
    error: GraycardError | None = None

    @property
    def running(self) -> bool:
        """Whether it is still worked on."""
        return self.found is None and self.error is None


def made(here: Opened, asked: Asked) -> Made:
    """Return the clusters that a page asks for, or that they are being made.

    Args:
        here: What the app shows.
        asked: Which clusters.
    """
    work = partial(_tree, here.collection, asked.along)
    task: Task[IdentityTree] = here.background.ask(f"tree of clusters, along {asked.along}", work)
    stands = ended(here, task)
    tree = stands[0]
    if tree is None:
        return Made(error=stands[1])
    key = f"clusters {asked.k}, along {asked.along}, {spoken()}, against {asked.against}"
    found, error = ended(here, here.background.ask(key, partial(_cut, tree, asked, spoken())))
    return Made(tree=tree, found=found, error=error)


def clustered(here: Opened) -> frozenset[int]:
    """Return the numbers of the runs whose pictures clusters are made and told of.

    Of these it is known whether their prompts name identities or nobody.
    """
    return here.runs_of(np.flatnonzero(here.collection.marked.is_any(["yes", "no"])))


def _tree(collection: Collection, along: Kind, progress: Progress) -> IdentityTree:
    progress(0, 1)
    return tree_of(collection, along=along)


def _cut(tree: IdentityTree, asked: Asked, language: str, progress: Progress) -> Clusters:
    progress(0, 1)
    with speaking(language):
        return tree.clusters(asked.k, against=asked.against or None)
