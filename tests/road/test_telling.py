"""Words that tell groups of a run's pictures apart, by the command line."""

import asyncio
import html
import json
import re
import shlex
import shutil
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from PIL import Image

import graycard as door
from graycard.app.asking import ask
from graycard.app.pages.words import compare_sides, labels_used
from graycard.app.server import build
from graycard.app.site import write_site
from graycard.errors import DomainError, InputError
from graycard.explore.collection import Collection
from graycard.explore.filters import Filter
from graycard.explore.neighbours.notions import notion
from graycard.explore.seen import Seen
from graycard.explore.telling import require_words, words_apart
from graycard.readers._encoder import Encoder
from graycard.run.active_readers import read_active_readers, write_active_readers
from graycard.types import Attribute


@pytest.fixture(scope="module")
def drawn_with_vectors(tmp_path_factory):
    folder = tmp_path_factory.mktemp("telling")
    return door.audit(images_per_prompt=6, readers=["embedding"], out=folder / "run")


@pytest.fixture(scope="module")
def photographs(tmp_path_factory):
    """Eight plain pictures, in two sub-folders, with vectors of the model that knows drawings."""
    folder = tmp_path_factory.mktemp("photographs")
    for number in range(8):
        place = folder / "pictures" / ("left" if number < 4 else "right") / f"{number}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (32, 32), (20 * number, 200 - 20 * number, 90)).save(place)
    return door.audit(
        images=folder / "pictures", readers=["embedding"], outside_domain=True, out=folder / "run"
    )


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
    assert "6 pictures of 1 prompt beside 90 of 15" in answer.stdout.replace("\xa0", " ")
    assert "look at the pictures" in answer.stdout


def test_a_page_on_which_only_the_second_group_is_chosen_keeps_the_sides(drawn_with_vectors):
    collection = Collection.open([drawn_with_vectors.path])
    chefs = Filter(stratum=("chef",))

    sides = [
        compare_sides(collection, *pair, "en", lambda done, total: None)
        for pair in ((Filter(), chefs), (chefs, Filter()))
    ]

    assert [(one.n, one.other_n) for one in sides] == [(90, 6), (6, 90)]
    assert [
        next(word.difference > 0 for word in one.words if word.word == "chef") for one in sides
    ] == [False, True]


def test_groups_that_are_made_of_what_pictures_show_are_cautioned(drawn_with_vectors):
    collection = Collection.open([drawn_with_vectors.path])
    smile = Attribute(
        name="smile", categories=("yes", "no"), scale="nominal", claim="smiles", source="a test"
    )
    labelled = replace(collection, people={"smile": labels(smile, collection.size, codes=0)})
    smiling, other = Filter(label={"smile": ("yes",)}), Filter(label={"smile": ("(missing)",)})

    for group, against in ((smiling, other), (smiling, None), (other, smiling)):
        said = words_apart(labelled, group=group, against=against).cautions
        assert any("differ by construction" in one for one in said)
    said = words_apart(labelled, group=Filter(stratum=("chef",))).cautions
    assert not any("differ by construction" in one for one in said)


def test_what_is_kept_for_a_page_goes_with_the_labels_it_was_made_from(drawn_with_vectors):
    collection = Collection.open([drawn_with_vectors.path])
    smile = Attribute(
        name="smile", categories=("yes", "no"), scale="nominal", claim="smiles", source="a test"
    )
    first, second = (
        replace(collection, people={"smile": labels(smile, collection.size, codes=code)})
        for code in (0, 1)
    )

    assert labels_used(first, {"smile"}) == labels_used(first, {"smile", "hat"})
    assert labels_used(first, {"smile"}) != labels_used(second, {"smile"})
    assert labels_used(first, set()) == labels_used(second, set())


def labels(attribute, size, *, codes):
    """Return labels of every other picture."""
    rows = np.arange(0, size, 2)
    return Seen(
        attribute=attribute,
        rows=rows,
        codes=np.full(len(rows), codes, np.int32),
        values=np.full(size, np.nan),
        asked=np.ones(size, bool),
    )


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


