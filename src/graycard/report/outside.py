"""What is said of readers that were asked about pictures they were not validated on."""

from __future__ import annotations

from collections.abc import Sequence

from graycard.language import say, several
from graycard.report.safe import in_sentence
from graycard.report.words import domain_name, listed
from graycard.run.active_readers import ActiveReader


def override(readers: Sequence[ActiveReader], domain: str) -> list[str]:
    """Return a caution of the readers, and one of the embedders, that are outside their domain.

    Args:
        readers: Of a run.
        domain: Kind of its pictures.
    """
    outside = [one for one in readers if one.outside(domain)]
    read = [_with_model(one) for one in outside if one.width is None]
    embedded = [one for one in outside if one.width is not None]
    said = []
    if read:
        said.append(
            several(
                len(read),
                "Caution: {readers} read pictures that it was not validated on ({domain}), because"
                " outside_domain was set. Nobody knows how often these readings are wrong.",
                "Caution: {readers} read pictures that they were not validated on ({domain}),"
                " because outside_domain was set. Nobody knows how often these readings are wrong.",
                readers=listed(read),
                domain=domain_name(domain),
            )
        )
    return [*said, *(of_vectors(one, [domain]) for one in embedded)]


def of_vectors(embedder: ActiveReader, shown: Sequence[str]) -> str:
    """Return the caution of vectors of pictures that their embedder was not validated on.

    Args:
        embedder: That made them.
        shown: Kinds of pictures that it was not validated on.
    """
    return say(
        "Caution: {model} made vectors of {shown} and was validated on: {known}. What it takes for"
        " alike there may be an accident.",
        model=in_sentence(embedder.model or embedder.name),
        shown=listed([*map(domain_name, shown)]),
        known=listed([*map(domain_name, embedder.domains)]) or say("nothing"),
    )


def _with_model(reader: ActiveReader) -> str:
    if reader.model is None:
        return reader.name
    return say("{reader} (with {model})", reader=reader.name, model=in_sentence(reader.model))
