"""Words that tell groups of pictures of runs apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.errors import DomainError, InputError
from graycard.explore.collection import Collection
from graycard.explore.filters import Filter
from graycard.explore.outside import Outside, outside_of
from graycard.explore.telling.compare import telling_words
from graycard.explore.telling.found import TellingWords
from graycard.explore.telling.scores import word_scores
from graycard.explore.telling.vocabulary import Vocabulary, drawn_world, everyday
from graycard.language import in_a_row, say, several
from graycard.readers._encoder import Encoder, find_encoder
from graycard.readers._encoder_settings import AVATAR_CLIP, EncoderSettings
from graycard.report.words import domain_name
from graycard.run.active_readers import ActiveReader

_DEFAULTS: Final = EncoderSettings()


def words_apart(
    collection: Collection,
    *,
    group: Filter,
    against: Filter | None = None,
    vocabulary: Vocabulary | None = None,
    embedder: str | None = None,
    outside_domain: bool = False,
) -> TellingWords:
    """Compare how much more each word is seen in one group of pictures than in another.

    Args:
        collection: Runs. Those that the groups have pictures of need vectors of one CLIP or SigLIP
            model.
        group: The pictures that are asked about.
        against: Those that they are compared with; None for all others.
        vocabulary: The words; None for those of the drawn world where `avatar-clip` made the
            vectors, and for `everyday` with any other model.
        embedder: Name or id; None if there is only one.
        outside_domain: Lets a model find words in pictures that it was not validated on.

    Raises:
        DomainError: If the model was not validated on the pictures, and nobody insists.
        InputError: If there are no vectors, the model has no text tower or is not the one that
            made them, or a picture is in both groups.
        SpecError: If a word is too long for the model.
        NothingObservedError: If a group has too few pictures.
        EnvironmentFaultError: If the extra `local` or the network is missing.

    Example:
        >>> import graycard
        >>> run = graycard.audit(images_per_prompt=8, readers=["embedding"], out=tmp_path / "run")
        >>> found = words_apart(
        ...     Collection.open([run.path]),
        ...     group=Filter(stratum=("nurse",)), against=Filter(stratum=("ceo",)),
        ... )
        >>> "nurse" in [one.word for one in found.more()[:8]], found.n, found.other_n
        (True, 8, 8)
    """
    asked = collection.select(group)
    if against is None:
        others = np.setdiff1d(np.arange(collection.size), asked)
    else:
        others = collection.select(against)
    both = np.intersect1d(asked, others)
    if len(both):
        raise InputError(
            what=several(
                len(both),
                "{n} request is in both groups",
                "{n} requests are in both groups",
                n=len(both),
            ),
            why=say("a picture cannot be compared with itself"),
            fix=say("choose groups that have nothing in common"),
        )
    runs = collection.runs_of(np.concatenate([asked, others])) or tuple(collection.runs)
    outside = _outside(collection, embedder, runs=runs, insists=outside_domain)
    rows, vectors = collection.vectors(embedder, runs=runs)
    reader = collection.embedder(embedder, runs=runs)
    encoder, model = _encoder_of(reader)
    if vocabulary is None:
        vocabulary = drawn_world() if model == AVATAR_CLIP else everyday()
    texts = encoder.texts(list(vocabulary.texts.values()))
    # Summed in double without a copy in double.
    lengths = np.sqrt(np.einsum("nd,nd->n", vectors, vectors, dtype=np.float64))
    there = np.isfinite(lengths) & (lengths > 0)
    wanted = np.isin(rows, np.concatenate([asked, others])) & there
    kept = rows[wanted]
    units = vectors[wanted] / lengths[wanted, None].astype(np.float32)
    first = np.isin(kept, asked)
    missing = (len(asked) - int(first.sum()), len(others) - int((~first).sum()))
    found = telling_words(
        word_scores(units, texts),
        vocabulary.words,
        first=first,
        prompts=_prompts(collection, kept),
        missing=missing,
        vocabulary=vocabulary.name,
        source=reader.source or reader.id,
        cautions=_cautions(
            missing, len(kept), read=any(one.read or one.label for one in (group, against or group))
        ),
    )
    return replace(found, outside=None if outside is None else outside.in_words())


def require_words(
    collection: Collection, *, embedder: str | None = None, runs: Sequence[str] | None = None
) -> None:
    """Raise where no two groups of some runs could be compared in words, whichever they are.

    Args:
        collection: Runs whose groups may be compared.
        embedder: Name or id; None if there is only one.
        runs: Names of those that the groups have pictures of; None for all.

    Raises:
        DomainError: If the model was not validated on the pictures.
        InputError: If there are no vectors, the runs have not the same, or the model has no text
            tower or is not the one that made them.
        EnvironmentFaultError: If the extra `local` or the network is missing.
    """
    names = tuple(collection.runs) if runs is None else runs
    _outside(collection, embedder, runs=names, insists=False)
    _encoder_of(collection.embedder(embedder, runs=names))


def _outside(
    collection: Collection, embedder: str | None, *, runs: Sequence[str], insists: bool
) -> Outside | None:
    outside = outside_of(collection, embedder, runs=runs)
    if outside is not None and not insists:
        raise _refused(outside)
    return outside


def _refused(outside: Outside) -> DomainError:
    """Return the refusal of words for pictures that the model has no words for."""
    embedder = outside.embedder
    return DomainError(
        what=say(
            "{model} has no words for {shown}",
            model=embedder.model or embedder.name,
            shown=in_a_row([*map(domain_name, outside.shown)]),
        ),
        why=say(
            "it was validated on: {known}; whatever it is shown, it finds some of its words in it",
            known=in_a_row([*map(domain_name, embedder.domains)]) or say("nothing"),
        ),
        fix=say(
            "read with a CLIP or SigLIP model that knows them: `graycard read RUN --reader"
            " embedding:MODEL`; or insist: `graycard explore words --outside-domain` (the answer"
            " will say so)"
        ),
    )


def _encoder_of(reader: ActiveReader) -> tuple[Encoder, str]:
    """Return the model that made vectors, with its texts, and its name as it was given."""
    given = EncoderSettings(
        **{
            name: reader.settings[name]
            for name in _DEFAULTS.__class__.model_fields
            if name in reader.settings
        }
    )
    encoder = find_encoder(
        given.model, revision=given.revision, dtype=given.dtype, device=given.device
    )
    encoder.require_texts()
    if reader.source is not None and not reader.source.endswith(f"@{encoder.digest[:12]}"):
        raise InputError(
            what=say("{model} is no longer the model that made the vectors", model=given.model),
            why=say(
                "they are of {made}, and this is {now}",
                made=reader.source,
                now=encoder.digest[:12],
            ),
            fix=say(
                "name its revision, or read the vectors again: graycard read RUN --reader"
                " embedding:{model}",
                model=given.model,
            ),
        )
    return encoder, given.model


def _prompts(collection: Collection, rows: NDArray[np.int64]) -> list[str]:
    prompt, text = collection.words["prompt"], collection.words["text"]
    # A folder of pictures without prompts: nothing is known of what was asked, so each is its own.
    return [prompt[int(row)] or text[int(row)] or f"picture {collection.ids[row]}" for row in rows]


def _cautions(missing: tuple[int, int], compared: int, *, read: bool) -> tuple[str, ...]:
    said = [
        say(
            "Scores are a model's likeness of pictures to words, which nobody compared with what"
            " people see: look at the pictures before you quote a word."
        )
    ]
    if read:
        # Chance cannot exchange groups that were made from what the pictures show.
        said.append(
            say(
                "A group is chosen by readings or labels of the same pictures: words that go with"
                " what was read then differ by construction, and the p-values do not hold for them."
            )
        )
    if sum(missing):
        said.append(
            several(
                sum(missing),
                "{missing} of {requested} requests has no vector and is not compared.",
                "{missing} of {requested} requests have no vector and are not compared.",
                missing=sum(missing),
                requested=sum(missing) + compared,
            )
        )
    return tuple(said)
