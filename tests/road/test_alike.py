"""Neighbours, side by side and same pictures, from real runs and from the command line."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from PIL import Image
from skimage import data

from graycard.auditing import audit
from graycard.errors import InputError, NothingObservedError
from graycard.explore.collection import Collection
from graycard.explore.filters import Filter
from graycard.explore.neighbours import pairs_words, words
from graycard.explore.neighbours.notions import notion, notions
from graycard.explore.neighbours.pairs_in_runs import pairs_in_runs
from graycard.explore.rows import row_of
from graycard.explore.same_pictures import words as same_words
from graycard.explore.same_pictures.in_runs import same_among, same_in_runs
from graycard.explore.same_pictures.looked import look
from graycard.explore.side_by_side import pairing
from graycard.explore.side_by_side import words as side_words
from graycard.explore.side_by_side.of_runs import runs_side_by_side, with_prompt

UGLY = "a'\"<script>alert(1).png"


@pytest.fixture(scope="module")
def sizes(tmp_path_factory):
    """The same prompts and seeds at two sizes, read for colour and with vectors."""
    folder = tmp_path_factory.mktemp("sizes")
    return [
        audit(
            model={"name": "avatar-renderer", "size": size},
            readers=["colour", "embedding:avatar-clip"],
            images_per_prompt=3,
            out=folder / f"size-{size}",
        )
        for size in (64, 128)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Eight pictures of a folder with prompts: three greys, one again, one plain, one broken."""
    place = tmp_path_factory.mktemp("folder") / "pictures"
    place.mkdir()
    for value, name in ((40, "dark.png"), (90, "middle.png"), (100, "light.png"), (0, "black.png")):
        Image.new("RGB", (48, 48), (value,) * 3).save(place / name)
    cat = Image.fromarray(data.chelsea())
    cat.save(place / UGLY)
    cat.resize((225, 150)).save(place / "again.jpg", quality=80)
    Image.fromarray(data.coffee()).save(place / "coffee.png")
    (place / "broken.png").write_bytes(b"no picture")
    rows = [
        ("dark.png", "a nurse", 1), ("middle.png", "a nurse", 2), ("light.png", "a cook", 1),
        ("black.png", "a cook", 2), (UGLY, "a <b>nurse</b>", 3), ("again.jpg", "a cook", 4),
        ("coffee.png", "a cook", 5), ("broken.png", "a cook", 6),
    ]  # fmt: skip
    lines = ["file_name,prompt,seed"]
    lines += ['"' + name.replace('"', '""') + f'",{prompt},{seed}' for name, prompt, seed in rows]
    (place / "metadata.csv").write_text("\n".join(lines), encoding="utf-8")
    return audit(images=place, readers=["colour"], out=place.parent / "<i>run's")


def named(collection, row):
    return collection.words["text"][row], int(collection.seed[row])


def test_the_nearest_by_lightness_are_those_of_the_readings(folder):
    collection = Collection.open([folder.path])
    assert notions(collection) == (
        "colourfulness", "colourfulness_absolute", "lightness", "contrast", "visual-words",
    )  # fmt: skip
    dark = next(row for row in range(8) if named(collection, row) == ("a nurse", 1))

    chosen = notion(collection, "lightness")
    found = chosen.neighbours(dark, k=2)

    table = folder.readings.query("attribute == 'lightness'").set_index("generation_id").value
    values = table.reindex(collection.ids.tolist()).to_numpy()
    apart = np.abs(values - values[dark])
    apart[dark] = np.nan
    assert found.rows.tolist() == np.argsort(apart)[:2].tolist()
    assert found.values == pytest.approx(np.sort(apart)[:2])
    assert (found.among, chosen.missing) == (6, {"no picture: failed": 1})
    assert words.missing(chosen) == ["1: the request brought no picture (failed)"]


