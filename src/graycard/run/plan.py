"""The plan of a round: every request that will be made, cut into chunks, before any is made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from graycard.documents import canonical_json
from graycard.roles import ListedImage, Request
from graycard.run.folder import RunFolder
from graycard.run.schemas import PLAN
from graycard.run.tables import put_stream, read_batches
from graycard.types import PromptSet

_ROWS_A_TIME = 20_000


def seed_of(run_seed: int, prompt_id: str | None, repetition: int) -> int:
    """Return the seed of one request, in [0, 2**32).

    The same for every model, so that comparisons pair; different across prompts, so that
    strata are independent, unless seeds are shared.

    Args:
        run_seed: Of the run.
        prompt_id: Of the prompt; None for the seed that all prompts share.
        repetition: Of the prompt, from 0.

    Example:
        >>> seed_of(0, "nurse", 0) == seed_of(0, "nurse", 0)
        True
        >>> seed_of(0, "nurse", 0) == seed_of(0, "nurse", 1)
        False
        >>> seed_of(0, None, 0) == seed_of(0, "nurse", 0)
        False
    """
    key = canonical_json([run_seed, prompt_id, repetition]).encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:4], "big")


def generation_id(model: str, settings: str, request: Request) -> str:
    """Return the id of a requested picture: a hash of all that decides it.

    Args:
        model: Identity of the model.
        settings: Its sampler settings as canonical JSON.
        request: What is asked. Of a picture that is fetched, the id is the hash of where from.
    """
    if request.source is not None:
        return hashlib.sha256(request.source.encode()).hexdigest()
    what = [model, settings, request.text, request.repetition, request.seed]
    return hashlib.sha256(canonical_json(what).encode()).hexdigest()


def write_prompt_plan(
    folder: RunFolder,
    prompts: PromptSet,
    *,
    repetitions: int,
    run_seed: int,
    seedable: bool,
    chunk: int,
    shared_seeds: bool = False,
    round_: int = 0,
) -> int:
    """Write the plan of asking every prompt this many times; return the number of requests.

    Requests of one prompt stand together, so that a chunk is mostly one prompt. Where seeds are
    shared, requests of different prompts with the same repetition have the same seed.
    """

    def rows() -> Iterator[dict[str, Any]]:
        for prompt in prompts.prompts:
            whose = None if shared_seeds else prompt.id
            for repetition in range(repetitions):
                yield {
                    "prompt_id": prompt.id,
                    "text": prompt.text,
                    "language": prompt.language,
                    "stratum": prompt.stratum,
                    "marked": prompt.marked,
                    "factors": list(prompt.factors.items()),
                    "repetition": repetition,
                    "seed": seed_of(run_seed, whose, repetition) if seedable else None,
                }

    return _write(folder, rows(), chunk=chunk, round_=round_)


def write_listing_plan(
    folder: RunFolder, listing: Sequence[ListedImage], *, chunk: int, round_: int = 0
) -> int:
    """Write the plan of taking every listed picture once; return the number of requests.

    Pictures of the same text are repetitions of one prompt, in the order of the listing.
    """
    seen: dict[str, int] = {}

    def rows() -> Iterator[dict[str, Any]]:
        for image in listing:
            prompt_id = None if image.text is None else _prompt_id(image)
            counter = prompt_id or f"stratum {image.stratum}"
            seen[counter] = seen.get(counter, -1) + 1
            yield {
                "prompt_id": prompt_id,
                "text": image.text,
                "language": image.language,
                "stratum": image.stratum,
                "marked": image.marked,
                "factors": list(image.factors.items()),
                "repetition": seen[counter],
                "seed": image.seed,
                "source": image.source,
            }

    return _write(folder, rows(), chunk=chunk, round_=round_)


def planned_chunks(
    folder: RunFolder, *, round_: int = 0
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield (number, planned requests) of every chunk of a round, in order.

    Memory holds a few thousand rows, however long the plan is.
    """
    current, rows = 0, list[dict[str, Any]]()
    for batch in read_batches(folder.plan(round_), PLAN):
        for row in batch.to_pylist():
            if row["chunk"] != current:
                yield current, rows
                current, rows = row["chunk"], []
            rows.append(row)
    if rows:
        yield current, rows


def _prompt_id(image: ListedImage) -> str:
    key = canonical_json([image.stratum, image.language, image.text])
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _write(folder: RunFolder, rows: Iterator[dict[str, Any]], *, chunk: int, round_: int) -> int:
    def tables() -> Iterator[pa.Table]:
        batch: list[dict[str, Any]] = []
        for index, row in enumerate(rows):
            batch.append({"chunk": index // chunk, **row})
            if len(batch) == _ROWS_A_TIME:
                yield pa.Table.from_pylist(batch, schema=PLAN)
                batch = []
        if batch:
            yield pa.Table.from_pylist(batch, schema=PLAN)

    return put_stream(folder.plan(round_), tables(), PLAN)
