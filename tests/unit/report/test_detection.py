"""How often a face was found is told wherever faces were looked for."""

from graycard.readers.faces import ATTRIBUTES
from graycard.report.facts import gather
from graycard.report.story import story

from .conftest import Ask, build_run

FACES = ATTRIBUTES[0]


def asks(stratum, **labels):
    return [
        Ask(stratum=stratum, text=f"a photo of a {stratum}", read={"faces": label})
        for label, n in labels.items()
        for _ in range(n)
    ]


def told(root, requests):
    run = build_run(root, requests, attributes=(FACES,), references=(), domain="photographs")
    findings = {one.about: one.said for one in story(gather(run))}
    [said] = findings["Faces that were found"]
    return said.text.replace("\N{NO-BREAK SPACE}", " "), [
        point.replace("\N{NO-BREAK SPACE}", " ") for point in said.points
    ]


def test_the_rate_the_interval_and_the_strata_between_which_it_differs_most(tmp_path):
    text, points = told(
        tmp_path / "run",
        [
            *asks("nurse", one=9, several=1),
            *asks("electrician", none=6, one=4),
            *asks("cook", none=1, one=9),
        ],
    )

    # 23 of 30 by Wilson: 59 % to 88 %; 4 of 10: 17 % to 69 %; 10 of 10: 72 % to 100 %.
    assert "A face was found in 23 of 30 pictures (77 %; 95 % interval 59–88 %)" in text
    assert points == [
        "electrician: 40 %; 95 % interval 17–69 %; n 10",
        "nurse: 100 %; 95 % interval 72–100 %; n 10",
    ]


def test_what_did_not_come_gives_a_worst_case(tmp_path):
    text, _ = told(
        tmp_path / "run",
        [*asks("nurse", one=10), *[Ask(stratum="nurse", outcome="refused")] * 10],
    )

    assert "worst case for 10 pictures not looked at" in text


def test_strata_of_the_same_rate_are_said_to_be_so(tmp_path):
    text, points = told(tmp_path / "run", [*asks("nurse", one=5), *asks("cook", one=5)])

    assert "the same rate in all 2 strata" in text
    assert points == []


def test_a_stratum_of_which_nothing_came_is_counted_apart(tmp_path):
    text, _ = told(
        tmp_path / "run",
        [*asks("nurse", one=5), *[Ask(stratum="cook", text="a cook", outcome="failed")] * 3],
    )

    assert "1 stratum more had no picture to look at." in text


def test_nothing_is_said_of_faces_where_nobody_looked_for_them(plain):
    assert not [one for one in story(gather(plain)) if "Faces" in one.about]
