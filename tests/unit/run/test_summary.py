"""What brought no picture: how often, why, and which requests these were."""

from types import SimpleNamespace

import pytest

from graycard.run.summary import NAMED, summarise
from graycard.run.tally import count_outcomes, write_counts

from .conftest import generation


@pytest.fixture
def summary(tables):
    def of(rows):
        folder = tables(rows, [])
        write_counts(folder, [count_outcomes(folder)])
        return summarise(
            SimpleNamespace(
                folder=folder,
                readers=(),
                path=folder.root,
                report=folder.root / "report.html",
                spec=SimpleNamespace(model="m@1", requests=len(rows)),
                numbers=SimpleNamespace(estimates=(), not_estimated=()),
            )
        )

    return of


def gone(number, *, source=None, prompt="p", detail="it is empty"):
    row = generation(number, "failed", prompt=prompt)
    return row | {"source": source, "detail": detail}


def test_files_are_named_in_their_order_and_no_more_than_can_be_read(summary):
    broken = [gone(number, source=f"{number}.png", prompt=None) for number in range(2, 15)]

    told = summary([generation(0), generation(1), *broken])

    assert told.details == {"failed": {"it is empty": 13}}
    (named,) = told.named["failed"].values()
    assert named[:2] == ("2.png", "3.png")
    assert len(named) == NAMED == 10


def test_a_request_without_a_file_is_named_by_its_prompt_or_stratum_and_repetition(summary):
    told = summary([gone(0), gone(3, prompt=None, detail="no answer"), gone(5)])

    assert told.named["failed"] == {
        "it is empty": ("“a text”, repetition 0", "“a text”, repetition 5"),
        "no answer": ("nurse, repetition 3",),
    }


def test_nobody_is_named_where_every_picture_came(summary):
    assert summary([generation(0)]).named == {}
