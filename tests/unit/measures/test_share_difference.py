import numpy as np
import pytest

from graycard.counts import Counts
from graycard.errors import NothingObservedError
from graycard.measures import MarkedSet, Scene, estimate_share_differences
from graycard.measures.share_difference import share_difference
from graycard.stats.difference import exact_difference_test, newcombe
from graycard.types import Attribute

SARI = Attribute(
    name="sari", categories=("yes", "no"), scale="nominal", claim="a sari", source="this test"
)
NONE = np.zeros((0, 1), np.float32)


def counted(table, attribute=SARI):
    """Counts by (scene, place): yes, no, refused; the place None is unmarked."""
    rows = [(f"{s} in {p}" if p else s, f"{s}/{p}", p is not None) for s, p in table]
    numbers = np.array(list(table.values()))
    return Counts(
        attribute=attribute,
        reader="eye@1",
        strata=tuple(row[0] for row in rows),
        prompt_ids=tuple(row[1] for row in rows),
        marked=tuple(row[2] for row in rows),
        read=numbers[:, :2],
        reasons=("refused",),
        missing=numbers[:, 2:],
    )


def scenes(table, *, rows=True):
    def of(s, p):
        row = (f"{s} in {p}" if p else s, f"{s}/{p}", p is not None)
        return frozenset({row}) if rows else frozenset()

    return [
        Scene(
            stratum=s,
            marked=False,
            requested=sum(table.get((s, None), (0,))),
            n_prompts=1,
            rows=of(s, None),
            vectors=NONE,
            reader="",
            sets=tuple(
                MarkedSet(
                    place=p,
                    region=None,
                    stratum=f"{s} in {p}",
                    requested=sum(numbers),
                    n_prompts=1,
                    rows=of(s, p),
                    vectors=NONE,
                )
                for (other, p), numbers in table.items()
                if other == s and p
            ),
        )
        for s in dict.fromkeys(s for s, _ in table)
    ]


TABLE = {
    ("bride", None): (2, 8, 0),
    ("bride", "India"): (8, 0, 2),
    ("bride", "Peru"): (1, 9, 0),
    ("street", None): (0, 4, 1),
    ("street", "India"): (1, 1, 3),
    ("street", "Peru"): (0, 5, 0),
}


def test_differences_by_hand():
    found = share_difference(np.array([[6, 2], [0, 5]]), against=np.array([[1, 3], [5, 5]]))

    assert found.tolist() == [[0.5, -0.5], [-0.5, 0.5]]
    with pytest.raises(NothingObservedError):
        share_difference(np.array([1, 2]), against=np.array([0, 0]))


def test_against_the_unmarked_each_scene_weighs_as_the_place_has_images():
    done = estimate_share_differences([counted(TABLE)], scenes(TABLE), against="unmarked prompts")
    india, peru = done.estimates

    # 9 of 10 in India; unmarked 2 of 10 brides weigh 8/10, 0 of 4 streets 2/10.
    assert india.value == pytest.approx(0.9 - (0.8 * 0.2 + 0.2 * 0.0))
    size = 1 / (0.64 / 10 + 0.04 / 4)
    low, high = newcombe(9, 10, 0.16 * size, size, level=0.95)
    assert (india.low, india.high) == pytest.approx((float(low), float(high)))
    assert (india.stratum, india.category, india.reference) == ("India", "yes", "unmarked prompts")
    assert (india.n, india.n_missing, india.n_prompts) == (10, 5, 2)
    assert india.missing_low < india.low < india.value < india.high <= india.missing_high
    raw = [
        exact_difference_test([8, 1], [8, 2], [2, 0], [10, 4]),
        exact_difference_test([1, 0], [10, 5], [2, 0], [10, 4]),
    ]
    assert india.p_adjusted == pytest.approx(2 * raw[0])
    assert peru.p_adjusted == pytest.approx(raw[1])
    assert "5 of 15 requested images were not read" in " ".join(india.cautions)


def test_against_the_other_places_they_are_standardised_too():
    done = estimate_share_differences([counted(TABLE)], scenes(TABLE), against="other places")
    india, peru = done.estimates

    assert india.value == pytest.approx(0.9 - (0.8 * 0.1 + 0.2 * 0.0))
    # 1 of 15 in Peru; India has 8 of 8 brides, which weigh 10/15, and 1 of 2 streets, 5/15.
    assert peru.value == pytest.approx(1 / 15 - (10 / 15 * 1.0 + 5 / 15 * 0.5))
    assert {one.reference for one in done.estimates} == {"other places"}


def test_the_worst_case_by_hand():
    """All that is missing of India has no sari, all that is missing of the unmarked has one."""
    (india, _) = estimate_share_differences(
        [counted(TABLE)], scenes(TABLE), against="unmarked prompts"
    ).estimates

    # Had all come, brides would weigh 10 of 15 and streets 5 of 15.
    least, most = 2 / 3 * 2 / 10, 2 / 3 * 2 / 10 + 1 / 3 * 1 / 5
    size = 1 / (4 / 9 / 10 + 1 / 9 / 5)
    low, _ = newcombe(9, 15, most * size, size, level=0.99)
    _, high = newcombe(14, 15, least * size, size, level=0.99)
    assert (india.missing_low, india.missing_high) == pytest.approx((float(low), float(high)))


