"""The first paragraph: what was asked of which model, what came, and of whom it speaks."""

from __future__ import annotations

from typing import Final

from graycard.report.asked import asked
from graycard.report.facts import Facts
from graycard.report.numbers import count
from graycard.report.safe import in_sentence
from graycard.report.words import attribute_name, counted, first_upper, listed
from graycard.roles import ANY_DOMAIN, DRAWN_WORLD, WHOLE_FOLDER, WITHOUT_PROMPT
from graycard.types import OUTCOMES

_LONGEST_REASON: Final = 200


def model_name(facts: Facts) -> str:
    """Return the model's name without the digest of its identity."""
    return facts.spec.model.partition("@")[0]


def title(facts: Facts) -> str:
    """Return the title of a report."""
    if facts.spec.prompts is None:
        return "What the pictures of a folder show"
    return f"What {in_sentence(model_name(facts))} shows"


def is_drawn(facts: Facts) -> bool:
    """Return whether the pictures show the drawn world."""
    return facts.spec.model_domain == DRAWN_WORLD


def opening(facts: Facts) -> list[str]:
    """Return the sentences that a newcomer reads first."""
    return [
        _asked(facts),
        _came(facts),
        *_prompts(facts),
        *_about(facts),
        *_override(facts),
        *dict.fromkeys(reader.note for reader in facts.readers if reader.note),
        *_for_people(facts),
    ]


def _asked(facts: Facts) -> str:
    images = counted(facts.requested, "image")
    such = _such_as(facts)
    if facts.spec.prompts is None:
        told = {stratum.name for stratum in facts.strata} - {WHOLE_FOLDER, WITHOUT_PROMPT}
        strata = f", in {_strata(facts)}" if told else ""
        prompts_known = f", made from prompts such as {such}" if such else ""
        return f"Graycard looked at {images} in a folder{prompts_known}{strata}."
    prompts = facts.spec.prompts.prompts
    times = facts.spec.asked.images_per_prompt
    often = f"{'each ' if prompts > 1 else ''}{counted(times, 'time')}"
    example = f" ({'such as ' if prompts > 1 else ''}{such})" if such else ""
    return (
        f"Graycard asked the model {in_sentence(model_name(facts))} for {images}: "
        f"{counted(prompts, 'prompt')}{example}, {often}, in {_strata(facts)}."
    )


def _such_as(facts: Facts) -> str:
    """Return the first prompt that is known."""
    texts = (stratum.example for stratum in facts.strata if stratum.example)
    return next((f"“{in_sentence(text)}”" for text in texts), "")


def _strata(facts: Facts) -> str:
    names = [in_sentence(stratum.name) for stratum in facts.strata]
    if len(names) == 1:
        return f"one stratum ({names[0]})"
    return f"{counted(len(names), 'stratum', 'strata')} or groups ({listed(names, most=4)})"


def _came(facts: Facts) -> str:
    outcomes, words = facts.outcomes, asked(facts)
    gone = [
        f"{count(outcomes[outcome])} {words.did(outcome, outcomes[outcome])}"
        for outcome in OUTCOMES
        if outcome != "ok" and outcomes[outcome]
    ]
    arrived = "could be opened" if facts.is_folder else "came"
    came = f"{count(outcomes['ok'])} {arrived}, {listed(gone)}" if gone else f"All {arrived}"
    if not outcomes["ok"]:
        shows = "the images show" if facts.is_folder else "the model shows"
        return f"None {arrived}: {listed(gone)}. So nothing can be said of what {shows}."
    if not facts.readers:
        return f"{came}. Nothing was read off them."
    read = [f"{reader.name} {count(facts.read.get(reader.id, 0))}" for reader in facts.readers]
    return f"{came}. Images read, by reader: {listed(read)}."


def _prompts(facts: Facts) -> list[str]:
    known = facts.requests.with_prompt
    if not facts.is_folder:
        return [_marks(facts)] if facts.outcomes["ok"] else []
    if not known:
        return ["The prompts that the images were made from are not known."]
    if known < facts.requested:
        stand = f"The prompts of {count(known)} of {count(facts.requested)} images are known."
    else:
        stand = "The prompts that the images were made from stand beside them in the folder."
    return [stand, _marks(facts)]


def _marks(facts: Facts) -> str:
    """Return whether the prompts state what is measured, as far as anybody said."""
    marks = facts.requests.marks
    if marks == {True}:
        return "The prompts state what is measured, so this is not what is shown by default."
    if marks == {False}:
        return "The prompts leave open what is measured, so this is what is shown by default."
    if marks == {None}:
        return (
            "It is not known whether the prompts state what is measured (nobody has marked them):"
            " where one does, this is not what is shown by default."
        )
    kinds = {
        True: "some prompts state what is measured (marked)",
        False: "some leave it to the model (unmarked)",
        None: "of some it is not known which",
    }
    said = listed([words for mark, words in kinds.items() if mark in marks])
    return f"{first_upper(said)}; their numbers are kept apart."


def _about(facts: Facts) -> list[str]:
    if is_drawn(facts):
        return [
            "The pictures are of a drawn world, in which everything is known exactly: they tell"
            " about the instrument, never about people."
        ]
    return [
        "The images are taken as generated: they depict no one. What is read off them is how they"
        " may be perceived, never who somebody is."
    ]


def _override(facts: Facts) -> list[str]:
    domain = facts.spec.model_domain
    outside = [
        reader.name for reader in facts.readers if not {ANY_DOMAIN, domain} & set(reader.domains)
    ]
    if not outside:
        return []
    was = "it was" if len(outside) == 1 else "they were"
    return [
        f"Caution: {listed(outside)} read pictures that {was}"
        f" not validated on ({domain}), because outside_domain was set. Nobody knows how often"
        " these readings are wrong."
    ]


def _for_people(facts: Facts) -> list[str]:
    """Return what no reader read, because it is left to people's labels."""
    by_reason: dict[str, list[str]] = {}
    for attribute, reason in facts.spec.for_people.items():
        if attribute not in facts.attributes:
            by_reason.setdefault(reason, []).append(attribute_name(attribute))
    return [
        f"Not read: {listed(names)}, because {in_sentence(reason, longest=_LONGEST_REASON)}."
        for reason, names in by_reason.items()
    ]
