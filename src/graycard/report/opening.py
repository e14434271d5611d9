"""The first paragraph: what was asked of which model, what came, and of whom it speaks."""

from __future__ import annotations

from typing import Final

from graycard.language import retell, say, several
from graycard.report.asked import asked
from graycard.report.facts import Facts
from graycard.report.numbers import count
from graycard.report.outside import override
from graycard.report.safe import in_sentence
from graycard.report.words import (
    attribute_name,
    first_upper,
    images,
    listed,
    paragraph,
    stratum_name,
)
from graycard.roles import DRAWN_WORLD, WHOLE_FOLDER, WITHOUT_PROMPT
from graycard.run.active_readers import ActiveReader
from graycard.types import OUTCOMES

_NAMED: Final = 4
"""Strata that are named; the others are counted."""


def model_name(facts: Facts) -> str:
    """Return the model's name without the digest of its identity."""
    return facts.spec.model.partition("@")[0]


def title(facts: Facts) -> str:
    """Return the title of a report."""
    if facts.spec.prompts is None:
        return say("What the pictures of a folder show")
    return say("What {model} shows", model=in_sentence(model_name(facts)))


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
        *override(facts.readers, facts.spec.model_domain),
        *dict.fromkeys(retell(reader.note) for reader in facts.readers if reader.note),
    ]


def _asked(facts: Facts) -> str:
    such = _such_as(facts)
    if facts.spec.prompts is None:
        told = {stratum.name for stratum in facts.strata} - {WHOLE_FOLDER, WITHOUT_PROMPT}
        where = _strata(facts) if told else ""
        return _looked_at(images(facts.requested), such, where)
    prompts = facts.spec.prompts.prompts
    times = facts.spec.asked.images_per_prompt
    what = several(prompts, "{n} prompt", "{n} prompts", n=count(prompts))
    if such and prompts > 1:
        what = say("{prompts} (such as {prompt})", prompts=what, prompt=such)
    elif such:
        what = say("{prompts} ({prompt})", prompts=what, prompt=such)
    often = several(times, "{n} time", "{n} times", n=count(times))
    return say(
        "Graycard asked the model {model} for {images}: {prompts}, {often}, in {strata}.",
        model=in_sentence(model_name(facts)),
        images=images(facts.requested),
        prompts=what,
        often=say("each {times}", times=often) if prompts > 1 else often,
        strata=_strata(facts),
    )


def _looked_at(seen: str, such: str, where: str) -> str:
    """Return what was looked at in a folder; the prompt and the strata are empty if not known."""
    if such and where:
        return say(
            "Graycard looked at {images} in a folder, made from prompts such as {prompt}, in"
            " {strata}.",
            images=seen,
            prompt=such,
            strata=where,
        )
    if such:
        return say(
            "Graycard looked at {images} in a folder, made from prompts such as {prompt}.",
            images=seen,
            prompt=such,
        )
    if where:
        return say(
            "Graycard looked at {images} in a folder, in {strata}.", images=seen, strata=where
        )
    return say("Graycard looked at {images} in a folder.", images=seen)


def _such_as(facts: Facts) -> str:
    """Return the first prompt that is known."""
    texts = (stratum.example for stratum in facts.strata if stratum.example)
    return next((say("“{text}”", text=in_sentence(text)) for text in texts), "")


def _strata(facts: Facts) -> str:
    names = [in_sentence(stratum_name(stratum.name)) for stratum in facts.strata]
    if len(names) == 1:
        return say("one stratum ({name})", name=names[0])
    return say(
        "{n} groups of prompts, called strata ({names})",
        n=count(len(names)),
        names=listed(names, most=_NAMED),
    )


def _came(facts: Facts) -> str:
    outcomes, words = facts.outcomes, asked(facts)
    gone = listed(
        [
            words.gone(outcome, outcomes[outcome])
            for outcome in OUTCOMES
            if outcome != "ok" and outcomes[outcome]
        ]
    )
    if not outcomes["ok"]:
        if facts.is_folder:
            return say(
                "None could be opened: {gone}. So nothing can be said of what the images show.",
                gone=gone,
            )
        return say("None came: {gone}. So nothing can be said of what the model shows.", gone=gone)
    if facts.is_folder:
        n = count(outcomes["ok"])
        came = (
            say("{n} could be opened, {gone}.", n=n, gone=gone)
            if gone
            else say("All could be opened.")
        )
    else:
        n = count(outcomes["ok"])
        came = say("{n} came, {gone}.", n=n, gone=gone) if gone else say("All came.")
    if not facts.readers:
        return paragraph([came, say("Nothing was read off them.")])
    read = [_read(facts, reader) for reader in facts.readers]
    return paragraph([came, say("Images read, by reader: {readers}.", readers=listed(read))])


def _read(facts: Facts, reader: ActiveReader) -> str:
    """Return how many images a reader read, and of what, if it reads several things."""
    n = count(facts.read.get(reader.id, 0))
    if len(reader.attributes) < 2:
        return say("{reader} {n}", reader=reader.name, n=n)
    first = attribute_name(reader.attributes[0].name)
    return say("{reader} {n} ({attribute})", reader=reader.name, n=n, attribute=first)


def _prompts(facts: Facts) -> list[str]:
    known = facts.requests.with_prompt
    if not facts.is_folder:
        return [_marks(facts)] if facts.outcomes["ok"] else []
    if not known:
        return [say("The prompts that the images were made from are not known.")]
    if known < facts.requested:
        stand = several(
            known,
            "The prompt of {n} of {total} images is known.",
            "The prompts of {n} of {total} images are known.",
            n=count(known),
            total=count(facts.requested),
        )
    else:
        stand = say("The prompts that the images were made from stand beside them in the folder.")
    return [stand, _marks(facts)]


def _marks(facts: Facts) -> str:
    """Return whether the prompts state what is measured, as far as anybody said."""
    marks = facts.requests.marks
    if marks == {True}:
        return say("The prompts state what is measured, so this is not what is shown by default.")
    if marks == {False}:
        return say("The prompts leave open what is measured, so this is what is shown by default.")
    if marks == {None}:
        return say(
            "It is not known whether the prompts state what is measured (nobody has marked them):"
            " where one does, this is not what is shown by default."
        )
    kinds = {
        True: say("some prompts state what is measured (marked)"),
        False: say("some leave it to the model (unmarked)"),
        None: say("of some it is not known which"),
    }
    said = listed([words for mark, words in kinds.items() if mark in marks])
    return say("{kinds}; their numbers are kept apart.", kinds=first_upper(said))


def _about(facts: Facts) -> list[str]:
    if is_drawn(facts):
        return [
            say(
                "The pictures are of a drawn world whose truth is known: they tell about the"
                " instrument, never about people."
            )
        ]
    return [
        say(
            "The images are taken as generated: they depict no one. What is read off them is how"
            " they may be perceived, never who somebody is."
        )
    ]
