"""A run in the terminal: who read what, in which order, and what brought no picture."""

from types import SimpleNamespace

import pytest

from graycard.cli import show
from graycard.cli._numbers import show_numbers
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
def lines(capsys):
    """Show numbers, and return the lines of the tables, without rules and with single spaces."""

    def of(estimates, *, everything=True):
        show_numbers(SUMMARY, estimates, everything=everything)
        shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
        assert shown[0] == "a-model: 4 images requested"
        return [line for line in shown[1:] if line.strip("─ ")]

    return of


def test_two_readers_of_one_attribute_stand_in_a_column_below_the_measure(lines):
    assert lines(
        [
            number("share", "nurse", reader="b@2", category="yes", value=0.9),
            number("entropy", "nurse", reader="a@1"),
            number("share", "ceo", reader="a@1", category="yes", value=0.1),
            number("share", "nurse", reader="[bold]a@1", category="yes", value=0.2),
        ]
    ) == [
        "tie: entropy",
        "stratum reader value interval floor n missing",
        "nurse a 0.500 0.000 to 1.000 4 0",
        "tie: share",
        "stratum category reader value interval floor n missing",
        "ceo yes a 0.100 0.000 to 1.000 4 0",
        "nurse yes [bold]a 0.200 0.000 to 1.000 4 0",
        "nurse yes b 0.900 0.000 to 1.000 4 0",
    ]


def test_one_reader_needs_no_column_and_a_heading_says_what_a_number_is_held_against(lines):
    assert lines([number("slope", "*", reader="a@1", category="yes", reference="mine")]) == [
        "tie: slope against mine",
        "stratum category value interval floor n missing",
        "all together yes 0.500 0.000 to 1.000 4 0",
    ]


def test_gaps_of_two_readers_of_one_name_say_whose_they_are_the_largest_first(lines):
    found = [
        number("representation_gap", "ceo", reader="a@1", reference="even", value=0.2),
        number("representation_gap", "ceo", reader="a@2", reference="even", value=0.3),
    ]

    assert lines(found, everything=False) == [
        "tie against even",
        "stratum reader gap interval floor n missing",
        "ceo a@2 0.300 0.000 to 1.000 4 0",
        "ceo a@1 0.200 0.000 to 1.000 4 0",
    ]


def test_gaps_need_no_more_than_80_columns(capsys):
    name = "construction worker"
    gap = number("representation_gap", name, reader="a@1", reference="avatar-planted")
    show_numbers(SUMMARY, [gap], everything=False)

    shown = capsys.readouterr().out.splitlines()
    assert max(map(len, shown)) <= 80
    assert sum(name in line and "0.000 to 1.000" in line for line in shown) == 1


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