def test_the_order_by_colourfulness_is_that_of_the_two_definitions(folder):
    """Greys are 0 apart by either; the photographs are not, and differ between definitions."""
    collection = Collection.open([folder.path])
    dark = next(row for row in range(8) if named(collection, row) == ("a nurse", 1))
    signed, absolute = (
        notion(collection, name).neighbours(dark, k=6)
        for name in ("colourfulness", "colourfulness_absolute")
    )

    assert {named(collection, row)[1] for row in signed.rows[3:]} == {3, 4, 5}
    assert signed.values[:3].tolist() == absolute.values[:3].tolist() == [0, 0, 0]
    assert (signed.values[3:] > absolute.values[3:]).all()
    said = [words.about(notion(collection, f"colourfulness{kind}")) for kind in ("", "_absolute")]
    assert said[0].startswith("As Hasler and Süsstrunk defined it, with signs.")
    assert said[1].startswith("The widely copied variant, which drops the signs")


def test_plain_pictures_have_no_visual_words_and_say_so(folder):
    collection = Collection.open([folder.path])
    seen = []
    chosen = notion(collection, "visual-words", progress=lambda *done: seen.append(done))

    assert chosen.missing == {"no picture: failed": 1, "no key points": 4}
    cat, again, coffee = chosen.rows.tolist()
    assert chosen.neighbours(cat, k=2).rows.tolist() == [again, coffee]
    assert seen[-1] == (14, 14)
    plain = next(row for row in range(8) if named(collection, row) == ("a cook", 2))
    with pytest.raises(InputError, match="no neighbours by visual-words"):
        chosen.neighbours(plain)


def test_neighbours_by_an_embedder_are_those_of_its_vectors(sizes):
    collection = Collection.open([run.path for run in sizes])
    rows, vectors = collection.vectors()
    cosines = vectors[0] @ vectors[1:].T

    chosen = notion(collection, "embedding")
    found = chosen.neighbours(0, k=5)

    assert set(found.rows.tolist()) == set(rows[1:][np.argsort(-cosines)[:5]].tolist())
    assert found.values == pytest.approx(np.sort(cosines)[::-1][:5], abs=1e-5)
    assert chosen.name == sizes[0].embedder().id
    # The same portrait at another size is the nearest of all.
    assert found.rows[0] == 48


def test_what_was_not_read_says_how_to_read_it(few_prompts, tmp_path):
    run = audit(
        prompts=few_prompts, images_per_prompt=1, readers=["renderer_truth"], out=tmp_path / "run"
    )
    collection = Collection.open([run.path])

    with pytest.raises(InputError, match="no reading of lightness") as raised:
        notion(collection, "lightness")
    assert "graycard read RUN --reader colour" in raised.value.fix
    with pytest.raises(InputError, match="no vectors 'nonsense'"):
        notion(collection, "nonsense")
    with pytest.raises(InputError, match="did you mean 'lightness'"):
        notion(collection, "lightnes")


def test_two_runs_pair_by_prompt_and_seed(sizes):
    both = Collection.open([run.path for run in sizes])
    found = runs_side_by_side(both, with_prompt(both, "a photo of a nurse"))

    assert found.vary == ("settings.size",)
    assert found.columns == (("64",), ("128",))
    assert (len(found.lines), found.same_seed, found.complete) == (3, 3, 3)
    for line in found.lines:
        one, other = (sizes[i].generations.iloc[cell - 48 * i] for i, cell in enumerate(line.cells))
        assert (one.text, one.seed) == (other.text, other.seed)
        assert one.text == "a photo of a nurse"
    assert side_words.cautions(found) == []
    assert side_words.missing(found) == []


def test_another_model_pairs_what_it_was_asked_and_counts_the_rest(sizes, folder):
    both = Collection.open([sizes[0].path, folder.path])
    found = runs_side_by_side(both, np.arange(both.size), vary=["model"])

    assert found.lines == ()
    assert found.left_out == {pairing.ALONE: 48 + 8}
    assert "no other column has its prompt" in side_words.missing(found)[0]


def test_what_differs_besides_and_what_is_no_pair_is_said(folder):
    collection = Collection.open([folder.path])
    with pytest.raises(InputError, match="nothing to put side by side"):
        runs_side_by_side(collection, np.arange(8))
    with pytest.raises(InputError, match=r"no prompt is .<script>") as raised:
        with_prompt(collection, "<script>")
    assert raised.value.fix == "such as 'a <b>nurse</b>'"