OFFERED = "One stratum, and all others"
CAUTION = "Caution: avatar-clip made vectors of photographs and was validated on: drawn world."


def test_a_model_of_drawings_finds_no_words_in_photographs(photographs, graycard):
    asked = ("explore", "words", photographs.path, "--group", "stratum=left")

    refused = graycard(*asked)

    assert refused.returncode == 2
    assert "avatar-clip has no words for photographs" in refused.stderr
    assert "--reader embedding:MODEL" in refused.stderr
    with pytest.raises(DomainError, match="has no words for photographs"):
        words_apart(Collection.open([photographs.path]), group=Filter(stratum=("left",)))


def test_a_copy_offers_no_comparison_where_each_would_be_refused(
    photographs, drawn_with_vectors, tmp_path
):
    refused, offers = (
        write_site([run.path], tmp_path / name, most=12).start.parent
        for name, run in (("photographs", photographs), ("drawn", drawn_with_vectors))
    )

    page = (refused / "words.html").read_text("utf-8")
    assert "Avatar-clip has no words for photographs" in page
    assert OFFERED not in page
    assert "all others where there are up to 100 groups" not in page
    assert not list(refused.glob("words-*"))
    page = (offers / "words.html").read_text("utf-8")
    assert OFFERED in page
    assert "all others where there are up to 100 groups" in page


def test_a_copy_offers_no_comparison_by_a_model_without_texts(drawn_with_vectors, monkeypatch):
    def without(encoder):
        raise InputError(what="tiny has no text tower", why="it sees only", fix="give CLIP")

    collection = Collection.open([drawn_with_vectors.path])
    require_words(collection)
    monkeypatch.setattr(Encoder, "require_texts", without)

    with pytest.raises(InputError, match="tiny has no text tower"):
        require_words(collection)


def test_runs_with_vectors_of_different_models_have_no_words(drawn_with_vectors, tmp_path):
    copy = tmp_path / "other"
    shutil.copytree(drawn_with_vectors.path, copy)
    run = door.load_run(copy)
    (own,) = read_active_readers(run.folder)
    write_active_readers(run.folder, [own.model_copy(update={"id": "embedding@other"})])

    with pytest.raises(InputError, match="vectors of different embedders"):
        require_words(Collection.open([drawn_with_vectors.path, copy]))


def test_who_insists_is_told_so_before_anything_else(photographs, graycard):
    asked = ("explore", "words", photographs.path, "--group", "stratum=left", "--outside-domain")

    insisted, data = graycard(*asked), graycard(*asked, "--json")

    assert insisted.returncode == data.returncode == 0, insisted.stderr + data.stderr
    assert insisted.stdout.startswith(CAUTION)
    assert json.loads(data.stdout)["outside"].startswith(CAUTION)


def test_drawn_pictures_are_no_reason_for_a_caution(drawn_with_vectors):
    collection = Collection.open([drawn_with_vectors.path])

    assert words_apart(collection, group=Filter(stratum=("chef",))).outside is None
    assert notion(collection, "embedding").outside is None


def test_one_run_of_photographs_among_several_is_enough(drawn_with_vectors, photographs):
    collection = Collection.open([drawn_with_vectors.path, photographs.path])

    with pytest.raises(DomainError, match="has no words for photographs"):
        words_apart(collection, group=Filter(stratum=("chef",)))


def test_neighbours_are_told_to_lie_outside_as_well(photographs, graycard):
    of = photographs.generations.id[0]
    asked = ("explore", "neighbours", photographs.path, "--of", of, "--by")

    by_vectors, by_words = graycard(*asked, "embedding"), graycard(*asked, "embedding", "--json")

    assert CAUTION in by_vectors.stdout
    assert json.loads(by_words.stdout)["caution"].startswith(CAUTION)


