"""Clusters of the pictures of runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.errors import InputError
from graycard.explore.clusters.asked import asked_words
from graycard.explore.clusters.fit import fit_tree
from graycard.explore.clusters.pictures import Pictures
from graycard.explore.clusters.space import Kind
from graycard.explore.clusters.tree import IdentityTree
from graycard.explore.collection import Collection
from graycard.explore.filters import Filter
from graycard.explore.outside import outside_of
from graycard.language import noted

_ALL: Final = Filter()


def tree_of(
    collection: Collection,
    *,
    embedder: str | None = None,
    along: Kind = "prompts",
    where: Filter = _ALL,
    identity: Filter | None = None,
) -> IdentityTree:
    """Build the tree of the identity pictures of runs, and place the pictures that name nobody.

    Identity pictures are those of marked prompts. Marked prompts that share a stratum with unmarked
    ones, such as "a female nurse" in the stratum `nurse`, are that stratum's controls instead.

    Args:
        collection: Runs, all together: clusters of one model's pictures would measure the others
            in its dialect. Those whose prompts are known to name identities or nobody need vectors.
        embedder: Name or id; None if there is only one.
        along: See `graycard.explore.clusters.space`.
        where: Which pictures are looked at.
        identity: Which of the marked pictures name identities; None as above.

    Raises:
        InputError: If there are no vectors, no marked prompts, or if of no other it is known
            whether it is marked.
        NothingObservedError: If there are too few identity pictures, or their prompts cannot be
            told apart.

    Example:
        >>> import graycard
        >>> from pathlib import Path
        >>> _ = Path(tmp_path / "people.yaml").write_text('''
        ... name: people
        ... version: "1"
        ... licence: CC0-1.0
        ... source: this example
        ... grids:
        ...   - templates: ["a photo of a {tone} person"]
        ...     factors: {tone: [light-skinned, dark-skinned]}
        ...     marked: true
        ...   - {templates: ["a photo of a nurse"], factors: {}, stratum: nurse, marked: false}
        ... ''')
        >>> run = graycard.audit(
        ...     model="avatar-renderer", prompts=str(tmp_path / "people.yaml"),
        ...     images_per_prompt=20, readers=["embedding"], out=tmp_path / "run",
        ... )
        >>> tree = tree_of(Collection.open([run.path]))
        >>> found = tree.clusters(2)
        >>> sorted(one.about[0].word for one in found.clusters)
        ['dark-skinned', 'light-skinned']
    """
    chosen = collection.select(where)
    marked = np.zeros(collection.size, bool)
    marked[chosen] = collection.marked.is_any(["yes"])[chosen]
    unmarked = np.zeros(collection.size, bool)
    unmarked[chosen] = collection.marked.is_any(["no"])[chosen]
    # Pictures of which it is unknown whether they name anybody are not used, nor are their vectors.
    runs = collection.runs_of(np.flatnonzero(marked | unmarked)) or tuple(collection.runs)
    rows, vectors = _with_vectors(collection, embedder, runs)
    unknown = len(chosen) - int(marked.sum()) - int(unmarked.sum())
    strata = collection.words["stratum"]
    asked_by_default = set(np.unique(strata.codes[unmarked]).tolist())
    shared = np.isin(strata.codes, list(asked_by_default))
    named = marked & ~shared
    if identity is not None:
        wanted = np.zeros(collection.size, bool)
        wanted[collection.select(identity)] = True
        named = marked & wanted
    if not named.any():
        raise InputError(
            what=noted("no prompt here names identities"),
            why=noted(
                "clusters are made of pictures of marked prompts, such as `a photo of a woman`, in"
                " strata of their own; marked requests: {n} of {total}",
                n=int(marked.sum()),
                total=len(chosen),
            ),
            fix=noted(
                "`graycard audit --model MODEL --prompts identities --out PEOPLE`, then name both"
                " runs: `graycard explore clusters PEOPLE RUN`"
            ),
        )
    if unknown and not unmarked.any():
        raise InputError(
            what=noted("no prompt here is known to name nobody"),
            why=noted(
                "whether they name identities is unknown of {unknown} requests, and the other"
                " {marked} do",
                unknown=unknown,
                marked=int(marked.sum()),
            ),
            fix=noted(
                "say `marked: false` in the prompt file, or look at the marked ones only:"
                " `--where marked=yes`"
            ),
        )
    tree = fit_tree(
        _pictures(collection, named, rows, vectors),
        _pictures(collection, unmarked, rows, vectors),
        marked=_pictures(collection, marked & shared & ~named, rows, vectors),
        along=along,
    )
    return replace(tree, unknown=unknown, outside=outside_of(collection, embedder, runs=runs))


def _with_vectors(
    collection: Collection, embedder: str | None, runs: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return rows and their vectors, made 1 long, in the order of the requests' ids.

    That order is the same however the runs are named.
    """
    rows, vectors = collection.vectors(embedder, runs=runs)
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
    there = np.isfinite(lengths) & (lengths > 0)
    rows, vectors = rows[there], vectors[there] / lengths[there, None].astype(np.float32)
    order = np.argsort(collection.ids[rows].astype(str), kind="stable")
    return rows[order], vectors[order]


def _pictures(
    collection: Collection,
    wanted: NDArray[np.bool_],
    rows: NDArray[np.int64],
    vectors: NDArray[np.float32],
) -> Pictures:
    kept = np.flatnonzero(wanted[rows])
    used = rows[kept]
    lacking = wanted.copy()
    lacking[used] = False
    columns = collection.words
    known: dict[tuple[str | None, ...], frozenset[str]] = {}

    def asked(row: int) -> frozenset[str]:
        factors = {name: column[row] for name, column in collection.factors.items()}
        key = (columns["text"][row], *factors.values())
        if key not in known:
            given = {name: value for name, value in factors.items() if value is not None}
            known[key] = asked_words(columns["text"][row] or "", given)
        return known[key]

    def column(name: str, of: NDArray[np.int64]) -> tuple[str, ...]:
        return tuple(columns[name][int(row)] or "" for row in of)

    without = np.flatnonzero(lacking)
    return Pictures(
        rows=used,
        vectors=vectors[kept],
        words=tuple(asked(int(row)) for row in used),
        strata=column("stratum", used),
        models=column("model", used),
        prompts=tuple(
            columns["prompt"][int(row)] or columns["text"][int(row)] or "" for row in used
        ),
        missing=Counter(column("stratum", without)),
        missing_of_models=Counter(column("model", without)),
    )
