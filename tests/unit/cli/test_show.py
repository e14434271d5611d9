"""The table of numbers in the terminal: who read what, and in which order."""

from types import SimpleNamespace

import pytest

from graycard.cli import show
from graycard.types import Estimate

SUMMARY = SimpleNamespace(model="a-model", requested=4)


def number(measure, stratum, *, reader, value=0.5, category=None, reference=None):
    return Estimate(
        measure=measure,
        attribute="tie",
        category=category,
        stratum=stratum,
        reference=reference,
        value=value,
        low=0,
        high=1,
        level=0.95,
        method="exact",
        denominator="read",
        n=4,
        n_missing=0,
        n_prompts=1,
        readers=(reader,),
    )


@pytest.fixture
def rows(capsys):
    """Show numbers, and return the cells of each line of the table, headings first."""

    def of(estimates, *, everything=True):
        show._show_numbers(SUMMARY, estimates, everything=everything)
        lines = capsys.readouterr().out.replace("\u2503", "\u2502").splitlines()
        return [
            [cell.strip() for cell in line.strip("\u2502").split("\u2502")]
            for line in lines
            if line.startswith("\u2502")
        ]

    return of


def test_two_readers_of_one_attribute_stand_in_a_column_sorted_by_measure_then_stratum(rows):
    heading, *body = rows(
        [
            number("share", "nurse", reader="b@2", category="yes", value=0.9),
            number("entropy", "nurse", reader="a@1"),
            number("share", "ceo", reader="a@1", category="yes", value=0.1),
            number("share", "nurse", reader="[bold]a@1", category="yes", value=0.2),
        ]
    )

    assert heading[:5] == ["attribute", "stratum", "measure", "category or reference", "reader"]
    assert [row[1:5] for row in body] == [
        ["nurse", "entropy", "", "a"],
        ["ceo", "share", "yes", "a"],
        ["nurse", "share", "yes", "[bold]a"],
        ["nurse", "share", "yes", "b"],
    ]


def test_one_reader_needs_no_column_and_a_number_says_all_that_it_is_about(rows):
    heading, only = rows([number("slope", "*", reader="a@1", category="yes", reference="mine")])

    assert heading[:5] == ["attribute", "stratum", "measure", "category or reference", "value"]
    assert only[:5] == ["tie", "*", "slope", "yes, mine", "0.500"]


def test_gaps_of_two_readers_of_one_name_say_whose_they_are_the_largest_first(rows):
    heading, *body = rows(
        [
            number("representation_gap", "ceo", reader="a@1", reference="even", value=0.2),
            number("representation_gap", "ceo", reader="a@2", reference="even", value=0.3),
        ],
        everything=False,
    )

    assert heading[:5] == ["attribute", "stratum", "against", "reader", "gap"]
    assert [row[2:5] for row in body] == [["even", "a@2", "0.300"], ["even", "a@1", "0.200"]]
