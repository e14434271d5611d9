"""What the search for same pictures says, in sentences."""

from __future__ import annotations

from graycard.explore import lost
from graycard.explore.same_pictures.groups import MOST_COLOUR
from graycard.explore.same_pictures.in_runs import (
    NO_OTHER_PAIRS,
    NO_PAIRS,
    NO_PROMPTS,
    Found,
    SameInRuns,
)
from graycard.explore.same_pictures.repeats import Repeats
from graycard.language import in_a_row, say, several
from graycard.report.numbers import count, decimal
from graycard.report.words import clauses


def summary(found: SameInRuns) -> str:
    """Say how many pictures are another one again."""
    shown = [one for one in found.groups if not (one.plain or one.one_seed)]
    n, pictures = count(len(shown)), count(sum(len(one.rows) for one in shown))
    compared = count(found.compared)
    if found.seedless == 0:
        return several(
            len(shown),
            "{n} group: {pictures} of {compared} pictures are the same as one of another seed.",
            "{n} groups: {pictures} of {compared} pictures are the same as one of another seed.",
            n=n, pictures=pictures, compared=compared,
        )  # fmt: skip
    if found.seedless == found.compared:
        return several(
            len(shown),
            "{n} group: {pictures} of {compared} pictures are the same as another one.",
            "{n} groups: {pictures} of {compared} pictures are the same as another one.",
            n=n, pictures=pictures, compared=compared,
        )  # fmt: skip
    return several(
        len(shown),
        "{n} group: {pictures} of {compared} pictures are the same as one of another seed, or of a"
        " seed that is not known.",
        "{n} groups: {pictures} of {compared} pictures are the same as one of another seed, or of a"
        " seed that is not known.",
        n=n, pictures=pictures, compared=compared,
    )  # fmt: skip


def cautions(found: SameInRuns) -> list[str]:
    """Say how far the groups are to be trusted."""
    told = [
        say(
            "The same to the eye: saved again, another size, a little lighter. What was cropped or "
            "mirrored is not found, and pictures that differ in small things only, as drawn "
            "portraits often do, are taken for one. Look at a group before you quote it."
        )
    ]
    if found.chance is None:
        told.append(
            say(
                "How often different pictures are taken for the same one was measured on the drawn "
                "world; for these pictures it is not known."
            )
        )
    else:
        told.append(
            say(
                "If every picture were a draw of its own, {n} pairs would be expected to be taken "
                "for the same picture here, at the upper end of the interval (95 %); that was "
                "measured on the drawn world.",
                n=decimal(found.chance),
            )
        )
    if found.seedless:
        told.append(
            several(
                found.seedless,
                "The seed of {n} picture is not known: whether it started from the same noise as "
                "another one cannot be said.",
                "The seeds of {n} pictures are not known: whether those that are the same started "
                "from the same noise cannot be said.",
                n=count(found.seedless),
            )
        )
    if one_seed := sum(one.one_seed and not one.plain for one in found.groups):
        told.append(
            several(
                one_seed,
                "{n} group more has one seed: the same noise makes pictures alike, so it is no "
                "finding about the model.",
                "{n} groups more have one seed each: the same noise makes pictures alike, so they "
                "are no finding about the model.",
                n=count(one_seed),
            )
        )
    if plain := sum(len(one.rows) for one in found.groups if one.plain):
        told.append(
            several(
                plain,
                "{n} picture is plain, such as black ones are, and is not counted.",
                "{n} pictures are plain, such as black ones are, and are not counted.",
                n=count(plain),
            )
        )
    return told


def group(one: Found) -> str:
    """Say what a group is."""
    n = count(len(one.rows))
    said = {
        "same file": say("{n} times the same file", n=n),
        "alike": say("{n} pictures alike, up to {widest} apart in colour", n=n, widest=one.widest),
        "plain": say("{n} plain pictures", n=n),
    }
    parts = [
        said[one.kind],
        several(one.prompts, "{n} prompt", "{n} prompts", n=count(one.prompts)),
        several(one.models, "{n} model", "{n} models", n=count(one.models)),
        _seeds(one),
    ]
    if one.widest > MOST_COLOUR:
        parts.append(say("a chain: its ends are less alike than its links"))
    return clauses(parts)


def _seeds(one: Found) -> str:
    known = one.seeds - one.seedless
    said = several(known, "{n} seed", "{n} seeds", n=count(known))
    if not one.seedless:
        return said
    unknown = several(
        one.seedless, "{n} seed not known", "{n} seeds not known", n=count(one.seedless)
    )
    return in_a_row([said, unknown]) if known else unknown


def unrepeated(found: SameInRuns) -> list[str]:
    """Say of which runs there is no chance, and why."""
    said = {
        NO_PROMPTS: say(
            "of none of its pictures is the prompt known, so pairs of one prompt and of different "
            "ones cannot be told apart"
        ),
        NO_PAIRS: say("no two of its pictures can be a pair with different seeds"),
        NO_OTHER_PAIRS: say(
            "plain pictures are not counted, and no two of its others can be a pair with different "
            "seeds"
        ),
    }
    return [
        say("{run}: {reason}.", run=run, reason=said[why]) for run, why in found.no_repeats.items()
    ]


def repeated(model: str, one: Repeats) -> str:
    """Say how likely two pictures of a model are the same."""
    kind = {
        "different prompts": say("different prompts"),
        "one prompt": say("one prompt"),
    }[one.of]
    return say(
        "{model}: of {pairs} pairs of {kind} and different seeds {same} are the same picture: "
        "{share} ({low} to {high} at 95 %; {n} pictures).",
        model=model,
        pairs=count(one.pairs),
        kind=kind,
        same=count(one.same),
        share=rare(one.share),
        low=rare(one.low),
        high=rare(one.high),
        n=count(one.n),
    )


def rare(share: float) -> str:
    """Return a share that may be tiny, as one in so many.

    Example:
        >>> [rare(share) for share in (0, 0.004, 0.25, 0.4, 1)]
        ['0', '1 in 250', '1 in 4.00', '1 in 2.50', '1']
    """
    if share in (0, 1):
        return str(int(share))
    return say("1 in {n}", n=decimal(1 / share) if share > 0.1 else count(round(1 / share)))


def missing(found: SameInRuns) -> list[str]:
    """Return why requests were not compared, with how many."""
    return lost.lost(found.missing, lambda _: say("its file is gone or broken"))
