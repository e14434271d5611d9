"""Reading a label off the likeness of a picture to texts: what zero_shot and features share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graycard.documents import digest
from graycard.language import noted
from graycard.pictures import Picture
from graycard.readers._encoder import Encoder, Vectors
from graycard.readers._encoder_settings import ZeroShotSettings
from graycard.readers._refusals import refuse_race_and_ethnicity
from graycard.roles import DRAWN_WORLD
from graycard.types import Attribute, Reading

NOT_FINITE: Final = noted("the model’s numbers for this picture are not finite")


@dataclass(frozen=True)
class Question:
    """One attribute, with the texts that stand for each of its categories, templates filled in.

    Attributes:
        attribute: What is read.
        prompts: Texts by category.
        yes: For a yes or no about one category of several: which. Its probability among all of
            them is that of `yes`.
        measured: How often its labels were right in the reader's domain; None if nobody knows.
    """

    attribute: Attribute
    prompts: Mapping[str, Sequence[str]]
    yes: str | None = None
    measured: str | None = None


class ZeroShot:
    """The reader: the category whose texts are most like the picture, or no label.

    Args:
        identity: Of the reader.
        encoder: Of pictures and texts.
        questions: What is read.
        abstain_below: Probability that the likeliest category must have to be the label.
        fits_from: Score of its own that it must have too, where the model gives one to each text.
        not_validated: What of it nobody validated; None if it was, on the drawn world.

    Raises:
        SpecError: If a question names a race or an ethnicity.
    """

    def __init__(
        self,
        identity: str,
        encoder: Encoder,
        questions: Sequence[Question],
        *,
        abstain_below: float,
        fits_from: float,
        not_validated: str | None,
    ) -> None:
        for question in questions:
            refuse_question(question.attribute.name, question.prompts, where="texts")
        self.id = identity
        self.domains = frozenset({DRAWN_WORLD} if not_validated is None else ())
        self.not_validated = not_validated
        self.source = encoder.source
        self.attributes = tuple(question.attribute for question in questions)
        self.measured = {one.attribute.name: one.measured for one in questions if one.measured}
        self._questions = tuple(questions)
        self._encoder, self._abstain_below, self._fits_from = encoder, abstain_below, fits_from
        self._classes = [class_vectors(encoder, question.prompts) for question in questions]

    @property
    def device(self) -> str:
        """Where it computes, as a manifest tells it."""
        return self._encoder.device

    def read(self, pictures: Sequence[Picture]) -> Iterator[Reading]:
        """Yield a reading of each attribute, with the probabilities of all its categories."""
        vectors = self._encoder.pictures(pictures)
        tables = [
            (
                _answers(question, probabilities(self._encoder, vectors, classes)),
                scores(self._encoder, vectors, classes),
            )
            for question, classes in zip(self._questions, self._classes, strict=True)
        ]
        for row, picture in enumerate(pictures):
            for attribute, (shares, fits) in zip(self.attributes, tables, strict=True):
                fit = None if fits is None else float(fits[row].max())
                yield self._reading(picture, attribute, shares[row], fit)

    def _reading(
        self, picture: Picture, attribute: Attribute, shares: NDArray[np.float64], fit: float | None
    ) -> Reading:
        finite = bool(np.isfinite(shares).all())
        best = int(shares.argmax())
        fits = fit is None or fit >= self._fits_from
        sure = finite and fits and shares[best] >= self._abstain_below
        abstained = (
            noted("abstained: no probability reaches {share}", share=f"{self._abstain_below:g}")
            if fits
            else noted(
                "abstained: nothing fits, no score reaches {share}", share=f"{self._fits_from:g}"
            )
        )
        return Reading(
            generation_id=picture.generation_id,
            attribute=attribute.name,
            label=attribute.categories[best] if sure else None,
            probabilities=dict(zip(attribute.categories, shares.tolist(), strict=True))
            if finite
            else None,
            reader=self.id,
            missing_reason=None if sure else abstained if finite else NOT_FINITE,
        )


def refuse_question(name: str, prompts: Mapping[str, Sequence[str]], *, where: str) -> None:
    """Raise if what is to be read is a race or an ethnicity, by any of its names or texts.

    No reader is made without it; those who take words from users ask before they load a model.

    Args:
        name: Of the attribute.
        prompts: Its texts by category, templates filled in.
        where: What they were given as, for the error.

    Raises:
        SpecError: It names the first of them.
    """
    last = name.rpartition("_")[2]
    # A colour is refused where it stands alone, so a category is looked at with its attribute.
    pairs = [pair for one in prompts for pair in (f"{name} {one}", f"{one} {last}")]
    texts = [text for some in prompts.values() for text in some]
    refuse_race_and_ethnicity([name, *pairs, *texts], where=where)


def identify(
    name: str,
    encoder: Encoder,
    questions: Sequence[Question],
    settings: ZeroShotSettings,
    *,
    version: int,
) -> str:
    """Return the id of a reader: all that decides its labels, and not where it computes."""
    asked = [
        [one.attribute.model_dump(mode="json"), list(one.prompts.items()), one.yes]
        for one in questions
    ]
    decides = {
        "version": version,
        "weights": encoder.digest,
        "dtype": settings.dtype,
        "abstain_below": settings.abstain_below,
        "fits_from": None if encoder.bias is None else settings.fits_from,
        "questions": asked,
    }
    return f"{name}@{digest(decides)[:12]}"


def class_vectors(encoder: Encoder, prompts: Mapping[str, Sequence[str]]) -> Vectors:
    """Return one vector a category, shape (K, width): the mean of its texts', made 1 long.

    Source: A. Radford et al., Learning Transferable Visual Models From Natural Language
    Supervision (2021), section 3.1.4, prompt ensembling over the embedding space.
    """
    vectors = encoder.texts([text for texts in prompts.values() for text in texts])
    ends = np.cumsum([len(texts) for texts in prompts.values()])[:-1]
    means = np.stack([some.mean(axis=0) for some in np.split(vectors, ends)])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    unit: Vectors = (means / lengths).astype(np.float32)
    return unit


def probabilities(encoder: Encoder, vectors: Vectors, classes: Vectors) -> NDArray[np.float64]:
    """Return the probability of each category for each picture, shape (n, K); rows sum to 1.

    The logit of a category is the cosine times the model's scale. A model that was trained with
    a softmax gets one. Of one that was trained with a sigmoid they are relative scores: each
    category's own score divided by the sum of all. They say which text fits better, and not
    whether any does: that is what `scores` is for.
    """
    logits = _logits(encoder, vectors, classes)
    if encoder.bias is not None:
        logits = -np.logaddexp(0, -logits)  # the logarithm of the sigmoid
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
    return shares


def _answers(question: Question, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    if question.yes is None:
        return shares
    yes = shares[:, list(question.prompts).index(question.yes)]
    return np.stack([yes, 1 - yes], axis=1)


def scores(encoder: Encoder, vectors: Vectors, classes: Vectors) -> NDArray[np.float64] | None:
    """Return how well each category fits each picture, whatever the others do, shape (n, K).

    In [0, 1], from the sigmoid of a model that was trained with one; None for any other model,
    which only ever compares.
    """
    if encoder.bias is None:
        return None
    fits: NDArray[np.float64] = np.exp(-np.logaddexp(0, -_logits(encoder, vectors, classes)))
    return fits


def _logits(encoder: Encoder, vectors: Vectors, classes: Vectors) -> NDArray[np.float64]:
    cosines = vectors.astype(np.float64) @ classes.T.astype(np.float64)
    logits: NDArray[np.float64] = (encoder.scale or 1.0) * cosines + (encoder.bias or 0.0)
    return logits


def how(encoder: Encoder) -> str:
    """Return in words where the probabilities come from, for the source of an attribute."""
    made = (
        f"softmax of {encoder.scale:.4g} times the cosine"
        if encoder.bias is None
        else "relative scores, each sigmoid divided by the sum of all"
    )
    return f"zero-shot by {encoder.source}: {made}"
