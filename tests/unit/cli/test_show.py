"""A run in the terminal: who read what, in which order, and what brought no picture."""

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


def lost(names, *, times):
    return SimpleNamespace(
        requested=40,
        outcomes={"ok": 40 - times, "failed": times},
        details={"failed": {"it is empty": times}},
        named={"failed": {"it is empty": names}},
        missing={},
    )


def test_what_brought_no_picture_is_named_and_the_rest_counted(capsys):
    show._show_missing(lost(("a.png", "b/c.png"), times=12))

    assert capsys.readouterr().out.splitlines() == [
        "12 of 40 requests have the outcome failed:",
        "  12 times: it is empty",
        "    a.png",
        "    b/c.png",
        "    and 10 more",
    ]


def test_a_name_cannot_redraw_the_terminal_forge_a_line_or_fill_the_screen(capsys):
    forged = "\x1b[2J<script>\nnothing is missing\u202egnp.exe"
    show._show_missing(lost((forged, "x" * 5000), times=2))

    assert capsys.readouterr().out.splitlines()[2:] == [
        "    \ufffd[2J<script>\ufffdnothing is missing\ufffdgnp.exe",
        f"    {'x' * 199}…",
    ]


def test_one_time_is_not_said_in_the_plural(capsys):
    show._show_missing(lost(("a.png",), times=1))

    assert "  1 time: it is empty\n    a.png\n" in capsys.readouterr().out
