"""How requests are called: of a model images are requested; those of a folder are only listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graycard.report.facts import Facts


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Words for requests and what came of them.

    Attributes:
        one: Of them.
        many: Of them.
        were: What was done with the images.
        came: What those did that brought a picture.
        without: Title of what is said of the others.
        all_came: Where there are no others.
        place: The order in which pictures are shown.
        failed: What those did that failed.
    """

    one: str
    many: str
    were: str
    came: str
    without: str
    all_came: str
    place: str
    failed: str

    def did(self, outcome: str, n: int = 2) -> str:
        """Return what became of n requests of an outcome other than `ok`.

        Example:
            >>> _OF_A_MODEL.did("refused", 1), _OF_A_FOLDER.did("failed")
            ('was refused', 'could not be opened')
        """
        if outcome == "failed":
            return self.failed
        words = {"refused": "refused", "filtered": "withheld by a filter"}[outcome]
        return f"{'was' if n == 1 else 'were'} {words}"


_OF_A_MODEL: Final = Asked(
    one="request",
    many="requests",
    were="requested",
    came="came",
    without="Requests without an image",
    all_came="Every request brought an image: none was refused, filtered or failed.",
    place="The first requests of each stratum as they were planned, whatever came of them.",
    failed="failed",
)

_OF_A_FOLDER: Final = Asked(
    one="image listed",
    many="images listed",
    were="listed",
    came="opened",
    without="Images listed that could not be opened",
    all_came="Every image listed could be opened. A folder cannot show what was refused or filtered"
    " before its images were saved.",
    place="The first images listed of each stratum, in the order of the list.",
    failed="could not be opened",
)


def asked(facts: Facts) -> Asked:
    """Return the words for the requests of this run."""
    return _OF_A_FOLDER if facts.is_folder else _OF_A_MODEL
