"""Clusters of the pictures of runs, by the road and the command line."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import graycard as door
from graycard.errors import InputError
from graycard.explore.clusters import tree_of
from graycard.explore.collection import Collection
from graycard.explore.filters import Filter
from graycard.explore.words_column import WordsColumn

PEOPLE = """
name: people
version: "1"
licence: CC0-1.0
source: a test
grids:
  - templates: ["a photo of {a} {tone} {presentation} person"]
    factors: &asked
      tone: [light-skinned, dark-skinned]
      presentation: [feminine, masculine]
    marked: true
  - templates: ["a photo of {a} {tone} {presentation} chef"]
    factors: *asked
    stratum: chef
    marked: true
  - templates: ["a photo of {a} {job}"]
    factors: {job: [chef, nurse]}
    stratum: "{job}"
    marked: false
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people")
    (folder / "people.yaml").write_text(PEOPLE)
    return door.audit(
        model="avatar-renderer",
        prompts=str(folder / "people.yaml"),
        images_per_prompt=16,
        readers=["embedding"],
        out=folder / "run",
    )


def test_identities_controls_and_others_are_told_apart(people):
    tree = tree_of(Collection.open([people.path]))

    assert len(tree.identity) == 64
    assert set(tree.identity.strata) == {
        f"a photo of a {tone}-skinned {presentation} person"
        for tone in ("light", "dark") for presentation in ("feminine", "masculine")
    }  # fmt: skip
    assert set(tree.others.strata) == {"chef", "nurse"}
    assert tree.controls.n == {"chef": 64}
    assert np.allclose(np.linalg.norm(tree.identity.vectors, axis=1), 1, atol=1e-6)


def test_vectors_of_pictures_that_the_model_does_not_know_are_the_first_caution(people, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(people.path, run)
    spec = run / "audit.yaml"
    spec.write_text(spec.read_text().replace("domain: drawn world", "domain: paintings"))

    drawn, painted = (
        tree_of(Collection.open([path])).clusters(4).cautions for path in (people.path, run)
    )

    assert painted[0].startswith("Caution: avatar-clip made vectors of paintings")
    assert painted[1:] == drawn


def test_clusters_are_about_what_was_asked_and_written_whole(people, graycard):
    answer = graycard("explore", "clusters", people.path, "--k", 4, "--json")

    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    assert {frozenset(one["about"]) for one in found["clusters"]} == {
        frozenset({f"{tone}-skinned", presentation})
        for tone in ("light", "dark")
        for presentation in ("feminine", "masculine")
    }
    assert sum(one["size"] for one in found["clusters"]) == found["n"] == 64
    pictures = [one for cluster in found["clusters"] for one in cluster["exemplars"]]
    generations = people.generations.set_index("id")
    assert all(generations.marked[one["id"]] for one in pictures)
    assert {one["name"]: one["n"] for one in found["strata"]} == {"chef": 16, "nurse": 16}
    assert found["controls"] == {"chef": 64}


def test_the_order_of_runs_does_not_matter(people, drawn_with_vectors):
    paths = [people.path, drawn_with_vectors.path]

    first, second = (tree_of(Collection.open(some)).clusters(4) for some in (paths, paths[::-1]))

    assert first.labels.tolist() == second.labels.tolist()
    assert {one.name: one.counts for one in first.strata} == {
        one.name: one.counts for one in second.strata
    }


@pytest.fixture(scope="module")
def drawn_with_vectors(tmp_path_factory):
    return door.audit(
        images_per_prompt=1, readers=["embedding"], out=tmp_path_factory.mktemp("all") / "run"
    )


def test_the_table_says_who_is_where_and_how_sure_that_is(people, graycard):
    answer = graycard("explore", "clusters", people.path, "--k", 4, "--against", "nurse")

    assert answer.returncode == 0
    for words in ("in 4 clusters", "shuffled prompts reach", "adjusted Rand", "beside: nurse"):
        assert words in answer.stdout
    assert "dark-skinned" in answer.stdout


def test_a_run_that_names_nobody_says_what_to_run(drawn_with_vectors, graycard):
    answer = graycard("explore", "clusters", drawn_with_vectors.path)

    assert answer.returncode == 2
    assert "no prompt here names identities" in answer.stderr
    assert "--prompts identities" in answer.stderr


def test_a_run_without_vectors_says_how_to_get_them(drawn, graycard):
    answer = graycard("explore", "clusters", drawn.path)

    assert answer.returncode == 2
    assert "graycard read" in answer.stderr
    assert "embedding" in answer.stderr


def test_only_runs_whose_pictures_are_used_need_vectors(people, drawn, tmp_path):
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (32, 32), (200, 90, 90)).save(tmp_path / "pictures/0.png")
    folder = door.audit(images=tmp_path / "pictures", readers=["colour"], out=tmp_path / "folder")

    tree = tree_of(Collection.open([people.path, folder.path]))

    assert (tree.identity.strata, tree.unknown) == (
        tree_of(Collection.open([people.path])).identity.strata,
        1,
    )
    assert tree.outside is None
    with pytest.raises(InputError, match=f"the run {drawn.path.name} has no vectors"):
        tree_of(Collection.open([people.path, drawn.path]))


def test_prompts_of_which_it_is_unknown_whether_they_name_anybody_are_left_out(people):
    collection = Collection.open([people.path])
    columns = collection.marked

    def unknown(*strata):
        codes = columns.codes.copy()
        asked = collection.words["stratum"].is_any(strata) & columns.is_any(["no"])
        codes[asked] = columns.words.index("unknown")
        return replace(collection, marked=WordsColumn(codes, columns.words))

    found = tree_of(unknown("nurse")).clusters(4)

    assert [one.name for one in found.strata] == ["chef"]
    assert any(one.startswith("16 requests are left out") for one in found.cautions)
    with pytest.raises(InputError, match=r"known to name nobody\n.* unknown of 32 requests"):
        tree_of(unknown("nurse", "chef"))


def test_which_marked_prompts_name_identities_can_be_chosen(people):
    collection = Collection.open([people.path])

    tree = tree_of(collection, identity=Filter.from_words(["stratum=chef"]))

    assert set(tree.identity.strata) == {"chef"}
    with pytest.raises(InputError, match="no prompt here names identities"):
        tree_of(collection, identity=Filter.from_words(["stratum=nurse"]))
