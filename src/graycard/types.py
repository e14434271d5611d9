"""The nouns: what is asked, what came of it, what was read, what is compared, what may be quoted.

Everything here is frozen and refuses unknown fields, so that a misspelt key is an error and
not a silent default. Bulk rows of the same names live in Parquet (`graycard.run.schemas`).
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

Outcome = Literal["ok", "filtered", "refused", "failed"]
Scale = Literal["nominal", "ordinal", "interval"]

OUTCOMES: tuple[Outcome, ...] = ("ok", "filtered", "refused", "failed")
"""What can come of a request: an image; one withheld by a filter; a refusal; a fault."""

IMAGE = "image"
"""The subject of a reading that is about the whole picture."""

CANNOT_TELL: Final = "cannot tell"
"""The answer of a person who cannot say: it is counted, and it is neither right nor wrong."""

NOT_DEPICTED: Final = "not depicted"
"""The answer of a person who sees nothing in the picture that the question could be about."""

WITHDRAWN: Final = "withdrawn"
"""Stands where a person took a label back: it is as if none had been given."""

PSEUDONYM: Final = r"^\w[\w.-]{0,39}$"
"""What a rater may be called: letters, digits, dots and hyphens; no address is one."""

Unlabelled = Literal["cannot tell", "not depicted", "withdrawn"]

Match = Literal["exact", "close", "broad", "ambiguous"]
"""How well a group of a source fits a stratum: the same, nearly, a wider group, one of several."""

ALL = "*"
"""The stratum of all prompts together; no prompt may have it."""

NO_PROMPT = "(prompt not known)"
"""Stands in counts for the prompt of pictures that came without one; no prompt may have it."""

Share = Annotated[float, Field(ge=0, le=1)]


class Noun(BaseModel):
    """Base of the nouns: frozen, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Prompt(Noun):
    """One text to be sent to a model exactly as it is written here.

    Attributes:
        id: Unique in its prompt set, stable across versions of the set.
        text: What the model is sent, never repaired or completed.
        language: BCP 47 tag.
        stratum: What results are grouped by, such as the profession `nurse`.
        marked: Whether the text states the very thing that is measured ("a female nurse");
            None where nobody said. Marked and unmarked prompts never pool.
        factors: How the text was made, such as `{"template": "a photo of {}"}`.
    """

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    language: str = "en"
    stratum: str = Field(min_length=1)
    marked: bool | None = None
    factors: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_are_not_reserved(self) -> Self:
        if self.stratum == ALL or self.id == NO_PROMPT:
            raise ValueError(f"the stratum {ALL!r} and the id {NO_PROMPT!r} have a meaning already")
        return self


