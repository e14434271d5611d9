"""What a report is made of: everything is read from the run folder, once, in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graycard.labels.shares import Labelled, labelled
from graycard.report.requests import Requests, Stratum, read_requests
from graycard.run.active_readers import ActiveReader
from graycard.run.evidence import Numbers
from graycard.run.images import ImageStore
from graycard.run.manifest import Launch
from graycard.run.run import Run
from graycard.run.schemas import COUNTS
from graycard.run.shared_seeds import SharedSeeds, shared_seeds
from graycard.run.spec import ResolvedSpec
from graycard.run.tables import read_table
from graycard.run.vectors import count_vectors
from graycard.types import Attribute, Reference


@dataclass(frozen=True, kw_only=True)
class Missing:
    """How many images have no reading of an attribute in a stratum, for one reason."""

    attribute: str
    reader: str
    stratum: str
    marked: bool | None
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
        requests: What was asked, and what came of it.
        missing: Readings that are missing, by reason.
        read: Images with a reading of a reader's first attribute, by reader, or with a vector, by
            embedder.
        images: The pictures.
        seeds: Which groups of prompts share seeds.
        labelled: What people said of them.
    """

    spec: ResolvedSpec
    launches: tuple[Launch, ...]
    readers: tuple[ActiveReader, ...]
    references: tuple[Reference, ...]
    numbers: Numbers
    requests: Requests
    missing: tuple[Missing, ...]
    read: Mapping[str, int]
    images: ImageStore
    seeds: SharedSeeds
    labelled: tuple[Labelled, ...] = ()

    @property
    def level(self) -> float:
        """Confidence level of the numbers, which may have been measured again at another."""
        for estimate in self.numbers.estimates[:1]:
            return estimate.level
        return self.spec.asked.level

    @property
    def is_folder(self) -> bool:
        """Whether the images lay in a folder, so that nobody was asked for them."""
        return self.spec.listing_digest is not None

    @property
    def strata(self) -> tuple[Stratum, ...]:
        """In plan order."""
        return self.requests.strata

    @property
    def requested(self) -> int:
        """Images asked for, or listed."""
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
    missing, counted = _counts(run)
    levels = [one.level for one in run.numbers.estimates[:1]] or [run.spec.asked.level]
    read = {}
    for reader in run.readers:
        if reader.attributes:
            # Its first attribute is what a reader is for; others may be read off any picture.
            read[reader.id] = counted[reader.id, reader.attributes[0].name]
        if reader.width is not None:
            read[reader.id] = count_vectors(run.folder, reader.id)[None]
    return Facts(
        spec=run.spec,
        launches=run.manifest.launches,
        readers=run.readers,
        references=run.references,
        numbers=run.numbers,
        requests=read_requests(run),
        missing=missing,
        read=read,
        images=run.images,
        seeds=shared_seeds(run.folder),
        labelled=labelled(run.folder, level=levels[0]),
    )


def _counts(run: Run) -> tuple[tuple[Missing, ...], Counter[tuple[str, str]]]:
    """Return missing readings by reason, and images read by reader and attribute."""
    missing: Counter[tuple[str, str, str, bool | None, str]] = Counter()
    read: Counter[tuple[str, str]] = Counter()
    for row in read_table(run.folder.counts, COUNTS).to_pylist():
        if row["kind"] == "missing":
            where = (row["stratum"], row["marked"])
            key = (row["attribute"], row["reader"], *where, row["name"])
            missing[key] += row["n"]
        else:
            read[row["reader"], row["attribute"]] += row["n"]
    rows = (
        Missing(
            attribute=attribute, reader=reader, stratum=stratum, marked=marked, reason=reason, n=n
        )
        for (attribute, reader, stratum, marked, reason), n in missing.items()
        if n
    )
    return tuple(rows), read
