"""What there is to show of the pictures of a sample: their bytes, and what hides from raters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from graycard.labels.drawn import Sample
from graycard.run.folder import RunFolder
from graycard.run.schemas import GENERATIONS
from graycard.run.tables import damaged, read_batches


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One picture.

    Attributes:
        digest: Sha256 of its bytes.
        extension: Of its format.
        text: What the model was sent; None where nobody knows it. Raters see it only if they ask.
        stratum: Of the prompt; as the text.
    """

    digest: str
    extension: str
    text: str | None
    stratum: str


def pictures_shown(folder: RunFolder, sample: Sample) -> tuple[Shown, ...]:
    """Return the pictures of a sample, in the order in which they are shown.

    Raises:
        DamagedRunError: If one of them is not in the run any more.
    """
    return _shown(folder, sample, folder.generations.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _shown(folder: RunFolder, sample: Sample, _version: int) -> tuple[Shown, ...]:
    wanted = {one.picture.generation_id for one in sample.drawn}
    columns = ("id", "text", "stratum", "image_sha256", "image_extension")
    found = {}
    for batch in read_batches(folder.generations, GENERATIONS):
        for row in batch.select(columns).to_pylist():
            if row["id"] in wanted and row["image_sha256"] is not None:
                found[row["id"]] = Shown(
                    digest=row["image_sha256"],
                    extension=row["image_extension"],
                    text=row["text"],
                    stratum=row["stratum"],
                )
    absent = wanted - {*found}
    if absent:
        raise damaged(
            folder.sample(sample.number), f"the run has no picture {min(absent)} any more"
        )
    return tuple(found[one.picture.generation_id] for one in sample.drawn)
