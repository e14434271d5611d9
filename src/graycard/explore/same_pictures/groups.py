"""The same picture again: files that are equal, and pictures that are alike to the eye."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from graycard.explore.same_pictures.fingerprint import (
    Fingerprint,
    bits_apart,
    colours_apart,
    part_colours,
)

MOST_BITS: Final = 8
"""Of 63, in which two fingerprints may differ for their pictures to be compared by colour."""

MOST_COLOUR: Final = 10.0
"""By which two pictures may differ in colour in any of sixteen parts, to be the same.

Of 64-pixel portraits saved as JPEG at quality 75, and of those at half or twice the size, all 500
tried were found. `FALSE_ALARMS` says how often other pictures are; `benchmarks/neighbours.py`
measures both.
"""

FALSE_ALARMS: Final = (224, 199_990_000)
"""Pairs of 20,000 different draws of the drawn world that are taken for the same, and all pairs."""

FALSE_ALARMS_AT_MOST: Final = 1.6e-6
"""Upper end of the interval of that share, at 95 %: by the jackknife over portraits, because one
portrait that is like several makes several pairs."""

_BLOCK: Final = 1 << 22
"""Pairs that are compared by their bits at a time."""
_VERIFIED: Final = 4096
"""Pairs that are compared by colour at a time."""
_ROUNDING: Final = 0.01
_MEASURED: Final = 64
"""Members of a group of which all pairs are compared, to say how far it reaches."""

Kind = Literal["same file", "alike", "plain"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Fingerprints:
    """Fingerprints of many pictures, about 1.5 kB each.

    Attributes:
        bits: Shape (n,), uint64.
        small: Shape (n, 16, 16, 3), float16.
        plain: Shape (n,).
    """

    bits: NDArray[np.uint64]
    small: NDArray[np.float16]
    plain: NDArray[np.bool_]

    @classmethod
    def of(cls, prints: Iterable[Fingerprint]) -> Self:
        """Return them together."""
        every = list(prints)
        return cls(
            bits=np.array([one.bits for one in every], np.uint64),
            small=np.array([one.small for one in every], np.float16).reshape(-1, 16, 16, 3),
            plain=np.array([one.plain for one in every], bool),
        )


@dataclass(frozen=True, kw_only=True)
class Group:
    """Pictures that are one picture.

    Attributes:
        members: Their numbers, rising; at least two.
        kind: `same file`: their bytes are the same; `alike`: they are the same to the eye;
            `plain`: they are of about one lightness, such as black ones, and show nothing.
        widest: The largest colour difference between two members; 0 for the same file. More than
            10 means that members are linked by others between them. Of a large group 64 evenly
            spread members are compared.
    """

    members: tuple[int, ...]
    kind: Kind
    widest: float


def same_pictures(
    digests: Sequence[str],
    prints: Fingerprints,
    *,
    linked: Callable[[NDArray[np.int64]], None] | None = None,
) -> tuple[Group, ...]:
    """Return the groups of pictures that are the same, largest first.

    Pictures are the same if their bytes are, or if their fingerprints differ in at most 8 of 63
    bits and their colours by at most 10 in every part. A picture that is the same as a member of a
    group is of the group.

    It finds what was saved again, made smaller or larger, or changed a little in colour. It does
    not find what was cropped, mirrored or turned. It does not tell pictures apart that differ in
    small things only: two drawn portraits that differ in lashes, wrinkles or a smile are one to it.
    So a group is to be looked at.

    Args:
        digests: sha256 of the bytes, length n.
        prints: Of the same pictures.
        linked: Is told the pairs of different files that are the same by themselves, and not only
            by others between them: by the first picture of each file, shape (m, 2), as they are
            found; they are not kept, as there may be very many. Plain pictures are not among them.

    Returns:
        Groups of two and more; the time grows with the square of the number of different files,
        some seconds for 50,000.

    Example:
        >>> from graycard.explore.same_pictures.fingerprint import fingerprint
        >>> black = Fingerprints.of([fingerprint(np.zeros((9, 9, 3), np.uint8))] * 2)
        >>> same_pictures(["a", "a"], black)
        (Group(members=(0, 1), kind='plain', widest=0.0),)
    """
    _, first, file_of = np.unique(
        np.asarray(digests, object), return_index=True, return_inverse=True
    )
    group_of = _plain_groups(prints, first)
    for links in _links(prints, first):
        if len(links):
            group_of = _merged(group_of, links)
            if linked is not None:
                shown = ~prints.plain[first[links]].any(axis=1)
                linked(first[links[shown]])
    groups = [
        _group(members, first, file_of, prints)
        for members in _gathered(group_of[file_of])
        if len(members) > 1
    ]
    return tuple(sorted(groups, key=lambda one: (-len(one.members), one.members)))


def _plain_groups(prints: Fingerprints, first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a group for each file: that of the plain ones that are the same, else its own.

    A model that refuses gives thousands of black pictures. Those that one is the same as need not
    be held against each other, only against what is left: no pair is kept.
    """
    group_of = np.arange(len(first))
    mean = part_colours(prints.small[first]).mean(axis=1)
    left = np.flatnonzero(prints.plain[first])
    while len(left):
        start, waiting, left = left[0], [left[0]], left[1:]
        while waiting and len(left):
            one = waiting.pop()
            near = np.linalg.norm(mean[left] - mean[one], axis=1) <= MOST_COLOUR + _ROUNDING
            for some in _in_blocks(np.flatnonzero(near)):
                apart = colours_apart(prints.small[first[left[some]]], prints.small[first[[one]]])
                near[some] = apart <= MOST_COLOUR
            group_of[left[near]] = start
            waiting += left[near].tolist()
            left = left[~near]
    return group_of


