"""Hand labels: a balanced sample, sheets that tell nothing, and an honest comparison."""

import csv
import json
import warnings
from collections import Counter

import numpy as np
import pytest
from PIL import Image
from statsmodels.stats.inter_rater import cohens_kappa

from graycard.errors import InputError, SpecError
from graycard.stats.intervals import wilson

from .conftest import quiet

pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from graycard.avatar import read_prompt
    from graycard.lab.hand_labels import (
        CANNOT_TELL,
        QUESTIONS,
        as_text,
        compare,
        draw_sample,
        write_sample,
    )
    from graycard.lab.hand_labels.kappa import cohen_kappa
    from graycard.lab.hand_labels.unasked import unasked

pytestmark = pytest.mark.filterwarnings("ignore")

N = 54


@pytest.fixture(scope="module")
def sample(drawn_world):
    return draw_sample(drawn_world.pipeline, drawn_world.verifier, n=N, seed=1, pool=6, say=quiet)


@pytest.fixture
def written(sample, tmp_path):
    write_sample(sample, tmp_path / "labels")
    return tmp_path / "labels"


def rows_of(folder):
    with (folder / "labels.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def fill(folder, answers):
    """Fill the table in; `answers` maps (number, question) to what is written."""
    rows = rows_of(folder)
    with (folder / "labels.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        for row in rows:
            number = int(row["number"])
            writer.writerow({**row, **{q: answers(number, q) for q in QUESTIONS}})


def test_a_sample_is_balanced_over_what_is_read(sample):
    cells = Counter(one.cell for one in sample.shown)

    assert len(sample.images) == len(sample.shown) == N
    assert set(cells.values()) == {2}
    assert len(cells) == 27
    kinds = Counter((one.marked, one.guidance) for one in sample.shown)
    assert set(kinds) == {(False, 1.0), (False, 3.0), (True, 1.0), (True, 3.0)}
    assert sum(sample.pool.values()) >= 6 * N
    assert {one.kind for one in sample.shown} <= sample.pool.keys()


def test_readings_are_those_of_the_pictures(sample, drawn_world):
    for image, one in zip(sample.images, sample.shown, strict=True):
        true = drawn_world.known[image.tobytes()]
        assert one.readings["perceived_age"] == true["perceived_age"]
        assert (
            true["skin_tone"]
            in QUESTIONS["skin_tone_group"].answers[one.readings["skin_tone_group"]]
        )


def test_marked_prompts_of_a_sample_state_what_is_balanced(sample):
    for one in sample.shown:
        stated = read_prompt(one.prompt).stated
        wanted = {"perceived_gender_presentation", "skin_tone", "perceived_age"}
        assert set(stated) == (wanted if one.marked else set())


def test_the_same_seed_draws_the_same_sample(drawn_world, sample):
    again = draw_sample(drawn_world.pipeline, drawn_world.verifier, n=N, seed=1, pool=6, say=quiet)

    assert again.shown == sample.shown
    assert np.array_equal(again.images, sample.images)


def test_what_is_written_tells_nothing_of_readings_and_prompts(written, sample):
    rows = rows_of(written)

    assert [int(row["number"]) for row in rows] == list(range(1, N + 1))
    assert {row[name] for row in rows for name in QUESTIONS} == {""}
    assert list(rows[0]) == ["number", "file", *QUESTIONS]
    for path in (path for path in written.rglob("*") if path.is_file()):
        told = any(one.prompt.encode() in path.read_bytes() for one in sample.shown)
        assert told == (path.name == "readings.json"), path
    with Image.open(written / rows[0]["file"]) as picture:
        assert np.array_equal(np.asarray(picture), sample.images[0])
    sheets = sorted(path.name for path in (written / "sheets").iterdir())
    assert sheets == ["sheet-01.png", "sheet-02.png", "sheet-03.png"]
    with Image.open(written / "sheets" / "sheet-03.png") as page:  # four are left
        first = np.asarray(page)[40 : 40 + 192, 6 : 6 + 192]
        assert np.array_equal(first[::3, ::3], sample.images[50])


def test_labels_are_not_written_over(written, sample):
    with pytest.raises(InputError, match="not empty"):
        write_sample(sample, written)


def test_answers_that_are_the_readings_agree_throughout(written, sample):
    fill(written, lambda number, q: f" {sample.shown[number - 1].readings[q].upper()} ")
    found = compare(written)

    for name, one in found.questions.items():
        assert one.accuracy.share == 1, name
        assert one.accuracy.n == N
        assert one.kappa == pytest.approx(1)
        assert one.kappa_low is one.kappa_high is None
        assert (one.worst, one.best) == (1, 1)
    assert "no interval" in as_text(found)


def test_what_nobody_could_tell_is_counted_and_can_change_the_result(written, sample):
    def answer(number, question):
        reading = sample.shown[number - 1].readings[question]
        if question == "smile" and number <= 10:
            return "Cannot  tell"
        if question == "smile" and number <= 14:
            return ""
        if question == "glasses" and reading == "yes":
            return "no"
        return reading

    fill(written, answer)
    found = compare(written).questions

    smile = found["smile"]
    assert (smile.cannot_tell, smile.not_labelled, smile.accuracy.n) == (10, 4, N - 14)
    assert smile.accuracy.share == 1
    assert smile.worst == pytest.approx((N - 14) / N)
    assert smile.best == 1
    assert sum(smile.cannot_tell_by_reading.values()) == 10
    glasses = found["glasses"]
    yes = sum(one.readings["glasses"] == "yes" for one in sample.shown)
    assert glasses.confusion["no"]["yes"] == yes
    assert glasses.by_reading["yes"].share == 0
    assert glasses.by_reading["no"].share == 1
    assert glasses.kappa == 0
    text = as_text(compare(written))
    assert "cannot tell 10 of 54, not labelled 4" in text
    assert CANNOT_TELL in text
    assert f"yes {glasses.by_reading['yes']}; no {glasses.by_reading['no']}" in text
    assert "balanced over what the verifier reads" in text


def test_a_table_that_nobody_filled_in_has_no_accuracy(written):
    found = compare(written).questions["tie"]

    assert found.accuracy is None
    assert found.kappa is None
    assert (found.worst, found.best) == (0, 1)
    assert "equal none; kappa is not defined" in as_text(compare(written))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("\n7,", "\n6,"), "portrait 6 again"),
        (lambda text: text.replace("\n7,", "\n99,"), "does not say which portrait"),
        (lambda text: "\n".join(text.split("\n")[:-2]) + "\n", "lacks 1 of 54"),
        (lambda text: text.replace("glasses", "spectacles", 1), "no column glasses"),
        (lambda text: text.replace("001.png,,", "001.png,femnine,"), "did you mean 'feminine'"),
        (lambda text: text.replace("001.png,,", "001.png,?,"), "none of those"),
    ],
)
def test_a_table_that_cannot_be_used_says_where(written, change, said):
    path = written / "labels.csv"
    path.write_text(change(path.read_text()))

    with pytest.raises(SpecError, match=said):
        compare(written)


