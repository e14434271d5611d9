"""Runs as columns, held against their tables read by pandas."""

import json

import numpy as np
import pytest
from PIL import Image

import graycard as door
from graycard.auditing import audit
from graycard.errors import InputError
from graycard.explore.collection import Collection
from graycard.explore.filters import MISSING, Filter
from graycard.explore.words_column import WordsColumn


@pytest.fixture(scope="module")
def faced(tmp_path_factory):
    """A folder of pictures of which one is broken, read for colour."""
    folder = tmp_path_factory.mktemp("faced") / "pictures"
    (folder / "nurse").mkdir(parents=True)
    for name in ("a'\"<b>.png", "b.png"):
        Image.new("RGB", (32, 24), "red").save(folder / "nurse" / name)
    (folder / "nurse" / "c.png").write_bytes(b"no picture")
    return audit(images=folder, readers=["colour"], out=folder.parent / "run")


def test_a_choice_finds_what_the_tables_say(drawn):
    collection = Collection.open([drawn.path])
    rows = collection.select(Filter.from_words(["stratum=nurse", "perceived_age=young"]))

    readings = drawn.readings.query("attribute == 'perceived_age' and label == 'young'")
    nurses = drawn.generations.query("stratum == 'nurse'")
    expected = nurses[nurses.id.isin(readings.generation_id)].id.tolist()
    assert [str(one) for one in collection.ids[rows]] == expected
    assert 0 < len(expected) < len(nurses)


def test_columns_are_those_of_the_run(drawn):
    collection = Collection.open([drawn.path])
    table = drawn.generations

    assert collection.seed.tolist() == table.seed.tolist()
    assert collection.repetition.tolist() == table.repetition.tolist()
    assert [collection.words["text"][row] for row in range(80)] == table.text.tolist()
    row = collection.row(drawn.path.name, table.id[7])
    assert row == 7
    assert collection.path(row).is_file()
    picture = collection.picture(row)
    assert picture.generation_id == table.id[7]
    assert picture.rgb.shape[2] == 3


def test_several_runs_stand_one_after_another(drawn, faced):
    both = Collection.open([drawn.path, faced.path])

    names = list(both.runs)
    assert (len(names), both.size) == (2, 83)
    assert names[1] != names[0], "the folders are both called run"
    assert len(both.select(Filter(run=(names[1],)))) == 3
    assert not both.read["perceived_age"].asked[80:].any()
    missing = both.select(Filter(read={"perceived_age": (MISSING,)}))
    assert len(missing) == 0, "what was never asked is not missing"


def test_a_picture_that_did_not_come_is_missing(faced):
    collection = Collection.open([faced.path])

    (gone,) = collection.select(Filter(outcome=("failed",)))
    assert collection.path(gone) is None
    assert collection.picture(gone) is None
    assert collection.read["lightness"].missing.tolist() == ([row == gone for row in range(3)])
    values = collection.read["lightness"].values
    assert np.isfinite(values).sum() == 2
    assert values[0] == pytest.approx(53.24, abs=0.1), "L* of pure red"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["stratum=nursse"], "nurse"),
        (["perceived_agee=young"], "perceived_age"),
        (["perceived_age=old"], "older"),
        (["outcome=fine"], "the outcome .fine."),
        (["nurse"], "NAME=VALUE"),
    ],
)
def test_a_choice_that_cannot_be_is_told(drawn, words, what):
    with pytest.raises(InputError, match=what):
        Collection.open([drawn.path]).select(Filter.from_words(words))


def test_the_same_run_twice_and_none_are_refused(drawn):
    with pytest.raises(InputError, match="named twice"):
        Collection.open([drawn.path, drawn.path])
    with pytest.raises(InputError, match="no run is named"):
        Collection.open([])


def test_without_vectors_the_command_that_makes_them_is_named(drawn):
    with pytest.raises(InputError, match="graycard read"):
        Collection.open([drawn.path]).vectors()


def test_a_filter_survives_the_way_through_a_url():
    filter_ = Filter(stratum=("a&b", "<script>"), read={"smile": ("yes", MISSING)})

    assert Filter.from_query(filter_.to_query()) == filter_
    assert Filter.from_query([("stratum", ""), ("page", "3")]) == Filter()


def test_words_are_counted_most_first():
    column = WordsColumn.of(["b", "a", "b", None])

    assert column.counted(np.arange(4)) == {"b": 2, "a": 1}
    assert column.is_any(["nowhere"]).tolist() == [False] * 4


def test_the_command_lists_pictures(drawn, graycard):
    done = graycard(
        "explore",
        "pictures",
        drawn.path,
        "--where",
        "stratum=chef",
        "--where",
        "outcome=ok",
        "--json",
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {one["stratum"] for one in found} == {"chef"}
    assert len(found) == 5
    assert found[0]["read"]["profession"] == "chef"
    assert door.load_run(drawn.path).generations.id.isin([one["id"] for one in found]).sum() == 5
