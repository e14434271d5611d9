"""The same picture again, in the pictures of runs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from graycard.explore.same_pictures.groups import (
    FALSE_ALARMS_AT_MOST,
    Fingerprints,
    Group,
    same_pictures,
)
from graycard.explore.same_pictures.looked import Looked, look
from graycard.explore.same_pictures.partners import Partners
from graycard.explore.same_pictures.repeats import Of, Repeats, repeats
from graycard.roles import DRAWN_WORLD

if TYPE_CHECKING:
    from graycard.explore.collection import Collection

NO_PROMPTS: Final = "of none of its pictures is the prompt known"
NO_PAIRS: Final = "no two of its pictures can be a pair with different seeds"
NO_OTHER_PAIRS: Final = (
    "plain pictures are not counted, and no two of its others can be a pair with different seeds"
)
_OF: Final[tuple[Of, ...]] = ("different prompts", "one prompt")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A group of pictures that are one picture.

    Attributes:
        rows: Of the collection, rising.
        kind: `same file`, `alike` or `plain`; see `Group`.
        widest: The largest colour difference between two members.
        prompts: How many different prompts they were asked with; prompts that are not known are
            not counted.
        models: How many models drew them.
        seeds: How many different seeds they have; seeds that are not known count one each.
        seedless: How many of them have a seed that is not known.
    """

    rows: tuple[int, ...]
    kind: str
    widest: float
    prompts: int
    models: int
    seeds: int
    seedless: int

    @property
    def plain(self) -> bool:
        """Whether they show nothing, as black pictures do."""
        return self.kind == "plain"

    @property
    def one_seed(self) -> bool:
        """Whether all start from the same noise, which by itself makes pictures alike."""
        return self.seeds == 1


@dataclass(frozen=True, kw_only=True)
class SameInRuns:
    """What was found.

    Attributes:
        groups: Of several seeds, then of one, then plain ones; the largest of each first.
        compared: Pictures.
        missing: Requests that were not compared, by reason.
        repeats: By model, the chance that two of its pictures are the same though prompt and seed
            differ, and though the seed alone does. Counted are pairs that are the same by
            themselves, not the ends of a chain. Plain pictures are left out.
        chance: The pairs that would be expected to be taken for the same picture, of all that were
            compared, if every picture were a draw of its own: the upper end of the interval of that
            mean at 95 %, which by luck may be passed. Measured on the drawn world, and None where a
            picture of a run that shows something else is among them.
        seedless: How many of the pictures that were compared have no known seed; it is taken as one
            of their own.
        no_repeats: By run, why there is nothing in `repeats` of its model.
    """

    groups: tuple[Found, ...]
    compared: int
    missing: Mapping[str, int]
    repeats: Mapping[str, tuple[Repeats, ...]]
    chance: float | None
    seedless: int
    no_repeats: Mapping[str, str]