def _in_blocks(all_: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    return np.split(all_, range(_VERIFIED, len(all_), _VERIFIED))


def _merged(group_of: NDArray[np.int64], links: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the group of each file once linked files are of one."""
    one, other = group_of[links].T
    shape = (len(group_of), len(group_of))
    graph = coo_matrix((np.ones(len(one)), (one, other)), shape=shape)
    return np.asarray(connected_components(graph, directed=False)[1][group_of], np.int64)


def _links(prints: Fingerprints, first: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield pairs of files that are the same picture, by their place among the files.

    They come in blocks. Pairs of two plain files are left out.
    """
    plain = prints.plain[first]
    bits, colours = prints.bits[first], part_colours(prints.small[first])
    step = max(1, _BLOCK // max(1, len(bits)))
    for start in range(0, len(bits), step):
        near = bits_apart(bits[start : start + step, None], bits[start:]) <= MOST_BITS
        pairs = np.argwhere(near) + start
        pairs = pairs[(pairs[:, 0] < pairs[:, 1]) & ~plain[pairs].all(axis=1)]
        found = []
        for some in _in_blocks(pairs):
            # Mean colours are no further apart than colours are, and most pairs end here.
            apart = np.linalg.norm(colours[some[:, 0]] - colours[some[:, 1]], axis=-1)
            left = some[apart.max(axis=-1, initial=0) <= MOST_COLOUR + _ROUNDING]
            small = prints.small[first[left]]
            found.append(left[colours_apart(small[:, 0], small[:, 1]) <= MOST_COLOUR])
        yield np.concatenate(found)


def _gathered(group_of: NDArray[np.integer]) -> list[NDArray[np.int64]]:
    """Return the numbers of each group's members, rising."""
    order = np.argsort(group_of, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group_of[order])) + 1)


def _group(
    members: NDArray[np.int64],
    first: NDArray[np.int64],
    file_of: NDArray[np.int64],
    prints: Fingerprints,
) -> Group:
    files = first[np.unique(file_of[members])]
    kind: Kind = "same file" if len(files) == 1 else "alike"
    spread = files[np.unique(np.linspace(0, len(files) - 1, _MEASURED).astype(int))]
    small = prints.small[spread]
    widest = max(float(colours_apart(small, one[None]).max()) for one in small)
    return Group(
        members=tuple(members.tolist()),
        kind="plain" if prints.plain[files].all() else kind,
        widest=round(widest, 2),
    )
