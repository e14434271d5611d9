"""Whether who read the pictures has taught who drew them, and so may not judge them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from graycard.avatar import ATTRIBUTES
from graycard.language import say
from graycard.readers._encoder_settings import AVATAR_CLIP
from graycard.report.facts import Facts
from graycard.report.opening import model_name
from graycard.report.safe import in_sentence
from graycard.report.words import attribute_name, listed, paragraph
from graycard.run.active_readers import ActiveReader

_PUPIL: Final = "avatar-diffusion"
"""The model that learned from its own drawings as avatar-clip read them."""

WEIGHTS: Final[Mapping[str, str]] = {AVATAR_CLIP: "86d160deed15", _PUPIL: "31410d8a0516"}
"""How a run records the files of both: a copy has the same digest, whatever it is called.

Weights that were trained further or saved anew have another, and those on a hub are recorded by
their commit: such copies are not noticed.
"""

_LEARNED: Final = ("perceived_gender_presentation", "skin_tone", "glasses", "smile", "tie")
"""What it learned from avatar-clip; glasses for a time only. Age it did not, for example."""

_TAUGHT: Final = frozenset({*_LEARNED, "skin_tone_class", "skin_tone_group"})
"""The same, with what follows from it."""

_NAMED: Final = 4
"""Attributes of one's own that are named; the others are counted."""


def not_its_judge(facts: Facts) -> list[str]:
    """Return that errors of avatar-diffusion are hidden by who read them, in at most one text.

    What has a name of the drawn world is taken at its word. What is asked under a name of one's own
    nobody knows, so it is said as far as it is about something that was taught.
    """
    if not _is_pupil(facts):
        return []
    teachers = {one.id: one for one in facts.readers if _is_teacher(one)}
    asked = [
        (one.attribute, teachers[reader])
        for one in facts.numbers.estimates
        for reader in one.readers
        if reader in teachers
        if one.attribute in _TAUGHT or _is_own(one.attribute, teachers[reader])
    ]
    if not asked:
        return []
    names = dict.fromkeys(name for name, _ in asked)
    own = [name for name in names if name not in _TAUGHT]
    copies = _copies(facts, [reader for _, reader in asked])
    return [paragraph([*copies, *_hidden(own, taught=len(own) < len(names))])]


def _is_pupil(facts: Facts) -> bool:
    return facts.spec.asked.model.name == _PUPIL or _digest(facts.spec.model) == WEIGHTS[_PUPIL]


def _is_teacher(reader: ActiveReader) -> bool:
    """Return whether avatar-clip reads: that of this version or of another, or a copy."""
    shipped = reader.model == AVATAR_CLIP == reader.settings.get("model", AVATAR_CLIP)
    return shipped or _digest(reader.source or "") == WEIGHTS[AVATAR_CLIP]


def _digest(identity: str) -> str:
    return identity.rpartition("@")[2]


def _is_own(name: str, reader: ActiveReader) -> bool:
    """Return whether a reader has an attribute whose name says nothing of the drawn world."""
    known = name in _TAUGHT or name in ATTRIBUTES
    return not known and name in {one.name for one in reader.attributes}


def _copies(facts: Facts, judges: Sequence[ActiveReader]) -> list[str]:
    """Return which of those that the caution is about are known here by other names."""
    names = {model_name(facts): _PUPIL, **{one.model or "": AVATAR_CLIP for one in judges}}
    return [
        say("{copy} has the weights of {model}.", copy=in_sentence(copy), model=model)
        for copy, model in names.items()
        if copy != model
    ]


def _hidden(own: Sequence[str], *, taught: bool) -> list[str]:
    """Return what errors are hidden.

    Args:
        own: Attributes of one's own that avatar-clip read.
        taught: Whether it read something, too, that it taught.
    """
    others = listed([attribute_name(name) for name in own], most=_NAMED)
    learned = listed([attribute_name(name) for name in _LEARNED])
    if not taught:
        return [
            say(
                "{model} learned {learned} from what {reader} reads off its drawings. {reader} read"
                " {attributes} here: if that asks for what it learned so, fewer of its errors show"
                " here than there are. The card beside its weights says how far an independent"
                " judge found it from what was planted.",
                model=_PUPIL,
                reader=AVATAR_CLIP,
                attributes=others,
                learned=learned,
            )
        ]
    said = [
        say(
            "{model} learned from what {reader} reads off its drawings, and {reader} read these:"
            " fewer of its errors show here than there are. The card beside its weights says how"
            " far an independent judge found it from what was planted.",
            model=_PUPIL,
            reader=AVATAR_CLIP,
        )
    ]
    if own:
        said.append(
            say(
                "So it is with {attributes}, if that asks for what it learned so: {learned}.",
                attributes=others,
                learned=learned,
            )
        )
    return said
