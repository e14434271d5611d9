"""Words of a filter that no request has: refused, with which was meant or what there is."""

from __future__ import annotations

from collections.abc import Sequence

from graycard.choices import meant
from graycard.errors import InputError
from graycard.language import in_a_row, say


def refuse_unknown(
    name: str, asked: Sequence[str], known: Sequence[str], *, like: Sequence[str] = ()
) -> None:
    """Raise unless everything that is asked for is there.

    Args:
        name: Of the field, or of the attribute whose labels are asked for.
        asked: Words of a filter.
        known: What requests have.
        like: Other names that may be meant by what is unknown.

    Raises:
        InputError: Something is not there, such as a stratum misspelt.

    Example:
        >>> refuse_unknown("stratum", ["nruse"], ["ceo", "nurse"])
        Traceback (most recent call last):
        graycard.errors.InputError: nothing here has the stratum 'nruse'
          why  did you mean 'nurse'?
          fix  choose one of those
    """
    for one in asked:
        if one not in known:
            near = meant(one, (*known, *like))
            raise InputError(
                what=say("nothing here has the {name} {value}", name=name, value=repr(one)),
                why=say("there is: {names}", names=in_a_row(known) or say("nothing"))
                if near is None
                else say("did you mean {name}?", name=repr(near)),
                fix=say("choose one of those"),
            )