@pytest.mark.parametrize("content", [None, "[]", '{"portraits": [{"x": 1}]}', "{"])
def test_a_folder_without_a_sample_is_refused(written, content):
    withheld = written / "withheld" / "readings.json"
    withheld.unlink()
    if content is not None:
        withheld.write_text(content)

    with pytest.raises(InputError, match="no sample"):
        compare(written)


def test_a_sample_of_nothing_is_refused(drawn_world):
    with pytest.raises(InputError, match="sample of 0"):
        draw_sample(drawn_world.pipeline, drawn_world.verifier, n=0)


def test_withheld_is_the_whole_pool(written, sample):
    pool = json.loads((written / "withheld" / "readings.json").read_text())["pool"]

    assert sum(one["portraits"] for one in pool) == sum(sample.pool.values())
    assert len(pool) == len(sample.pool)


def test_what_is_drawn_unasked_counts_each_answer_as_often_as_it_stands_for_others():
    """Worked by hand: 2 of 30 portraits and 2 of 10, so weights of 15 and 5."""
    often, rarely, marked = (("a",), False, 1.0), (("b",), False, 1.0), (("a",), True, 1.0)
    kinds = [often, often, rarely, rarely, marked, (("a",), False, 3.0)]
    pool = {often: 30, rarely: 10, marked: 99, kinds[-1]: 99}

    found = unasked([True, True, True, False, False, False], kinds, pool, guidance=1)

    assert (found.pool, found.n, found.n_missing) == (40, 4, 0)
    assert found.share == pytest.approx((15 + 15 + 5) / 40)
    assert found.n_effective == pytest.approx(40**2 / (2 * 15**2 + 2 * 5**2))
    low, high = wilson(0.875 * 3.2, 3.2, level=0.95)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.worst == found.best == pytest.approx(0.875)