def same_in_runs(
    collection: Collection,
    rows: NDArray[np.int64],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> SameInRuns:
    """Look for pictures that are the same, among some of the pictures of runs.

    Args:
        collection: Of the runs.
        rows: Of the requests that are looked at.
        progress: Is told how many of how many pictures were looked at.

    Example:
        >>> import graycard
        >>> from graycard.explore.collection import Collection
        >>> run = graycard.audit(images_per_prompt=2, out=tmp_path / "run")
        >>> all_ = Collection.open([run.path])
        >>> found = same_in_runs(all_, np.arange(all_.size))
        >>> found.compared, found.groups
        (32, ())
    """
    return same_among(collection, look(collection, rows, progress=progress))


def same_among(collection: Collection, looked: Looked) -> SameInRuns:
    """Return which pictures are the same, of some that were looked at.

    Args:
        collection: Of their runs.
        looked: What was seen; to ask again about some of them, no picture is read again.
    """
    kept, prints = looked.rows, looked.prints
    digests = [collection.words["digest"][row] or "" for row in kept.tolist()]
    partners = _no_partners(collection, kept, digests)
    groups = same_pictures(digests, prints, linked=partners.add)
    found = [_found(collection, kept, group) for group in groups]
    repeated = _repeats(collection, kept, prints, partners, digests)
    return SameInRuns(
        groups=tuple(sorted(found, key=lambda one: (one.plain, one.one_seed, -len(one.rows)))),
        compared=len(kept),
        missing=looked.missing,
        repeats=repeated,
        chance=_chance(collection, kept),
        seedless=int((collection.seed[kept] < 0).sum()),
        no_repeats=_no_repeats(collection, kept, prints, repeated),
    )


def _found(collection: Collection, kept: NDArray[np.int64], group: Group) -> Found:
    rows = kept[list(group.members)]
    seeds = collection.seed[rows]
    seedless = int((seeds < 0).sum())
    return Found(
        rows=tuple(rows.tolist()),
        kind=group.kind,
        widest=group.widest,
        prompts=len(collection.words["text"].counted(rows)),
        models=len(collection.words["model"].counted(rows)),
        seeds=len(np.unique(seeds[seeds >= 0])) + seedless,
        seedless=seedless,
    )


def _no_partners(collection: Collection, kept: NDArray[np.int64], digests: list[str]) -> Partners:
    """Return what counts the links, of which there are none yet."""
    models, texts = (collection.words[name].codes[kept] for name in ("model", "text"))
    # Pictures whose prompt is not known are no pair of anything: as if each had a model of its own.
    own = np.where(texts < 0, -1 - np.arange(len(kept)), models)
    return Partners(digests, own.tolist(), texts.tolist(), _seeds(collection, kept))


def _seeds(collection: Collection, rows: NDArray[np.int64]) -> list[Hashable]:
    """Return seeds; of one that is not known something that no other is equal to."""
    return [
        ("row", number) if seed < 0 else seed
        for number, seed in enumerate(collection.seed[rows].tolist())
    ]


def _repeats(
    collection: Collection,
    kept: NDArray[np.int64],
    prints: Fingerprints,
    partners: Partners,
    digests: list[str],
) -> dict[str, tuple[Repeats, ...]]:
    of_prompt = partners.by_prompt - partners.by_both
    linked: dict[Of, NDArray[np.int64]] = {
        "one prompt": of_prompt,
        "different prompts": partners.by_model - partners.by_seed - of_prompt,
    }
    found = {}
    models, texts = collection.words["model"], collection.words["text"]
    shown = ~prints.plain & (texts.codes[kept] >= 0)
    for code in np.unique(models.codes[kept]):
        own = np.flatnonzero(shown & (models.codes[kept] == code))
        rows, files = kept[own], [digests[number] for number in own]
        seeds, prompts = _seeds(collection, rows), texts.codes[rows].tolist()
        each = (repeats(files, prompts, seeds, of=of, linked=linked[of][own]) for of in _OF)
        found[models.words[code]] = tuple(one for one in each if one is not None)
    return found


def _no_repeats(
    collection: Collection,
    kept: NDArray[np.int64],
    prints: Fingerprints,
    repeated: Mapping[str, tuple[Repeats, ...]],
) -> dict[str, str]:
    """Return of each run whose model has no pairs why that is so."""
    why = {}
    for name in collection.runs_of(kept):
        of_run = collection.words["run"].is_any([name])[kept]
        own = kept[of_run]
        if any(repeated[model] for model in collection.words["model"].counted(own)):
            continue
        known = collection.words["text"].codes[own] >= 0
        if not known.any():
            why[name] = NO_PROMPTS
        else:
            why[name] = NO_OTHER_PAIRS if prints.plain[of_run][known].any() else NO_PAIRS
    return why


def _chance(collection: Collection, kept: NDArray[np.int64]) -> float | None:
    runs = (collection.runs[name] for name in collection.runs_of(kept))
    if any(run.spec.model_domain != DRAWN_WORLD for run in runs):
        return None
    n = len(kept)
    return FALSE_ALARMS_AT_MOST * n * (n - 1) / 2
