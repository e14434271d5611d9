"""What is missing is grouped, so that it can be read."""

from dataclasses import replace

import numpy as np

from graycard.language import speaking
from graycard.measures import ImageSet, diverse, estimate_vendi_scores
from graycard.report.facts import gather
from graycard.report.missing import (
    missing_table,
    not_estimated_besides_table,
    not_estimated_table,
)

from .conftest import PRESENTATION, Ask, build_run, nurses


def test_unread_images_are_counted_by_reason_without_those_that_never_came(tmp_path):
    asks = [
        *nurses({"feminine": 5}),
        *(Ask(read={"perceived_gender_presentation": "!no face found"}) for _ in range(3)),
        Ask(outcome="refused"),
    ]
    facts = gather(build_run(tmp_path / "run", asks, attributes=(PRESENTATION,)))

    table = missing_table(facts)

    assert table is not None
    [row] = table.rows
    assert row[:4] == ("perceived gender presentation", "eye", "no face found", "3 of 8")
    assert row[5] == "nurse (3)"


def test_reasons_that_differ_in_numbers_only_are_one_row(tmp_path):
    asks = [
        Ask(stratum=f"job {number}", text=f"job {number}", outcome="refused")
        for number in range(60)
        for _ in range(1 + number % 3)
    ]
    table = not_estimated_table(gather(build_run(tmp_path / "run", asks)))

    assert table is not None
    assert len(table.rows) == 3
    assert {row[0] for row in table.rows} == {"share", "representation gap", "mean value"}
    assert all("more" in row[2] and row[3] == "120" for row in table.rows)
    assert all(row[5].startswith("all together: ") and "120" in row[5] for row in table.rows)


def test_a_reason_of_one_image_and_of_several_are_one_row(plain):
    refused = []
    for n in (1, 2):
        vectors = np.eye(9, dtype=np.float32)[:n]
        few = ImageSet(stratum=f"job {n}", marked=False, requested=9, n_prompts=1, vectors=vectors)
        refused += estimate_vendi_scores([diverse(few)], reader="eye@1").not_estimated
    facts = gather(plain)
    facts = replace(facts, numbers=facts.numbers.model_copy(update={"not_estimated": refused}))

    table = not_estimated_besides_table(facts)

    assert [one.reason.partition(" ")[0] for one in refused] == ["1", "2"]
    assert table is not None
    assert [row[0] for row in table.rows] == ["Vendi score"]


def test_where_most_are_missing_is_named_in_the_language(tmp_path):
    asks = [*nurses({"feminine": 5}), Ask(read={"perceived_gender_presentation": "!no face found"})]
    facts = gather(build_run(tmp_path / "run", asks, attributes=(PRESENTATION,)))

    with speaking("zh-Hans"):
        table = missing_table(facts)

    assert table is not None
    assert table.rows[0][5] == "\N{FIRST STRONG ISOLATE}护士\N{POP DIRECTIONAL ISOLATE}（1）"


def test_nothing_missing_needs_no_table(tmp_path):
    facts = gather(build_run(tmp_path / "run", nurses({"feminine": 5, "masculine": 5})))

    assert missing_table(facts) is None
    assert not_estimated_table(facts) is None