def test_what_no_answer_stands_for_can_change_what_is_drawn_unasked():
    """Worked by hand: of 50 portraits, 10 are of a kind that was not sampled, 15 not answered."""
    often, rarely, never = (("a",), False, 1.0), (("b",), False, 1.0), (("c",), False, 1.0)
    pool = {often: 30, rarely: 10, never: 10}

    found = unasked([True, None, True, False], [often, often, rarely, rarely], pool, guidance=1)

    assert (found.pool, found.n, found.n_missing) == (50, 3, 1)
    assert found.share == pytest.approx((15 + 5) / 25)
    assert found.worst == pytest.approx((15 + 5) / 50)
    assert found.best == pytest.approx((50 - 5) / 50)
    assert unasked([None], [often], {often: 30}, guidance=1) is None
    assert unasked([True], [often], {often: 30}, guidance=3) is None


@pytest.mark.parametrize(
    ("errors", "held"),
    [([0.1] * 27, 0.96), ([0.5] + [0.02] * 26, 0.88), ([0.02] * 9 + [0.3] * 18, 0.99)],
)
def test_how_often_the_interval_of_what_is_drawn_unasked_holds_the_truth(errors, held):
    """Shares fall as 1/k; of a pool of 300, three of each kind are labelled."""
    random = np.random.default_rng(0)
    shares = 1 / np.arange(1, 28)
    shares /= shares.sum()
    truth, times = 1 - shares @ errors, 400
    holds = 0
    for _ in range(times):
        drawn = random.multinomial(300, shares).tolist()
        pool = {((str(at),), False, 1.0): n for at, n in enumerate(drawn) if n}
        kinds = [kind for kind, n in pool.items() for _ in range(min(n, 3))]
        equal = [bool(random.random() >= errors[int(cell[0])]) for cell, _, _ in kinds]
        found = unasked(equal, kinds, pool, guidance=1)
        holds += found.low <= truth <= found.high
    assert holds / times == pytest.approx(held, abs=0.035)


def test_a_comparison_says_what_holds_for_what_is_drawn_unasked(written, sample):
    fill(written, lambda number, q: sample.shown[number - 1].readings[q] if q != "tie" else "")
    found = compare(written)

    smile = found.questions["smile"].unasked
    assert list(smile) == ["1", "3"]
    for guidance, one in smile.items():
        its = [s for s in sample.shown if not s.marked and f"{s.guidance:g}" == guidance]
        covered = sum(sample.pool[kind] for kind in {s.kind for s in its})
        assert (one.n, one.share, one.best) == (len(its), 1, 1)
        assert one.worst == pytest.approx(covered / one.pool)
        assert f"drawn unasked, at guidance {guidance}: equal {one}" in as_text(found)
    assert found.questions["tie"].unasked == {}


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_another_library(seed):
    table = np.random.default_rng(seed).integers(0, 30, (3, 3)) + np.diag([20, 9, 4])
    other = cohens_kappa(table)

    kappa, low, high = cohen_kappa(table)
    assert kappa == pytest.approx(other.kappa)
    assert low == pytest.approx(other.kappa_low)
    assert high == pytest.approx(other.kappa_upp)


@pytest.mark.parametrize("table", [[[5, 0], [0, 1]], [[300, 0, 0], [0, 20, 0], [0, 0, 9]]])
def test_perfect_agreement_is_no_certainty(table):
    assert cohen_kappa(table) == (pytest.approx(1), None, None)


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[7, 0], [0, 0]]])
def test_kappa_of_no_or_of_equal_answers_is_undefined(table):
    assert cohen_kappa(table) is None
