"""Which of two things is nearer to which attribute: where the factors of prompts ask it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graycard.counts import ALL
from graycard.language import noted
from graycard.measures import Estimated, associate, estimate_t2iat
from graycard.run.active_readers import ActiveReader
from graycard.run.association_tests import asked_tests, read_association_tests
from graycard.run.folder import RunFolder
from graycard.types import NotEstimated

_NO_EMBEDDER: Final = noted(
    "no reader of this run makes vectors, so nothing says which pictures are alike; graycard read"
    " RUN --reader embedding:MODEL adds them"
)


def association_tests(
    folder: RunFolder, readers: Sequence[ActiveReader], *, level: float
) -> Iterable[Estimated]:
    """Yield the numbers of association tests; nothing where no prompt asks for one.

    Args:
        folder: Of a run whose tables are there.
        readers: Of the run.
        level: Of the intervals.

    Raises:
        DamagedRunError: If the tables do not belong together.
    """
    embedders = [one for one in readers if one.width is not None]
    for embedder in embedders:
        found = [associate(one, level=level) for one in read_association_tests(folder, embedder)]
        yield estimate_t2iat(found, level=level)
    if not embedders:
        requested = [sum(one.requested.values()) for one in asked_tests(folder).values()]
        if requested:
            record = NotEstimated(
                measure="t2iat_effect_size",
                attribute="image",
                stratum=ALL,
                requested=sum(requested),
                reason=_NO_EMBEDDER,
            )
            yield Estimated([], [record])
