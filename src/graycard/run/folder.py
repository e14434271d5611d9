"""Where everything stands in a run folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RunFolder:
    """The paths of a run. Making one touches no disk."""

    root: Path

    @property
    def spec(self) -> Path:
        """What was asked, resolved and frozen."""
        return self.root / "audit.yaml"

    @property
    def manifest(self) -> Path:
        """What happened, one entry a launch."""
        return self.root / "manifest.json"

    @property
    def lock(self) -> Path:
        """Held by the one writer."""
        return self.root / ".lock"

    @property
    def images(self) -> Path:
        """All pictures, by hash."""
        return self.root / "images"

    @property
    def generations(self) -> Path:
        """Table of all requests, in plan order."""
        return self.root / "generations.parquet"

    @property
    def readings(self) -> Path:
        """Table of all readings, one reader after the other, each in plan order."""
        return self.root / "readings.parquet"

    @property
    def readers(self) -> Path:
        """The active readers and what they read."""
        return self.root / "readers.yaml"

    @property
    def counts(self) -> Path:
        """What measures see."""
        return self.root / "counts.parquet"

    @property
    def references(self) -> Path:
        """The reference distributions that the run is compared with."""
        return self.root / "references.json"

    @property
    def estimates(self) -> Path:
        """The numbers, as a table."""
        return self.root / "estimates.parquet"

    @property
    def estimates_json(self) -> Path:
        """The same numbers, for programs."""
        return self.root / "estimates.json"

    @property
    def labels(self) -> Path:
        """People's labels: their only home in a run."""
        return self.root / "labels.parquet"

    @property
    def labelling(self) -> Path:
        """What people's labels rest on: samples, rubrics, and labels on their way."""
        return self.root / "labels"

    @property
    def staging(self) -> Path:
        """Labels that the app took down and that are not in the table yet."""
        return self.labelling / "staging.sqlite"

    def sample(self, number: int) -> Path:
        """Return the path of the table of a sample; of several the one drawn last counts."""
        return self.labelling / f"sample-{number:03d}.parquet"

    def rubric(self, id_: str) -> Path:
        """Return the path of a rubric that pictures of the run were labelled by."""
        return self.labelling / "rubrics" / f"{id_}.yaml"

    def plan(self, round_: int) -> Path:
        """Return the path of a round's plan."""
        return self.root / "plan" / f"r{round_:03d}.parquet"

    def generation_part(self, round_: int, chunk: int, attempt: int = 1) -> Path:
        """Return the path of a chunk's generations; later attempts stand beside the first."""
        return self.root / "parts" / "generations" / _part_name(round_, chunk, attempt)

    def begun_part(self, round_: int, chunk: int, attempt: int = 1) -> Path:
        """Return the path of the beginning of a chunk's generations, there until they are."""
        part = self.generation_part(round_, chunk, attempt)
        return part.with_name(f"begun-{part.name}")

    def reading_part(self, reader: str, round_: int, chunk: int, attempt: int = 1) -> Path:
        """Return the path of a reader's readings of what an attempt at a chunk brought."""
        return self.root / "parts" / "readings" / reader / _part_name(round_, chunk, attempt)

    def vector_part(self, embedder: str, round_: int, chunk: int, attempt: int = 1) -> Path:
        """Return the path of an embedder's vectors of what an attempt at a chunk brought."""
        return self.root / "parts" / "vectors" / embedder / _part_name(round_, chunk, attempt)

    def vectors(self, embedder: str) -> Path:
        """Return the path of the table of an embedder's vectors, one row a request."""
        return self.root / "vectors" / f"{embedder}.parquet"

    def attempts(self, round_: int, chunk: int) -> int:
        """Return how often a chunk was attempted; 0 if its part is not there."""
        attempt = 0
        while self.generation_part(round_, chunk, attempt + 1).exists():
            attempt += 1
        return attempt


def _part_name(round_: int, chunk: int, attempt: int) -> str:
    again = f"-a{attempt:02d}" if attempt > 1 else ""
    return f"r{round_:03d}-c{chunk:06d}{again}.parquet"
