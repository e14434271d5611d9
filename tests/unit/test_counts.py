import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graycard.counts import ALL, NO_PROMPT, Counts
from graycard.errors import InputError, NothingObservedError
from graycard.types import Attribute

HAT = Attribute(
    name="hat", categories=("no", "yes"), scale="nominal", claim="a hat is worn", source="test"
)
LIGHT = Attribute(name="light", scale="interval", claim="mean lightness", source="test")


def make(rows, *, reasons=("no face", "refused"), attribute=HAT, **others):
    """Each row: stratum, prompt id, marked, read, missing."""
    return Counts(
        attribute=attribute,
        reader="eye@1",
        strata=tuple(row[0] for row in rows),
        prompt_ids=tuple(row[1] for row in rows),
        marked=tuple(row[2] for row in rows),
        read=np.array([row[3] for row in rows], dtype=np.int64).reshape(len(rows), -1),
        reasons=reasons,
        missing=np.array([row[4] for row in rows], dtype=np.int64).reshape(len(rows), -1),
        **others,
    )


NURSES = make([("nurse", "n1", False, [1, 3], [0, 1]), ("nurse", "n2", False, [4, 0], [1, 0])])
COOKS = make([("cook", "c1", False, [0, 2], [3])], reasons=("filtered",))


def as_table(counts):
    return {
        row: (
            counts.read[i].tolist(),
            {r: int(m) for r, m in zip(counts.reasons, counts.missing[i], strict=True) if m},
            None if counts.moments is None else counts.moments[i].tolist(),
        )
        for i, row in enumerate(counts.rows)
    }


def test_adding_joins_rows_and_reasons():
    both = NURSES + COOKS + NURSES

    assert as_table(both) == {
        ("nurse", "n1", False): ([2, 6], {"refused": 2}, None),
        ("nurse", "n2", False): ([8, 0], {"no face": 2}, None),
        ("cook", "c1", False): ([0, 2], {"filtered": 3}, None),
    }


@given(st.lists(st.sampled_from([NURSES, COOKS]), min_size=2, max_size=6), st.randoms())
def test_order_of_adding_does_not_matter(parts, random):
    def total(order):
        sum_ = order[0]
        for one in order[1:]:
            sum_ = sum_ + one
        return as_table(sum_)

    assert total(random.sample(parts, len(parts))) == total(parts)


def test_pooled_by_stratum_and_over_all():
    pooled = (NURSES + COOKS).pooled()

    assert pooled.strata == ("cook", "nurse", ALL)
    assert pooled.read.tolist() == [[0, 2], [5, 3], [5, 5]]
    assert pooled.requested.tolist() == [5, 10, 15]
    assert pooled.n_prompts.tolist() == [1, 2, 3]
    assert pooled.even.tolist() == [True, True, True]


def test_one_stratum_is_not_told_twice():
    assert NURSES.pooled().strata == ("nurse",)


def test_uneven_prompts_are_noticed():
    uneven = make([("nurse", "n1", False, [1, 3], [0, 0]), ("nurse", "n2", False, [4, 1], [0, 0])])

    assert uneven.pooled().even.tolist() == [False]


def test_images_without_prompts_count_as_no_prompt():
    folder = make([("all", NO_PROMPT, None, [3, 2], [0, 0])])

    assert folder.pooled().n_prompts.tolist() == [0]


def test_marked_and_unmarked_never_pool():
    mixed = NURSES + make([("nurse", "n3", True, [0, 5], [0, 0])])

    with pytest.raises(InputError, match="cannot be pooled"):
        mixed.pooled()
    assert [part.pooled().marked for part in mixed.by_marked()] == [False, True]
    assert as_table(mixed.where(marked=False)) == as_table(NURSES)


def test_counts_of_nothing_cannot_be_pooled():
    with pytest.raises(NothingObservedError, match="no counts"):
        NURSES.where(marked=None).pooled()


def test_values_have_moments_and_count_as_read():
    light = make(
        [("nurse", "n1", False, [], [1, 0])], attribute=LIGHT, moments=np.array([[3, 6.0, 14.0]])
    )

    twice = light + light

    assert light.requested.tolist() == [4]
    assert twice.pooled().moments.tolist() == [[6, 12, 28]]


def test_counts_of_different_things_do_not_add():
    light = make([("nurse", "n1", False, [], [1, 0])], attribute=LIGHT)

    with pytest.raises(InputError, match="cannot be added"):
        NURSES + light


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"strata": ("nurse",)}, "do not fit"),
        ({"marked": (False,)}, "one entry a row"),
        ({"prompt_ids": ("n1", "n1")}, "twice"),
        ({"reasons": ("a", "a")}, "twice"),
        ({"read": np.array([[1, 3], [-1, 0]])}, "negative"),
        ({"read": np.array([[1.0, 3], [1, 0]])}, "whole"),
        ({"moments": np.array([[1.0, 3]])}, "moments"),
        ({"moments": np.array([[6.0, 3, 1], [0, 0, 0]])}, "more values"),
    ],
)
def test_what_does_not_fit_is_an_error(change, why):
    fields = {name: getattr(NURSES, name) for name in NURSES.__dataclass_fields__}

    with pytest.raises(ValueError, match=why):
        Counts(**{**fields, **change})