def test_a_picture_that_was_saved_again_is_found_in_a_run(folder):
    collection = Collection.open([folder.path])
    found = same_in_runs(collection, np.arange(8))

    alike, *plain = found.groups
    assert {named(collection, row)[1] for row in alike.rows} == {3, 4}
    assert (alike.kind, alike.prompts, alike.seeds, alike.models) == ("alike", 2, 2, 1)
    assert [(one.kind, len(one.rows)) for one in plain] == [("plain", 2)]
    assert (found.compared, found.missing) == (7, {"no picture: failed": 1})
    ((model, (across, within)),) = found.repeats.items()
    # Of the three that are not plain two are cooks: two pairs of different prompts, one the same.
    assert (across.same, across.pairs, across.n) == (1, 2, 3)
    assert (within.same, within.pairs, within.n) == (0, 1, 2)
    assert found.chance is None
    assert same_words.summary(found).startswith("1 group: 2 of 7 pictures")
    assert any("for these pictures it is not known" in one for one in same_words.cautions(found))
    assert model.startswith("folder@")


def test_some_of_the_pictures_that_were_looked_at_are_compared_alone(sizes, folder):
    both = Collection.open([sizes[0].path, folder.path])
    seen = look(both, np.arange(both.size))
    drawn, photographs = (
        same_among(both, seen.among(both.select(Filter(run=(one.path.name,)))))
        for one in (sizes[0], folder)
    )

    assert (drawn.compared, drawn.missing, drawn.groups) == (48, {}, ())
    assert drawn.chance == pytest.approx(1.6e-6 * 48 * 47 / 2)
    assert (photographs.compared, photographs.missing) == (7, {"no picture: failed": 1})
    assert (photographs.chance, len(photographs.groups)) == (None, 2)
    assert [*drawn.repeats, *photographs.repeats] == [*both.words["model"].words]
    cat = both.select(Filter(run=(folder.path.name,)))[3:4]
    assert same_among(both, seen.among(cat)).groups == ()


def test_pictures_without_seeds_are_not_said_to_have_other_ones(folder, tmp_path):
    place = tmp_path / "pictures"
    place.mkdir()
    for name in ("one.png", "again.png"):
        Image.fromarray(data.chelsea()).save(place / name)
    run = audit(images=place, readers=["colour"], out=tmp_path / "no seeds")
    alone = Collection.open([run.path])

    found = same_in_runs(alone, np.arange(2))

    (group,) = found.groups
    assert (group.seeds, group.seedless, group.one_seed, found.seedless) == (2, 2, False, 2)
    assert same_words.summary(found) == "1 group: 2 of 2 pictures are the same as another one."
    assert same_words.group(group).endswith("; 2 seeds not known")
    assert any(one.startswith("The seeds of 2 pictures") for one in same_words.cautions(found))
    assert found.repeats == {alone.words["model"][0]: ()}
    (why,) = same_words.unrepeated(found)
    assert why.startswith("no seeds: of none of its pictures is the prompt known")

    both = Collection.open([run.path, folder.path])
    found = same_in_runs(both, np.arange(both.size))
    assert "of another seed, or of a seed that is not known" in same_words.summary(found)
    assert list(found.no_repeats) == ["no seeds"]
    mixed = next(one for one in found.groups if one.seedless)
    # The cat of the folder without seeds twice, and that of the other one and its copy.
    assert same_words.group(mixed).endswith("; 2 seeds, 2 seeds not known")


def test_a_run_whose_pictures_make_no_pair_says_so(tmp_path):
    place = tmp_path / "pictures"
    place.mkdir()
    Image.fromarray(data.chelsea()).save(place / "one.png")
    (place / "metadata.csv").write_text("file_name,prompt,seed\none.png,a nurse,1\n")
    run = audit(images=place, readers=["colour"], out=tmp_path / "one")

    found = same_in_runs(Collection.open([run.path]), np.arange(1))

    assert same_words.unrepeated(found) == [
        "one: no two of its pictures can be a pair with different seeds."
    ]
    assert found.seedless == 0
    assert not any("not known: whether" in one for one in same_words.cautions(found))