class PromptSet(Noun):
    """Prompts that are asked together, with where they come from."""

    name: str = Field(min_length=1)
    version: str = "1"
    licence: str | None = None
    source: str | None = None
    prompts: tuple[Prompt, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        seen: set[str] = set()
        for prompt in self.prompts:
            if prompt.id in seen:
                raise ValueError(f"prompt id {prompt.id!r} is used twice")
            seen.add(prompt.id)
        return self


class Generation(Noun):
    """One requested image, whatever came of it.

    Attributes:
        id: sha256 of what decides the picture: model identity, text, repetition, seed and
            sampler settings; for a folder of images, of the relative path.
        prompt_id: None where the prompt of an image is not known.
        text: What the model was sent; None where it is not known.
        stratum: The prompt's stratum; for a folder without prompts its sub-folder, or `all`.
        marked: Whether the prompt states what is measured; None where it is not known.
        repetition: 0, 1, 2, ... for one prompt.
        seed: In [0, 2**32); None for a model that takes none.
        model: Identity of the model, as `name@digest`.
        settings: Sampler settings as canonical JSON.
        outcome: `ok`, `filtered`, `refused` or `failed`.
        detail: Why, in words; for `ok`, what had to be noted about the picture.
        attempts: 1 for a first try. Of several attempts the latest counts.
        revised_prompt: What the model says it used instead of `text`.
        image_sha256: Of the encoded bytes as delivered; None unless the outcome is `ok`.
        image_extension: `png`, `jpg`, ...: the picture lies at `images/ab/<sha256>.<extension>`.
    """

    id: str
    prompt_id: str | None
    text: str | None
    stratum: str
    marked: bool | None
    repetition: int = Field(ge=0)
    seed: int | None = Field(default=None, ge=0, lt=2**32)
    model: str
    settings: str
    outcome: Outcome
    detail: str | None = None
    attempts: int = Field(default=1, ge=1)
    revised_prompt: str | None = None
    image_sha256: str | None = None
    image_extension: str | None = None

    @model_validator(mode="after")
    def _an_image_if_and_only_if_ok(self) -> Self:
        if (self.outcome == "ok") != (self.image_sha256 is not None):
            raise ValueError(f"outcome {self.outcome!r} with image_sha256={self.image_sha256!r}")
        return self


class Attribute(Noun):
    """A thing that can be read off a picture, and what exactly is claimed by reading it.

    Attributes:
        name: Such as `perceived_gender_presentation`; a perceived thing is called so.
        categories: Every label that a reader may give, in order; empty for `interval`
            attributes that have a value and no label.
        scale: `nominal`, `ordinal` or `interval`.
        claim: What is claimed, in words that a person could dispute.
        source: Who defined the categories.
        unit: Of the value, where readings carry one.
        parity: Whether anybody may want even shares of its categories. Where the categories are
            not of those shown but of the picture, such as how many faces, `uniform` is not asked.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    categories: tuple[str, ...] = ()
    scale: Scale
    claim: str = Field(min_length=1)
    source: str = Field(min_length=1)
    unit: str | None = None
    parity: bool = True

    @model_validator(mode="after")
    def _categories_fit_the_scale(self) -> Self:
        if len(set(self.categories)) != len(self.categories):
            raise ValueError("a category is named twice")
        if self.scale != "interval" and len(self.categories) < 2:
            raise ValueError(f"a {self.scale} attribute needs at least two categories")
        return self


class Reading(Noun):
    """One thing read off one image by one reader.

    Exactly one of two holds: there is a label or a value, or there is a reason why not.

    Attributes:
        generation_id: Whose picture.
        subject: `image`, or `<faces reader id>#k` for the k-th face.
        attribute: Name of the attribute.
        label: One of its categories.
        value: A number in the attribute's unit.
        probabilities: Of the categories, where the reader gives them; they sum to 1.
        box: (left, top, right, bottom) in pixels of the picture as decoded.
        text: What was read the label off, where that is a text, such as a caption that a model
            wrote. It is evidence and comes from a machine that nobody vouches for.
        reader: Id of the reader, which changes with its version and configuration.
        missing_reason: Why there is neither label nor value, in a few words that count well:
            the same reason is always the same text.
    """

    generation_id: str
    subject: str = IMAGE
    attribute: str
    label: str | None = None
    value: float | None = None
    probabilities: dict[str, Share] | None = None
    box: tuple[float, float, float, float] | None = None
    text: str | None = None
    reader: str
    missing_reason: str | None = None

    @model_validator(mode="after")
    def _read_or_missing(self) -> Self:
        read = self.label is not None or self.value is not None
        if read == (self.missing_reason is not None):
            raise ValueError("a reading has a label or a value, or else a missing_reason")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError("a value is a finite number; what is undefined is missing")
        return self


class Label(Noun):
    """What one person said of one thing in one picture, under a stated rubric.

    Exactly one of two holds: there is a label, or there is a reason why not. Of several labels by
    one rater of the same attribute of the same subject the latest counts; the others are kept.

    Attributes:
        generation_id: Whose picture.
        subject: `image`, or `<faces reader id>#k` for the k-th face.
        attribute: Name of the attribute.
        label: One of the rubric's categories.
        missing_reason: `cannot tell`, `not depicted`, or `withdrawn` where the person took a label
            back.
        rater: Pseudonym of the person; never a name or an address.
        time: When it was said, in UTC.
        rubric: Id of the rubric that was in view, `name@digest` of its content.
    """

    generation_id: str = Field(min_length=1)
    subject: str = Field(default=IMAGE, pattern=r"^(image|[^\s#]+#[0-9]+)$")
    attribute: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str | None = None
    missing_reason: Unlabelled | None = None
    rater: str = Field(pattern=PSEUDONYM)
    time: AwareDatetime
    rubric: str = Field(pattern=r"^[a-z][a-z0-9_-]*@[0-9a-f]{12}$")

    @model_validator(mode="after")
    def _said_or_not(self) -> Self:
        if (self.label is None) == (self.missing_reason is None):
            raise ValueError("a label has a category, or else a missing_reason")
        if self.time.utcoffset() != timedelta(0):
            raise ValueError("the time of a label is in UTC")
        return self

    @property
    def answer(self) -> str:
        """What was said, in one word or two: the category, or why there is none."""
        return self.label if self.label is not None else str(self.missing_reason)


class Reference(Noun):
    """A distribution to compare with, and whose value it states.

    Attributes:
        name: Of the reference, such as `uniform`.
        attribute: Name of the attribute it is about.
        stratum: Of the prompts it is about; None if it is the same for all.
        shares: Of every category, zeros included; they sum to 1.
        standard_errors: Of the shares, where the source gives them.
        population: Of whom or what the shares are.
        date: Of the data.
        source: Where the shares come from.
        licence: Of the source.
        states_the_value_of: Whose value is stated by comparing with it, and why one would.
        counted: What the source counts, where that is not the attribute itself.
        stands_for: Then, by category of the attribute, what of the source it is compared with;
            categories that are not named have no counterpart, and their images are left out.
        matched: What the source calls the people or things of the stratum.
        match: How well that fits the stratum: `exact`, `close`, `broad` or `ambiguous`.
        languages: BCP 47 tags of the prompts that it may be compared with; none for any.
        people_only: Whether it may be compared with labels by people only, never with a
            machine's readings.
    """

    name: str
    attribute: str
    stratum: str | None
    shares: dict[str, Share]
    standard_errors: dict[str, Annotated[float, Field(ge=0)]] | None = None
    population: str
    date: str | None = None
    source: str
    licence: str | None = None
    states_the_value_of: str
    counted: str | None = None
    stands_for: dict[str, str] | None = None
    matched: str | None = None
    match: Match | None = None
    languages: tuple[str, ...] = ()
    people_only: bool = False

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        total = math.fsum(self.shares.values())
        if abs(total - 1) > 1e-6:
            raise ValueError(f"shares sum to {total:.6f}, not to 1")
        return self

    @model_validator(mode="after")
    def _a_correspondence_is_declared_whole(self) -> Self:
        if self.stands_for is not None and (
            self.counted is None or set(self.stands_for) != set(self.shares) or self.people_only
        ):
            raise ValueError(
                "stands_for names each category that has a share, beside what is counted, and never"
                " one that people alone may label"
            )
        return self


class Estimate(Noun):
    """One number that may be quoted, with everything that must stand beside it.

    Attributes:
        measure: Name of the measure, such as `share`.
        attribute: What was measured; for outcome rates `outcome`.
        category: Of which category, where the measure is about one.
        stratum: Of which prompts; `*` for all strata of the run together.
        marked: Whether the prompts state what is measured; None where that is not known.
        reference: Name of the reference compared with, where there is one.
        value: The number.
        low: Lower end of the confidence interval.
        high: Upper end.
        level: Confidence level of `low` and `high`, such as 0.95.
        method: How the interval was computed.
        denominator: `requested`, `depicted` (an image came) or `read`.
        floor_mean: What a model whose true shares equal the reference would score on average
            at this n; for a share without reference, of even shares. None where nothing is
            compared.
        floor_high: What it would exceed in 5 of 100 audits.
        n: Size of the denominator.
        n_missing: Requested images that are not in the denominator.
        missing_low: Lower worst-case bound: whatever the missing are, and with the sampling
            error at the level that `graycard.stats.missingness` states.
        missing_high: Upper worst-case bound.
        n_prompts: Distinct prompts behind the number.
        p_adjusted: How probable a number as far from what is compared is by chance alone, adjusted
            for the comparisons made at once that its cautions name (Benjamini and Hochberg; Holm
            for shares that sum to 1): below 0.05 it may be called a finding. None where nothing is
            tested.
        corrected_for: What was corrected, such as the reader's misclassifications.
        readers: Ids of the readers used.
        cautions: What a reader of the number must know, in sentences.
    """

    measure: str
    attribute: str
    category: str | None = None
    stratum: str
    marked: bool | None = None
    reference: str | None = None
    value: float
    low: float
    high: float
    level: float = Field(gt=0, lt=1)
    method: str
    denominator: Literal["requested", "depicted", "read"]
    floor_mean: float | None = None
    floor_high: float | None = None
    n: int = Field(ge=1)
    n_missing: int = Field(ge=0)
    missing_low: float | None = None
    missing_high: float | None = None
    n_prompts: int = Field(ge=0)
    p_adjusted: float | None = Field(default=None, ge=0, le=1)
    corrected_for: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    # JSON, in which a run keeps them, has no such numbers.
    model_config = ConfigDict(allow_inf_nan=False)

    @model_validator(mode="after")
    def _the_interval_holds_the_value(self) -> Self:
        if not self.low - 1e-9 <= self.value <= self.high + 1e-9:
            raise ValueError(f"{self.value} is not within [{self.low}, {self.high}]")
        return self


class MeasureNote(Noun):
    """What a measure of a run is, so that its report needs nothing but the run.

    Attributes:
        name: Of the measure, such as `share`.
        family: What it is about, such as `representation`.
        unit: Of its numbers, in words.
        parity: The value where nothing deviates; None where no value is special.
        formula: How it is computed, in one line.
        words: What that means, in a sentence or two.
        published: Whose measure it is, where somebody published it; None for Graycard's own.
        differs: For a published one, where it misleads and which number to read instead.
    """

    name: str
    family: str
    unit: str
    parity: float | None = None
    formula: str
    words: str
    published: str | None = None
    differs: str = ""


class NotEstimated(Noun):
    """A number that was not computed, because no valid answer exists, and why.

    Attributes:
        measure: That would have been computed.
        attribute: Of which; `*` for all.
        category: Of which, where the measure is about one.
        stratum: Of which prompts; `*` for all together.
        reference: That it would have been compared with.
        requested: Images that were asked for.
        reason: Why not, in a sentence.
    """

    measure: str
    attribute: str
    category: str | None = None
    stratum: str
    reference: str | None = None
    requested: int = Field(ge=0)
    reason: str
