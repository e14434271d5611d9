"""How requests are called: of a model images are requested; those of a folder are only listed."""

from __future__ import annotations

from dataclasses import dataclass

from graycard.language import say, several
from graycard.report.facts import Facts
from graycard.report.numbers import count, percent


@dataclass(frozen=True)
class Asked:
    """Words for requests and what came of them.

    Attributes:
        folder: Whether the images lay in a folder, so that nobody was asked for them.
    """

    folder: bool

    def number(self, n: int) -> str:
        """Return a number of requests.

        Example:
            >>> Asked(False).number(1), Asked(True).number(2)
            ('1 request', '2 images listed')
        """
        if self.folder:
            return several(n, "{n} image listed", "{n} images listed", n=count(n))
        return several(n, "{n} request", "{n} requests", n=count(n))

    def gone(self, outcome: str, n: int) -> str:
        """Return how many requests had an outcome other than `ok`, within a sentence.

        Example:
            >>> Asked(False).gone("refused", 1), Asked(True).gone("failed", 2)
            ('1 was refused', '2 could not be opened')
        """
        if outcome == "failed":
            if self.folder:
                return say("{n} could not be opened", n=count(n))
            return say("{n} failed", n=count(n))
        if outcome == "refused":
            return several(n, "{n} was refused", "{n} were refused", n=count(n))
        return several(
            n, "{n} was withheld by a filter", "{n} were withheld by a filter", n=count(n)
        )

    def gone_of_all(self, outcome: str, n: int, total: int) -> str:
        r"""Return the same as a sentence of its own, with the share.

        Example:
            >>> Asked(False).gone_of_all("failed", 1, 4).replace("\N{NO-BREAK SPACE}", " ")
            '1 request (25 %) failed.'
        """
        number, share = self.number(n), percent(n / total)
        if outcome == "failed":
            if self.folder:
                return say("{number} ({share}) could not be opened.", number=number, share=share)
            return say("{number} ({share}) failed.", number=number, share=share)
        if outcome == "refused":
            return several(
                n,
                "{number} ({share}) was refused.",
                "{number} ({share}) were refused.",
                number=number,
                share=share,
            )
        return several(
            n,
            "{number} ({share}) was withheld by a filter.",
            "{number} ({share}) were withheld by a filter.",
            number=number,
            share=share,
        )

    def such(self, outcome: str) -> str:
        """Return what requests of an outcome other than `ok` are called.

        Example:
            >>> Asked(True).such("failed")
            'Images listed that could not be opened'
        """
        if outcome == "failed":
            if self.folder:
                return say("Images listed that could not be opened")
            return say("Requests that failed")
        if outcome == "refused":
            return say("Requests that were refused")
        return say("Requests that were withheld by a filter")

    def share_of(self, outcome: str) -> str:
        """Return what the share of such requests is called.

        Example:
            >>> Asked(False).share_of("refused")
            'Share of the requests that were refused'
        """
        if outcome == "failed":
            if self.folder:
                return say("Share of the images listed that could not be opened")
            return say("Share of the requests that failed")
        if outcome == "refused":
            return say("Share of the requests that were refused")
        return say("Share of the requests that were withheld by a filter")

    @property
    def n_of_all(self) -> str:
        """Heading of how many images there were to come."""
        return say("n listed") if self.folder else say("n requested")

    def none_read(self, n: int) -> str:
        """Return that nothing was read off any of so many images.

        Example:
            >>> Asked(False).none_read(3)
            'None of 3 images requested was read'
        """
        if self.folder:
            return several(
                n,
                "None of {n} image listed was read",
                "None of {n} images listed was read",
                n=count(n),
            )
        return several(
            n,
            "None of {n} image requested was read",
            "None of {n} images requested was read",
            n=count(n),
        )

    @property
    def many(self) -> str:
        """Heading of their number."""
        return say("images listed") if self.folder else say("requests")

    @property
    def failed(self) -> str:
        """What those did that failed."""
        return say("could not be opened") if self.folder else say("failed")

    @property
    def without(self) -> str:
        """Title of what is said of those that brought no image."""
        if self.folder:
            return say("Images listed that could not be opened")
        return say("Requests without an image")

    @property
    def why_without(self) -> str:
        """Title of the reasons."""
        if self.folder:
            return say("Images listed that could not be opened: why")
        return say("Requests without an image: why")

    @property
    def all_came(self) -> str:
        """Where there are no others."""
        if self.folder:
            return say(
                "Every image listed could be opened. A folder cannot show what was refused or"
                " filtered before its images were saved."
            )
        return say("Every request brought an image: none was refused, filtered or failed.")

    @property
    def place(self) -> str:
        """The order in which pictures are shown."""
        if self.folder:
            return say("The first images listed of each stratum, in the order of the list.")
        return say(
            "The first requests of each stratum as they were planned, whatever came of them."
        )

    def shown(self, shown: int, total: int) -> str:
        """Return how many of a stratum's pictures stand in a strip."""
        return say("{shown} of {number}.", shown=count(shown), number=self.number(total))

    def tile(self, stratum: str, number: int) -> str:
        """Return what a picture is called where it is not seen."""
        if self.folder:
            return say("{stratum}, image listed {number}", stratum=stratum, number=number)
        return say("{stratum}, request {number}", stratum=stratum, number=number)


def asked(facts: Facts) -> Asked:
    """Return the words for the requests of this run."""
    return Asked(facts.is_folder)
