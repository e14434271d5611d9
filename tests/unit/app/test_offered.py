"""What a static copy offers: groups that never pool what must not be pooled."""

from types import SimpleNamespace

from graycard.app import offered
from graycard.app.offered import PAIRS, STRATA, Group, beside_others, called, groups, others, pairs
from graycard.explore.filters import Filter
from graycard.explore.words_column import WordsColumn
from graycard.language import speaking


def collection(*rows):
    """Requests, each with its run, stratum, mark, and whether a picture came."""
    runs, strata, marks, came = zip(*rows, strict=True)
    return SimpleNamespace(
        runs=dict.fromkeys(runs),
        marked=WordsColumn.of(marks),
        words={
            "run": WordsColumn.of(runs),
            "stratum": WordsColumn.of(strata),
            "digest": WordsColumn.of("ab" if one else None for one in came),
        },
    )


def test_a_group_is_a_stratum_that_brought_pictures():
    found = groups(
        collection(("r", "ceo", "no", True), ("r", "nurse", "no", True), ("r", "chef", "no", False))
    )

    assert [one.wanted for one in found] == [Filter(stratum=("ceo",)), Filter(stratum=("nurse",))]


def test_marked_prompts_of_a_stratum_are_a_group_of_their_own_and_stand_beside_marked_ones():
    found = groups(
        collection(
            ("r", "chef", "no", True),
            ("r", "chef", "yes", True),
            ("r", "woman", "yes", True),
            ("r", "nurse", "no", True),
        )
    )
    chef, asked, woman, nurse = (one.wanted for one in found)

    assert chef == Filter(stratum=("chef",), marked=("no",))
    assert asked == Filter(stratum=("chef",), marked=("yes",))
    assert pairs(found) == ((chef, nurse), (asked, woman))
    assert others(found, found[0]) == Filter(stratum=("nurse",), marked=("no",))
    assert others(found, found[2]) == Filter(stratum=("chef",), marked=("yes",))


def test_runs_stand_beside_each_other_stratum_by_stratum():
    found = groups(collection(*((r, s, "no", True) for r in ("v1", "v2") for s in ("ceo", "cook"))))

    assert [(one.run + one.stratum, two.run + two.stratum) for one, two in pairs(found)] == [
        (("v1", "ceo"), ("v2", "ceo")),
        (("v1", "cook"), ("v2", "cook")),
        (("v1", "ceo"), ("v1", "cook")),
        (("v2", "ceo"), ("v2", "cook")),
    ]
    assert others(found, found[0]) == Filter(run=("v1",), stratum=("cook",))


def test_too_many_pairs_are_none_and_a_stratum_alone_has_no_others():
    few = [Group(wanted=Filter(stratum=(str(number),))) for number in range(8)]
    many = [*few, Group(wanted=Filter(stratum=("more",)))]

    assert len(pairs(few)) == 28 <= PAIRS
    assert pairs(many) == ()
    assert others(few[:1], few[0]) is None


def test_pairs_of_thousands_of_strata_are_counted_and_not_made(monkeypatch):
    def few(some, size):
        assert len(some) == 1, "pairs that nobody is offered are made"
        return ()

    monkeypatch.setattr(offered, "combinations", few)

    assert pairs([Group(wanted=Filter(stratum=(str(number),))) for number in range(3000)]) == ()


def test_two_runs_are_offered_where_two_strata_would_be_too_many():
    names = [str(number) for number in range(9)]
    each = [Group(wanted=Filter(run=(r,), stratum=(s,))) for r in ("v1", "v2") for s in names]

    assert [(one.run, two.run, one.stratum == two.stratum) for one, two in pairs(each)] == [
        (("v1",), ("v2",), True)
    ] * 9


def test_as_many_groups_as_an_address_can_name_stand_beside_all_others_and_no_more():
    many = [Group(wanted=Filter(stratum=(str(number),))) for number in range(STRATA + 1)]

    assert beside_others(many) == ()
    assert beside_others(many[:1]) == ()
    assert len(beside_others(many[:STRATA])) == STRATA == 100
    assert beside_others(many[:3])[1] == (
        Filter(stratum=("1",)), Filter(stratum=("0", "2")),
    )  # fmt: skip


def test_a_filter_in_words_names_marks_and_not_yes_or_no():
    assert called(Filter(stratum=("chef",), marked=("no",))) == "chef, unmarked prompts"
    assert called(Filter()) == "all pictures"


def test_a_filter_is_named_in_the_language_and_what_is_not_ours_as_it_is():
    with speaking("zh-Hans"):
        assert called(Filter(stratum=("nurse", "<b>night</b>"))) == "护士、<b>night</b>"
        assert called(Filter(stratum=("chef",), outcome=("failed",))) == "大厨、失败"
