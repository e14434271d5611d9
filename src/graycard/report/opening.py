"""The first paragraph: what was asked of which model, what came, and of whom it speaks."""

from __future__ import annotations

from graycard.report.facts import Facts
from graycard.report.numbers import count
from graycard.report.safe import in_sentence
from graycard.report.words import OUTCOME_WORDS, counted, listed
from graycard.roles import ANY_DOMAIN, DRAWN_WORLD


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
    return [_asked(facts), _came(facts), *_prompts(facts), *_about(facts), *_override(facts)]


def _asked(facts: Facts) -> str:
    images = counted(facts.requested, "image")
    if facts.spec.prompts is None:
        strata = f", in {_strata(facts)}" if len(facts.strata) > 1 else ""
        return f"Graycard looked at {images} in a folder{strata}."
    prompts = facts.spec.prompts.prompts
    times = facts.spec.asked.images_per_prompt
    often = f"{'each ' if prompts > 1 else ''}{counted(times, 'time')}"
    return (
        f"Graycard asked the model {in_sentence(model_name(facts))} for {images}: "
        f"{counted(prompts, 'prompt')}, {often}, in {_strata(facts)}."
    )


def _strata(facts: Facts) -> str:
    names = [in_sentence(stratum.name) for stratum in facts.strata]
    if len(names) == 1:
        return f"one stratum ({names[0]})"
    return f"{counted(len(names), 'stratum', 'strata')} or groups ({listed(names, most=4)})"


def _came(facts: Facts) -> str:
    outcomes = facts.outcomes
    gone = [
        f"{count(outcomes[outcome])} {'was' if outcomes[outcome] == 1 else 'were'} {words}"
        if outcome != "failed"
        else f"{count(outcomes[outcome])} failed"
        for outcome, words in OUTCOME_WORDS.items()
        if outcome != "ok" and outcomes[outcome]
    ]
    arrived = "came" if facts.spec.prompts else "could be opened"
    came = f"{count(outcomes['ok'])} {arrived}, {listed(gone)}" if gone else f"All {arrived}"
    if not outcomes["ok"]:
        return f"None {arrived}: {listed(gone)}. So nothing can be said of what the model shows."
    if not facts.readers:
        return f"{came}. Nothing was read off them."
    read = [f"{reader.name} {count(facts.read.get(reader.id, 0))}" for reader in facts.readers]
    return f"{came}. Images read, by reader: {listed(read)}."


def _prompts(facts: Facts) -> list[str]:
    marked = {mark for stratum in facts.strata for mark in stratum.marked}
    if facts.spec.prompts is None:
        if marked == {None} and all(stratum.example is None for stratum in facts.strata):
            return ["The prompts that the images were made from are not known."]
        return ["The prompts that the images were made from stand beside them in the folder."]
    if not facts.outcomes["ok"]:
        return []
    if marked == {True}:
        return ["The prompts state what is measured, so this is not what is shown by default."]
    if True in marked:
        return [
            "Some prompts state what is measured (marked), some leave it to the model (unmarked);"
            " their numbers are kept apart."
        ]
    return ["The prompts leave open what is measured, so this is what is shown by default."]


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
