"""What no reader here may be made to read, whatever words it is given: race and ethnicity.

Readers that take words from their users call `refuse_race_and_ethnicity` on all of them, templates
filled in.
"""

from __future__ import annotations

from collections.abc import Iterable

from graycard.errors import SpecError
from graycard.race import names_race


def refuse_race_and_ethnicity(written: Iterable[str], *, where: str) -> None:
    """Raise if words that a reader is to look for name a race or an ethnicity.

    Args:
        written: The words, phrases and names of groups that somebody gave.
        where: What they were given as, for the error.

    Raises:
        SpecError: It names the first of them.

    Example:
        >>> refuse_race_and_ethnicity(["a man in a white shirt", "race car"], where="classes")
        >>> refuse_race_and_ethnicity(["a white woman"], where="classes")
        Traceback (most recent call last):
        graycard.errors.SpecError: 'a white woman' of the classes names a race or an ethnicity
          why  no machine here reads them: they are prompt words, reference columns or human labels
          fix  leave it out; people can label pictures under a rubric that you state
    """
    for one in written:
        if names_race(one):
            raise SpecError(
                what=f"{one!r} of the {where} names a race or an ethnicity",
                why="no machine here reads them: they are prompt words, reference columns or "
                "human labels",
                fix="leave it out; people can label pictures under a rubric that you state",
            )
