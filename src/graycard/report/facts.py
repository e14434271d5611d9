"""What a report is made of: everything is read from the run folder, once, in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from graycard.run.active_readers import ActiveReader
from graycard.run.evidence import Numbers
from graycard.run.images import ImageStore
from graycard.run.manifest import Launch
from graycard.run.run import Run
from graycard.run.schemas import COUNTS, GENERATIONS
from graycard.run.spec import ResolvedSpec
from graycard.run.tables import read_batches, read_table
from graycard.types import OUTCOMES, Attribute, Reference

PICTURES_A_STRATUM: Final = 8
PICTURES_IN_ALL: Final = 480

_SHOWN: Final = pa.schema(
    [
        GENERATIONS.field(name)
        for name in (
            "text",
            "stratum",
            "marked",
            "repetition",
            "outcome",
            "detail",
            "image_sha256",
            "image_extension",
        )
    ]
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One request as the picture strips show it."""

    text: str | None
    repetition: int
    outcome: str
    detail: str | None
    image_sha256: str | None
    image_extension: str | None


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """What was asked in one stratum, and what came of it.

    Attributes:
        name: Of the stratum.
        requested: Images.
        outcomes: Requests by outcome; every outcome is there.
        marked: Whether its prompts state what is measured; both may occur.
        example: The text of its first prompt.
        first: Its first requests, in plan order.
    """

    name: str
    requested: int
    outcomes: Mapping[str, int]
    marked: frozenset[bool | None]
    example: str | None
    first: tuple[Shown, ...]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """How many images have no reading of an attribute in a stratum, for one reason."""

    attribute: str
    reader: str
    stratum: str
    reason: str
    n: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that a report tells.

    Attributes:
        spec: What was asked.
        launches: What happened, one a launch.
        readers: Which readers read.
        references: What is compared with.
        numbers: The estimates, and what was not estimated.
        strata: In plan order.
        missing: Readings that are missing, by reason.
        read: Images with at least one reading, by reader.
        images: The pictures.
    """

    spec: ResolvedSpec
    launches: tuple[Launch, ...]
    readers: tuple[ActiveReader, ...]
    references: tuple[Reference, ...]
    numbers: Numbers
    strata: tuple[Stratum, ...]
    missing: tuple[Missing, ...]
    read: Mapping[str, int]
    images: ImageStore

    @property
    def requested(self) -> int:
        """Images asked for."""
        return sum(stratum.requested for stratum in self.strata)

    @property
    def outcomes(self) -> Counter[str]:
        """Requests by outcome."""
        return sum((Counter(stratum.outcomes) for stratum in self.strata), Counter())

    @property
    def attributes(self) -> dict[str, Attribute]:
        """What was read, by name."""
        return {
            attribute.name: attribute for reader in self.readers for attribute in reader.attributes
        }


def gather(run: Run) -> Facts:
    """Read what a report tells; memory holds no more rows than it shows.

    Raises:
        DamagedRunError: If the run is not measured yet, or a table is not whole.
    """
    missing, read = _counts(run)
    return Facts(
        spec=run.spec,
        launches=run.manifest.launches,
        readers=run.readers,
        references=run.references,
        numbers=run.numbers,
        strata=_strata(run),
        missing=missing,
        read=read,
        images=run.images,
    )


def _strata(run: Run) -> tuple[Stratum, ...]:
    outcomes: dict[str, Counter[str]] = {}
    marked: dict[str, set[bool | None]] = {}
    first: dict[str, list[Shown]] = {}
    for batch in read_batches(run.folder.generations, _SHOWN):
        columns = {
            name: batch.column(name).to_pylist() for name in ("stratum", "marked", "outcome")
        }
        for i, (name, mark, outcome) in enumerate(zip(*columns.values(), strict=True)):
            outcomes.setdefault(name, Counter())[outcome] += 1
            marked.setdefault(name, set()).add(mark)
            if len(shown := first.setdefault(name, [])) < PICTURES_A_STRATUM:
                shown.append(_shown(batch.slice(i, 1).to_pylist()[0]))
    return tuple(
        Stratum(
            name=name,
            requested=counter.total(),
            outcomes={outcome: counter[outcome] for outcome in OUTCOMES},
            marked=frozenset(marked[name]),
            example=first[name][0].text,
            first=tuple(first[name]),
        )
        for name, counter in outcomes.items()
    )


def _shown(row: dict[str, Any]) -> Shown:
    return Shown(**{key: value for key, value in row.items() if key not in ("stratum", "marked")})


def _counts(run: Run) -> tuple[tuple[Missing, ...], dict[str, int]]:
    """Return missing readings by reason, and by reader the images that were read."""
    missing: Counter[tuple[str, str, str, str]] = Counter()
    read: Counter[tuple[str, str]] = Counter()
    for row in read_table(run.folder.counts, COUNTS).to_pylist():
        if row["kind"] == "missing":
            key = (row["attribute"], row["reader"], row["stratum"], row["name"])
            missing[key] += row["n"]
        else:
            read[row["reader"], row["attribute"]] += row["n"]
    best: dict[str, int] = {}
    for (reader, _), n in read.items():
        best[reader] = max(n, best.get(reader, 0))
    rows = (
        Missing(attribute=attribute, reader=reader, stratum=stratum, reason=reason, n=n)
        for (attribute, reader, stratum, reason), n in missing.items()
        if n
    )
    return tuple(rows), best
