"""The most alike pairs of pictures of runs: of different prompts, of different runs, or of any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from graycard.errors import InputError
from graycard.explore.neighbours.notions import Notion
from graycard.explore.neighbours.pairs import Pairs, most_alike
from graycard.language import noted

if TYPE_CHECKING:
    from graycard.explore.collection import Collection

Apart = Literal["prompts", "runs", "any"]
"""In what two pictures must differ to be a pair; prompts differ if their texts do."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PairsInRuns:
    """The most alike pairs.

    Attributes:
        apart: In what the pictures of a pair differ.
        pairs: With rows of the collection.
        one_seed: Whether both pictures of a pair have the same known seed, shape (m,): they start
            from the same noise.
        no_prompt: Pictures that are of no pair because their prompt is not known.
    """

    apart: Apart
    pairs: Pairs
    one_seed: NDArray[np.bool_]
    no_prompt: int


def pairs_in_runs(
    collection: Collection,
    notion: Notion,
    rows: NDArray[np.int64],
    *,
    apart: Apart = "prompts",
    k: int = 60,
    progress: Callable[[int, int], None] | None = None,
) -> PairsInRuns:
    """Return the most alike pairs among some pictures.

    Args:
        collection: Of the runs.
        notion: Of near, by vectors.
        rows: Of the requests whose pictures may be of a pair.
        apart: In what the two must differ.
        k: Pairs, at most.
        progress: Is told with how many pictures all were compared.

    Raises:
        InputError: The notion is a number, or there are too many pictures.
        NothingObservedError: There is no such pair.

    Example:
        >>> import graycard
        >>> from graycard.explore.collection import Collection
        >>> from graycard.explore.neighbours.notions import notion
        >>> run = graycard.audit(images_per_prompt=2, readers=["embedding"], out=tmp_path / "run")
        >>> all_ = Collection.open([run.path])
        >>> found = pairs_in_runs(all_, notion(all_, "embedding"), np.arange(all_.size), k=3)
        >>> len(found.pairs.one), found.pairs.among
        (3, 480)
    """
    if notion.vectors is None:
        raise InputError(
            what=noted("pairs are not ranked by {name}", name=notion.name),
            why=noted("by one number thousands of pairs are equally alike"),
            fix=noted("name an embedder, or visual-words"),
        )
    at = np.flatnonzero(np.isin(notion.rows, rows))
    no_prompt, kinds = 0, None
    if apart == "prompts":
        texts = collection.words["text"].codes[notion.rows]
        no_prompt = int((texts[at] < 0).sum())
        at = at[texts[at] >= 0]
        kinds = texts[at].astype(np.int64)
    elif apart == "runs":
        kinds = collection.words["run"].codes[notion.rows[at]].astype(np.int64)
    vectors = notion.vectors if len(at) == len(notion.rows) else notion.vectors[at]
    found = most_alike(vectors, kinds, k=k, progress=progress)
    one, other = (notion.rows[at[some]] for some in (found.one, found.other))
    seeds = collection.seed
    return PairsInRuns(
        apart=apart,
        pairs=replace(found, one=one, other=other),
        one_seed=(seeds[one] >= 0) & (seeds[one] == seeds[other]),
        no_prompt=no_prompt,
    )