def test_who_lacks_vectors_of_photographs_is_not_sent_to_the_model_of_drawings(
    photographs, drawn_with_vectors, tmp_path
):
    fixes = []
    for number, run in enumerate((photographs, drawn_with_vectors)):
        shutil.copytree(run.path, tmp_path / str(number))
        copy = door.load_run(tmp_path / str(number))
        write_active_readers(copy.folder, [])
        with pytest.raises(InputError, match=f"the run {number} has no vectors") as error:
            copy.embedder()
        fixes.append(error.value.fix)

    assert "--reader embedding:openai/clip-vit-large-patch14@main`, or another CLIP" in fixes[0]
    assert "avatar-clip" not in fixes[0]
    assert fixes[1] == f"`graycard read {tmp_path / '1'} --reader embedding`"


def test_the_command_that_makes_vectors_can_be_pasted_whatever_the_folder_is_called(
    drawn_with_vectors, tmp_path
):
    place = tmp_path / "my run's; <b>"
    shutil.copytree(drawn_with_vectors.path, place)
    copy = door.load_run(place)
    write_active_readers(copy.folder, [])

    with pytest.raises(InputError) as error:
        copy.embedder()

    words = shlex.split(error.value.fix.strip("`"))
    assert words == ["graycard", "read", str(place), "--reader", "embedding"]


def test_a_copy_does_not_tell_where_a_run_lies_whose_folder_has_to_be_quoted(
    drawn_with_vectors, tmp_path
):
    place = tmp_path / "my run's; <b>"
    shutil.copytree(drawn_with_vectors.path, place)
    write_active_readers(door.load_run(place).folder, [])

    start = write_site([place], tmp_path / "copy", most=12).start

    pages = {page.name: page.read_text("utf-8") for page in start.parent.rglob("*.html")}
    assert not [name for name, page in pages.items() if str(tmp_path) in page]
    command = f"graycard read {shlex.quote(place.name)} --reader embedding"
    assert command in html.unescape(pages["words.html"])


@pytest.fixture(scope="module")
def two_runs(drawn_with_vectors, tmp_path_factory):
    """A run with vectors, and its copy without."""
    place = tmp_path_factory.mktemp("two") / "without"
    shutil.copytree(drawn_with_vectors.path, place)
    write_active_readers(door.load_run(place).folder, [])
    return Collection.open([drawn_with_vectors.path, place])


def test_only_the_runs_that_are_asked_about_need_vectors(two_runs, drawn_with_vectors):
    chef, police = (
        Filter(run=("run",), stratum=(stratum,)) for stratum in ("chef", "police officer")
    )

    found = words_apart(two_runs, group=chef, against=police)

    alone = words_apart(
        Collection.open([drawn_with_vectors.path]),
        group=Filter(stratum=("chef",)),
        against=Filter(stratum=("police officer",)),
    )
    assert found == alone
    assert (found.n, found.other_n, found.missing) == (6, 6, 0)


def test_a_run_that_is_asked_about_and_has_no_vectors_is_named(two_runs):
    with pytest.raises(InputError, match="the run without has no vectors"):
        words_apart(two_runs, group=Filter(stratum=("chef",)))


def test_a_copy_offers_the_comparisons_of_the_runs_that_have_vectors(two_runs):
    copy = build([run.path for run in two_runs.runs.values()], live=False)

    page = asyncio.run(ask(copy, "/words")).body.decode()

    assert OFFERED in page
    offered = re.findall(r'href="(/words\?a[^"]*)"', page)
    assert len(offered) == len(two_runs.words["stratum"].words)
    assert {run for one in offered for run in re.findall(r"\b[ab]\.run=(\w+)", one)} == {"run"}
    compared = asyncio.run(ask(copy, unescape(offered[0]))).body.decode()
    assert "<h2>The words</h2>" in compared


def test_one_group_in_an_address_is_compared_with_all_others(drawn_with_vectors):
    app, page = build([drawn_with_vectors.path]), "data-again"
    while "data-again" in page:
        page = asyncio.run(ask(app, "/words?a.stratum=chef")).body.decode()

    assert "First group: chef. Second group: all others." in page
    assert "<h2>The words</h2>" in page
    assert "First group:" not in asyncio.run(ask(app, "/words")).body.decode()
