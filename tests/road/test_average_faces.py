"""Average faces of a run on the command line: what is written, and that it agrees with itself."""

import json

import numpy as np
import pytest
from PIL import Image

from graycard.auditing import audit
from graycard.errors import InputError
from graycard.explore.average_faces import average_face, average_picture
from graycard.explore.average_faces.groups import group_of, instead, must_differ, prompts_of
from graycard.explore.collection import Collection
from graycard.explore.filters import Filter


@pytest.mark.usefixtures("networks")
def test_two_strata_are_averaged_and_compared(graycard, drawn, tmp_path):
    out = tmp_path / "out"

    done = graycard(
        "explore", "average-faces", drawn.path, "--stratum", "ceo", "--against", "stratum=nurse",
        "--shuffles", 99, "--side", 64, "--out", out,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    numbers = json.loads((out / "average-faces.json").read_text(encoding="utf-8"))
    collection = Collection.open([drawn.path])
    for name, stratum, suffix in (("average", "ceo", ""), ("against", "nurse", "-against")):
        group = group_of(collection, Filter(stratum=(stratum,)))
        expected = average_face(group.pictures, side=64)
        told = numbers[name]
        assert (told["n"], told["n_used"], told["requested"]) == (5, expected.n_used, 5)
        assert told["n_used"] + sum(told["dropped"].values()) == 5
        assert f"stratum={stratum}: {told['n_used']} face" in done.stdout
        with Image.open(out / f"average{suffix}.png") as written:
            assert np.array_equal(np.asarray(written), np.asarray(average_picture(expected)))
        with Image.open(out / f"spread{suffix}.png") as written:
            assert written.size == (64, 64)
    compared = numbers["comparison"]
    assert compared["n"] == [numbers["average"]["n_used"], numbers["against"]["n_used"]]
    assert compared["shuffled"] == "images"
    assert compared["n_prompts"] == [1, 1]
    assert 0.01 <= compared["face"]["p"] <= 1
    assert "Within the face the averages are" in done.stdout
    assert "this speaks of these prompts" in done.stdout


@pytest.mark.usefixtures("networks")
def test_the_answer_for_programs_is_the_file(graycard, drawn, tmp_path):
    done = graycard(
        "explore", "average-faces", drawn.path, "--where", "perceived_age=young",
        "--side", 32, "--alignment", "similarity", "--json", "--out", tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer == json.loads((tmp_path / "average-faces.json").read_text(encoding="utf-8"))
    assert answer["average"]["group"] == "perceived_age=young"
    assert answer["average"]["alignment"] == "similarity"
    assert "against" not in answer


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--stratum", "nruse"], "did you mean 'nurse'"),
        (["--stratum", "nurse", "--against", "outcome=ok"], "5 pictures are in both groups"),
        (["--where", "nurse"], "NAME=VALUE"),
        (["--alignment", "wrap"], "wrap"),
    ],
)
def test_what_makes_no_sense_is_refused(graycard, drawn, tmp_path, arguments, said):
    done = graycard("explore", "average-faces", drawn.path, *arguments, "--out", tmp_path / "out")

    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("networks")
def test_pictures_of_nobody_are_refused_with_the_reasons(graycard, pictures, tmp_path):
    run = audit(images=pictures, readers=["colour"], out=tmp_path / "run")

    done = graycard("explore", "average-faces", run.path, "--out", tmp_path / "out")

    assert done.returncode == 2
    assert "of 6 pictures none is left: 6 no face was found" in done.stderr


def test_a_group_says_what_brought_no_picture(with_metadata, tmp_path):
    folder = with_metadata([("1.png", "a <b>"), ("2.png", "a <b>")], ["1.png"])
    run = audit(images=folder, readers=["colour"], out=tmp_path / "run")

    group = group_of(Collection.open([run.path]), Filter())

    assert (group.requested, len(group.pictures)) == (2, 1)
    assert group.without_picture == {"failed": 1}
    assert group.prompts == ("a <b>",)
    assert group.name == "all pictures"


def test_pictures_without_prompts_have_none(pictures, tmp_path):
    run = audit(images=pictures, readers=["colour"], out=tmp_path / "run")
    collection = Collection.open([run.path])
    nurses, others = (group_of(collection, Filter(stratum=(one,))) for one in ("nurse", "ceo"))

    assert nurses.prompts is None
    assert prompts_of(nurses, others) is None


def test_of_many_pictures_so_many_are_drawn_and_always_the_same(drawn):
    collection = Collection.open([drawn.path])

    group = group_of(collection, Filter(), most=7)

    assert (len(group.rows), group.drawn_from, group.requested) == (7, 80, 80)
    assert group == group_of(collection, Filter(), most=7)
    assert group.id != group_of(collection, Filter(), most=8).id
    assert group_of(collection, Filter(), most=80).drawn_from is None


def test_the_same_pictures_have_the_same_id_however_they_were_asked_for(drawn):
    collection = Collection.open([drawn.path])

    one = group_of(collection, Filter(stratum=("nurse",)))
    other = group_of(collection, Filter(stratum=("nurse",), outcome=("ok",)))

    assert one.id == other.id
    assert one.name == "stratum=nurse"
    assert other.name == "stratum=nurse, outcome=ok"


def test_against_says_what_is_different_and_the_rest_stays():
    first = Filter.from_words(["stratum=ceo", "model=a", "perceived_age=young"])

    second = instead(first, Filter.from_words(["stratum=nurse", "smile=yes"]))

    assert second == Filter.from_words(
        ["stratum=nurse", "model=a", "perceived_age=young", "smile=yes"]
    )


def test_groups_that_share_a_picture_are_not_compared(drawn):
    collection = Collection.open([drawn.path])
    nurses = Filter(stratum=("nurse",))

    must_differ(collection, nurses, Filter(stratum=("ceo",)))
    with pytest.raises(InputError, match="5 pictures are in both groups") as raised:
        must_differ(collection, nurses, Filter())
    assert "stratum=nurse and all pictures" in raised.value.why
