"""The contract of a model."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from graycard.documents import canonical_json
from graycard.pictures import UndecodableError, decode
from graycard.roles import Delivery, Model, Request
from graycard.testing._contract import require, require_identity, require_settled
from graycard.types import OUTCOMES


def check_model(load: Callable[[], Model], requests: Sequence[Request]) -> None:
    """Check that a model keeps what the audit relies on.

    It is loaded twice and asked for the same in one batch, one by one, and backwards.

    Args:
        load: Makes the model; called twice, with the same result expected.
        requests: At least two different ones, one of them answered by an image.

    Raises:
        ContractError: If its id or settings change from load to load or cannot be written down;
            if deliveries are too few or many; if an image is missing, undecodable or of another
            format than stated; or if a seedable model's pictures depend on the batch.

    Example:
        >>> from graycard import components
        >>> check_model(
        ...     lambda: components.load("models", "avatar-renderer", {}),
        ...     [Request(text="a photo of a nurse", repetition=0, seed=seed) for seed in (1, 2)],
        ... )
    """
    model, again = load(), load()
    require(
        len(set(requests)) >= 2,
        what=f"{len(set(requests))} requests were given",
        why="with fewer than two, a mix-up cannot be seen",
        fix="give at least two different requests",
    )
    _check_statements(model, again)
    settings = canonical_json(model.settings)
    deliveries = _deliver(model, requests)
    for delivery in deliveries:
        _check_delivery(delivery)
    require(
        any(delivery.outcome == "ok" for delivery in deliveries),
        what=f"none of {len(requests)} requests was answered by an image",
        why="its images could not be checked",
        fix="give requests that the model can answer",
    )
    require(
        not _deliver(again, []),
        what="a delivery came without a request",
        why="deliveries are matched to requests by their order",
        fix="yield nothing for no requests",
    )
    if model.seedable:
        _check_repeats(again, requests, deliveries)
    require(
        canonical_json(model.settings) == settings,
        what="generating changed the settings",
        why="they decide the identity of every picture",
        fix="keep what changes elsewhere",
    )


def _check_statements(model: Model, again: Model) -> None:
    require_identity(model.id, again.id)
    try:
        written: Any = json.loads(canonical_json(model.settings))
    except (TypeError, ValueError):
        written = None
    require(
        written is not None and written == model.settings,
        what=f"the settings {model.settings!r} cannot be written down",
        why="they are kept as JSON beside every picture",
        fix="use texts, finite numbers, booleans, lists and dicts with text keys",
    )
    require(
        written == again.settings,
        what=f"two loads have the settings {model.settings!r} and {again.settings!r}",
        why="a resumed run would take them for two models",
        fix="state only what was set or what decides the picture",
    )
    require(
        bool(model.domain) and model.domain == again.domain,
        what=f"the domain is {model.domain!r}",
        why="readers are only asked about domains that they were validated on",
        fix="use roles.PHOTOGRAPHS, roles.DRAWN_WORLD or a name of your own",
    )
    require(
        model.seedable in (True, False),
        what=f"seedable is {model.seedable!r}",
        why="a report says whether a picture can be made again",
        fix="set it to True or False",
    )
    require(
        model.chunk >= 1 and model.chunk == int(model.chunk),
        what=f"chunk is {model.chunk!r}",
        why="requests are cut into parts of that many",
        fix="set it to how many requests the model likes at once, at least 1",
    )
    batch = getattr(model, "batch", 1)
    require(
        isinstance(batch, int) and batch >= 1 and model.chunk % batch == 0,
        what=f"batch is {batch!r}, and chunk {model.chunk!r}",
        why="an interrupted chunk goes on where a batch begins",
        fix="set batch to how many pictures are made at a time, and chunk to a multiple of it",
    )


def _deliver(model: Model, requests: Sequence[Request]) -> list[Delivery]:
    deliveries = list(model.generate(requests))
    require(
        len(deliveries) == len(requests),
        what=f"{len(requests)} requests were answered by {len(deliveries)} deliveries",
        why="each request is a row, whatever came of it",
        fix="yield a delivery for each, with the outcome filtered, refused or failed if need be",
    )
    return deliveries


def _check_delivery(delivery: Delivery) -> None:
    require(
        delivery.outcome in OUTCOMES,
        what=f"an outcome is {delivery.outcome!r}",
        why=f"it can be {', '.join(OUTCOMES)}",
        fix="use failed for faults, filtered and refused for what the system withholds",
    )
    if delivery.outcome != "ok":
        require(
            delivery.image is None and delivery.extension is None,
            what=f"an image came with the outcome {delivery.outcome}",
            why="there is an image if and only if the outcome is ok",
            fix="leave image and extension out",
        )
        require_settled(delivery.detail, whose=f"a {delivery.outcome} delivery")
        return
    try:
        extension = decode(delivery.image or b"").extension
    except UndecodableError as error:
        require(
            False,
            what="an image cannot be decoded",
            why=str(error),
            fix="encode it as PNG, or deliver it as failed",
        )
    require(
        delivery.extension == extension,
        what=f"an image has the extension {delivery.extension!r}",
        why=f"its bytes are {extension}",
        fix=f"set extension to {extension!r}",
    )


def _check_repeats(
    model: Model, requests: Sequence[Request], deliveries: Sequence[Delivery]
) -> None:
    alone = [_deliver(model, [request])[0] for request in requests]
    backwards = _deliver(model, requests[::-1])[::-1]
    for how, others in (("asked one by one", alone), ("asked in another order", backwards)):
        require(
            list(deliveries) == others,
            what=f"other deliveries come when the same requests are {how}",
            why="chunks are cut, resumed and retried at will",
            fix="seed each request by its own seed, or set seedable to False",
        )