@pytest.mark.parametrize("read", [1, 0])
def test_the_worst_case_weighs_scenes_as_they_were_requested(read):
    """Where almost no street in India was read, all that are missing may still have no sari."""
    table = {
        ("bride", None): (0, 100, 0),
        ("bride", "India"): (1, 9, 0),
        ("street", None): (100, 0, 0),
        ("street", "India"): (0, read, 10 - read),
    }
    (india,) = estimate_share_differences(
        [counted(table)], scenes(table), against="unmarked prompts"
    ).estimates

    # All streets without: 1 of 20, against the mean of 0 of 100 and 100 of 100.
    assert india.missing_low < 1 / 20 - 1 / 2
    low, _ = newcombe(1, 20, 100, 200, level=0.99)
    assert india.missing_low == pytest.approx(float(low))
    _, high = newcombe(11 - read, 20, 100, 200, level=0.99)
    assert india.missing_high == pytest.approx(max(float(high), india.high))


def test_what_is_missing_of_the_others_counts_and_is_said():
    table = {("bride", None): (0, 10, 10), ("bride", "India"): (8, 2, 0)}
    (india,) = estimate_share_differences(
        [counted(table)], scenes(table), against="unmarked prompts"
    ).estimates

    low, _ = newcombe(8, 10, 10, 20, level=0.99)
    assert india.n_missing == 0
    assert india.missing_low == pytest.approx(float(low))
    assert india.missing_low < 0 < india.low
    assert "10 of 20 requested images were read" in " ".join(india.cautions)


def test_where_nothing_is_missing_the_worst_case_is_the_interval():
    table = {("bride", None): (0, 20, 0), ("bride", "India"): (8, 2, 0)}
    (india,) = estimate_share_differences(
        [counted(table)], scenes(table), against="unmarked prompts"
    ).estimates

    assert (india.missing_low, india.missing_high) == (india.low, india.high)
    assert "were read" not in " ".join(india.cautions)


def test_a_scene_that_was_not_read_on_one_side_is_left_out():
    table = TABLE | {("street", None): (0, 0, 5)}
    india, _ = estimate_share_differences(
        [counted(table)], scenes(table), against="unmarked prompts"
    ).estimates

    assert (india.value, india.n, india.n_missing) == (pytest.approx(1 - 0.2), 8, 7)


def test_what_cannot_be_compared_is_a_record_with_its_reason():
    gone = {key: (0, 0, 5) if key[1] is None else value for key, value in TABLE.items()}
    done = estimate_share_differences([counted(gone)], scenes(gone), against="unmarked prompts")
    assert [one.stratum for one in done.not_estimated] == ["India", "Peru"]
    assert "no scene has both" in done.not_estimated[0].reason

    mixed = estimate_share_differences(
        [counted(TABLE)], scenes(TABLE, rows=False), against="other places"
    )
    assert not mixed.estimates
    assert "stand in one row of the counts" in mixed.not_estimated[0].reason


def test_only_features_are_compared():
    tone = Attribute(
        name="tone", categories=("light", "dark"), scale="nominal", claim="a tone", source="here"
    )

    done = estimate_share_differences(
        [counted(TABLE, tone)], scenes(TABLE), against="unmarked prompts"
    )

    assert done == ([], [])


def test_p_values_are_adjusted_for_all_features_of_a_reader():
    hat = SARI.model_copy(update={"name": "hat"})
    number = SARI.model_copy(update={"name": "hats", "categories": ("one", "more")})
    alone = estimate_share_differences([counted(TABLE)], scenes(TABLE), against="unmarked prompts")
    never = {key: (0, sum(each), 0) for key, each in TABLE.items()}
    together = estimate_share_differences(
        [counted(TABLE), counted(never, hat), counted(TABLE, number)],
        scenes(TABLE),
        against="unmarked prompts",
    )

    assert [one.attribute for one in together.estimates] == ["sari", "sari", "hat", "hat"]
    # The least of four instead of two; those of hats, which nobody shows, are 1.
    assert together.estimates[0].p_adjusted == pytest.approx(2 * alone.estimates[0].p_adjusted)
    assert together.estimates[2].p_adjusted == 1
    said = " ".join(together.estimates[0].cautions)
    assert "One of 4 shares of 2 features compared at once" in said
    assert "One of 2 places compared at once" in " ".join(alone.estimates[0].cautions)


def test_what_all_show_is_not_more_than_all_by_rounding():
    # The scenes weigh 10, 6, 7 and 1 of 24: floating-point numbers that sum to more than 1.
    sizes = {"bride": 10, "street": 6, "house": 7, "shop": 1}
    table = {(s, p): (n, 0, 0) for s, n in sizes.items() for p in (None, "India")}

    (one,) = estimate_share_differences(
        [counted(table)], scenes(table), against="unmarked prompts"
    ).estimates

    assert one.value == pytest.approx(0, abs=1e-12)
    # Wilson's lower limit of all of 24 is 24 / (24 + 1.96²).
    assert (one.low, one.high) == pytest.approx((-0.13798, 0.13798), abs=1e-5)