@pytest.mark.parametrize("shown", [0, 1])
def test_plain_pictures_are_said_to_be_why_there_is_no_pair(tmp_path, shown):
    """Two black pictures of two seeds would be a pair, were plain ones counted."""
    place = tmp_path / "pictures"
    place.mkdir()
    pictures = [np.zeros((64, 64, 3), np.uint8)] * 2 + [data.chelsea()] * shown
    for seed, picture in enumerate(pictures):
        Image.fromarray(picture).save(place / f"{seed}.png")
    rows = [f"{seed}.png,a nurse,{seed}" for seed in range(len(pictures))]
    (place / "metadata.csv").write_text("\n".join(["file_name,prompt,seed", *rows]))
    run = audit(images=place, readers=["colour"], out=tmp_path / "black")

    found = same_in_runs(Collection.open([run.path]), np.arange(len(pictures)))

    assert same_words.unrepeated(found) == [
        "black: plain pictures are not counted, and no two of its others can be a pair with"
        " different seeds."
    ]


def test_the_ends_of_a_chain_are_not_counted_as_the_same(tmp_path):
    """Three pictures of one photograph, each a step lighter: two of three pairs are the same."""
    place = tmp_path / "pictures"
    place.mkdir()
    for step in (0, 20, 40):
        lighter = (data.chelsea() // 2 + step).astype(np.uint8)
        Image.fromarray(lighter).save(place / f"{step}.png")
    rows = [f"{step}.png,a nurse,{step}" for step in (0, 20, 40)]
    (place / "metadata.csv").write_text("\n".join(["file_name,prompt,seed", *rows]))
    run = audit(images=place, readers=["colour"], out=tmp_path / "run")
    found = same_in_runs(Collection.open([run.path]), np.arange(3))

    (group,), ((within,),) = found.groups, found.repeats.values()
    assert len(group.rows) == 3
    assert group.widest > 10
    assert (within.same, within.pairs) == (2, 3)


def test_the_same_seed_at_another_size_is_no_finding_about_the_model(sizes):
    both = Collection.open([run.path for run in sizes])
    found = same_in_runs(both, both.select(Filter(stratum=("nurse", "ceo"))))

    assert len(found.groups) == 6
    assert all(one.one_seed and not one.plain for one in found.groups)
    assert same_words.summary(found).startswith("0 groups: 0 of 12")
    assert any("6 groups more have one seed each" in one for one in same_words.cautions(found))
    assert all(one.same == 0 for every in found.repeats.values() for one in every)
    assert 0 < found.chance < 0.001


def test_files_that_are_gone_are_counted(folder, tmp_path):
    copy = tmp_path / "run"
    shutil.copytree(folder.path, copy)
    collection = Collection.open([copy])
    collection.path(0).unlink()

    assert same_in_runs(collection, np.arange(8)).missing["its file is gone or broken"] == 1
    assert notion(collection, "visual-words").missing["its file is gone or broken"] == 1


def test_the_most_alike_pairs_are_of_what_must_differ(sizes):
    both = Collection.open([run.path for run in sizes])
    ready, every = notion(both, "embedding"), np.arange(both.size)
    runs, prompts, any_ = (
        pairs_in_runs(both, ready, every, apart=apart, k=20) for apart in ("runs", "prompts", "any")
    )

    texts, of = both.words["text"], both.words["run"]
    assert (runs.pairs.among, any_.pairs.among) == (48 * 48, 96 * 95 // 2)
    # Of each of sixteen prompts there are six pictures.
    assert prompts.pairs.among == 96 * 90 // 2
    two = [*zip(runs.pairs.one, runs.pairs.other, strict=True)]
    assert all(of[one] != of[other] for one, other in two)
    # A portrait at another size is more alike than any other one.
    assert all(texts[one] == texts[other] for one, other in two)
    assert runs.one_seed.all()
    assert any("20 of these pairs have one seed" in one for one in pairs_words.cautions(runs))
    assert all(
        texts[one] != texts[other]
        for one, other in zip(prompts.pairs.one, prompts.pairs.other, strict=True)
    )
    nurses = both.select(Filter(stratum=("nurse",)))
    with pytest.raises(NothingObservedError, match="no two pictures here can be compared so"):
        pairs_in_runs(both, ready, nurses, apart="prompts")
    with pytest.raises(InputError, match="pairs are not ranked by lightness"):
        pairs_in_runs(both, notion(both, "lightness"), every)


def test_pictures_of_unknown_prompts_are_of_no_pair_of_prompts(folder, tmp_path):
    place = tmp_path / "pictures"
    place.mkdir()
    Image.fromarray(data.chelsea()).save(place / "one.png")
    run = audit(images=place, readers=["colour"], out=tmp_path / "unknown")
    both = Collection.open([run.path, folder.path])

    found = pairs_in_runs(both, notion(both, "visual-words"), np.arange(both.size))

    assert (found.no_prompt, found.pairs.pictures) == (1, 3)
    assert "1 picture is of no pair: its prompt is not known." in pairs_words.cautions(found)


def test_requests_are_found_by_the_beginning_of_their_id(sizes):
    one = Collection.open([sizes[0].path])
    identity = str(one.ids[5])

    assert row_of(one, identity[:12]) == row_of(one, f"size-64/{identity}") == 5
    for wrong in ("", identity[:3], "<script>", f"size-128/{identity}"):
        with pytest.raises(InputError, match="is no id"):
            row_of(one, wrong)


def test_the_same_request_of_two_runs_needs_the_run(sizes, tmp_path):
    shutil.copytree(sizes[0].path, tmp_path / "copy")
    both = Collection.open([sizes[0].path, tmp_path / "copy"])

    with pytest.raises(InputError, match="beginning of several ids"):
        row_of(both, str(both.ids[0]))
    assert row_of(both, f"copy/{both.ids[0]}") == 48


def test_the_commands_answer_in_words_and_in_json(folder, graycard):
    collection = Collection.open([folder.path])
    cat = next(str(collection.ids[row]) for row in range(8) if named(collection, row)[1] == 3)

    told = graycard("explore", "neighbours", folder.path, "--of", cat[:10], "--by", "lightness")
    assert told.returncode == 0, told.stderr
    assert "a <b>nurse</b>" in told.stdout
    assert "All 6 other pictures were compared." in told.stdout
    answer = graycard(
        "explore", "neighbours", folder.path, "--of", cat, "--by", "visual-words", "--json"
    )
    found = json.loads(answer.stdout)
    assert [one["seed"] for one in found["neighbours"]] == [4, 5]
    assert (found["exact"], found["among"], found["of"]["id"]) == (True, 2, cat)

    told = graycard("explore", "pairs", folder.path, "--by", "visual-words")
    assert "The 2 most alike of 2 pairs of 3 pictures: of two prompts each." in told.stdout
    pairs = ("explore", "pairs", folder.path, "--by", "visual-words", "--k", "1", "--json")
    found = json.loads(graycard(*pairs).stdout)
    assert [one["seed"] for one in found["pairs"][0]["pictures"]] == [3, 4]
    assert (found["among"], found["pictures"], found["apart"]) == (2, 3, "prompts")

    told = graycard("explore", "same", folder.path)
    assert "1 group: 2 of 7 pictures" in told.stdout
    found = json.loads(graycard("explore", "same", folder.path, "--json").stdout)
    assert [one["kind"] for one in found["groups"]] == ["alike", "plain"]
    assert found["judged_by"]["most_bits"] == 8


def test_the_command_puts_side_by_side(sizes, graycard):
    paths = [run.path for run in sizes]
    told = graycard("explore", "side-by-side", *paths, "--prompt", "nurse")
    assert told.returncode == 0, told.stderr
    assert "3 lines of 2 columns; 3 with a picture in every column." in told.stdout
    answer = graycard(
        "explore", "side-by-side", *paths, "--vary", "settings.size", "--where", "stratum=ceo",
        "--json",
    )  # fmt: skip
    found = json.loads(answer.stdout)
    assert (found["vary"], len(found["lines"])) == (["settings.size"], 3)
    wrong = graycard("explore", "side-by-side", paths[0], "--vary", "<script>")
    assert wrong.returncode == 2
    assert "does not vary" in wrong.stderr
