"""Vectors of pictures that the model which made them was not validated on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graycard.explore.collection import Collection
from graycard.report.outside import of_vectors
from graycard.run.active_readers import ActiveReader


@dataclass(frozen=True)
class Outside:
    """An embedder outside its domain.

    Attributes:
        embedder: That made the vectors.
        shown: Kinds of pictures that it was not validated on, and made vectors of.
    """

    embedder: ActiveReader
    shown: tuple[str, ...]

    def in_words(self) -> str:
        """Return it as a caution.

        Example:
            >>> clip = ActiveReader(
            ...     id="embedding@0", name="embedding", domains=("drawn world",), attributes=(),
            ...     source="avatar-clip@0123456789ab",
            ... )
            >>> Outside(clip, ("photographs",)).in_words().partition(".")[0]
            'Caution: avatar-clip made vectors of photographs and was validated on: drawn world'
        """
        return of_vectors(self.embedder, self.shown)


def outside_of(
    collection: Collection, embedder: str | None = None, *, runs: Sequence[str] | None = None
) -> Outside | None:
    """Return whether pictures of some of the runs are outside the domain of their embedder.

    Args:
        collection: Of the runs.
        embedder: Name or id; None if there is only one.
        runs: Names of those that are asked about; None for all.

    Raises:
        InputError: If a run has no such vectors, or several.
    """
    names = collection.runs if runs is None else runs
    some = [collection.runs[name] for name in names]
    made = [(run.embedder(embedder), run.spec.model_domain) for run in some]
    shown = tuple(dict.fromkeys(domain for one, domain in made if one.outside(domain)))
    return Outside(made[0][0], shown) if shown else None
