"""What requests side by side say, in sentences."""

from __future__ import annotations

from graycard.explore.side_by_side import pairing
from graycard.explore.side_by_side.pairing import SideBySide
from graycard.language import say, several
from graycard.report.numbers import count
from graycard.report.words import entry, outcome_word


def lines(found: SideBySide) -> str:
    """Say how many lines there are and how many are whole."""
    n = len(found.lines)
    return several(
        n,
        "{n} line of {columns} columns; {complete} with a picture in every column.",
        "{n} lines of {columns} columns; {complete} with a picture in every column.",
        n=count(n),
        columns=count(len(found.columns)),
        complete=count(found.complete),
    )


def cautions(found: SideBySide) -> list[str]:
    """Say what keeps the pictures of a line from being a pair, and what else differs."""
    told = []
    if loose := len(found.lines) - found.same_seed:
        told.append(
            several(
                loose,
                "On {n} line the seeds differ or are not known: its pictures are no pair. Compare "
                "many, not one with one.",
                "On {n} lines the seeds differ or are not known: their pictures are no pairs. "
                "Compare many, not one with one.",
                n=count(loose),
            )
        )
    told += [
        say(
            "{name} differs, too ({values}): a difference between pictures may come from there.",
            name=name,
            values=", ".join(values),
        )
        for name, values in found.also_differs.items()
    ]
    if found.identical:
        told.append(
            several(
                found.complete,
                "On {n} of {complete} complete line all files are the same: what varies changed"
                " nothing there.",
                "On {n} of {complete} complete lines all files are the same: what varies"
                " changed nothing there.",
                n=count(found.identical),
                complete=count(found.complete),
            )
        )
    return told


def missing(found: SideBySide) -> list[str]:
    """Return what stands on no line, and what brought no picture, with how many and why."""
    return [
        *(entry(count(n), _reason(why)) for why, n in found.left_out.items()),
        *(
            entry(
                count(n),
                say("it stands on its line without a picture ({outcome})", outcome=outcome_word(o)),
            )
            for o, n in found.without_picture.items()
        ),
    ]


def _reason(reason: str) -> str:
    said = {
        pairing.TWICE: say("the same request stands in another run"),
        pairing.NO_PROMPT: say("its prompt is not known"),
        pairing.NO_SEED: say("its seed is not known, and others of its prompt pair by theirs"),
        pairing.ALONE: say("no other column has its prompt"),
        pairing.NO_SEED_LIKE_IT: say("no other column has its prompt with its seed"),
        pairing.NO_REPETITION_LIKE_IT: say("no other column has its prompt as often"),
        pairing.SEVERAL: say("several requests fit its place: vary what they differ in"),
    }
    return said[reason]
