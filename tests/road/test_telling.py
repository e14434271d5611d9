"""Words that tell groups of a run's pictures apart, by the command line."""

import json
import shutil

import pytest

import graycard as door
from graycard.errors import InputError
from graycard.explore.collection import Collection
from graycard.explore.filters import Filter
from graycard.explore.telling import words_apart
from graycard.run.active_readers import read_active_readers, write_active_readers


@pytest.fixture(scope="module")
def drawn_with_vectors(tmp_path_factory):
    folder = tmp_path_factory.mktemp("telling")
    return door.audit(images_per_prompt=6, readers=["embedding"], out=folder / "run")


def test_words_tell_professions_apart(drawn_with_vectors, graycard):
    answer = graycard(
        "explore", "words", drawn_with_vectors.path,
        "--group", "stratum=chef", "--against", "stratum=police officer", "--json",
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    best = [one["word"] for one in found["words"][:6]]
    assert {"chef", "police officer"} <= set(best)
    assert (found["n"], found["other_n"], found["unit"]) == (6, 6, "pictures")
    by = {one["word"]: one for one in found["words"]}
    assert by["chef"]["low"] > 0 > by["police officer"]["high"]


def test_a_list_of_ones_own_is_shown_as_it_is(drawn_with_vectors, graycard, tmp_path):
    (tmp_path / "own.txt").write_text("[bold]a kitchen[/bold]\n<script>x</script>\na street\n")

    answer = graycard(
        "explore", "words", drawn_with_vectors.path,
        "--group", "stratum=chef", "--vocabulary", tmp_path / "own.txt",
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr
    assert "own.txt" in answer.stdout
    assert "6 pictures of 1 prompts beside 90 of 15" in answer.stdout.replace("\xa0", " ")
    assert "look at the pictures" in answer.stdout


def test_groups_must_not_overlap(drawn_with_vectors):
    collection = Collection.open([drawn_with_vectors.path])

    with pytest.raises(InputError, match="6 requests are in both groups"):
        words_apart(
            collection,
            group=Filter(stratum=("chef",)),
            against=Filter(stratum=("chef", "nurse")),
        )


def test_a_model_that_is_no_longer_the_same_is_refused(drawn_with_vectors, tmp_path):
    copy = tmp_path / "run"
    shutil.copytree(drawn_with_vectors.path, copy)
    run = door.load_run(copy)
    other = [
        one.model_copy(update={"source": "avatar-clip@0123456789ab"})
        for one in read_active_readers(run.folder)
    ]
    write_active_readers(run.folder, other)

    with pytest.raises(InputError, match="no longer the model that made the vectors"):
        words_apart(Collection.open([copy]), group=Filter(stratum=("chef",)))
