"""Places on the whole road: pictures that differ for real, a real embedder, numbers and reports."""

import csv
import json
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from graycard import load_run
from graycard.auditing import audit, road
from graycard.counts import ALL
from graycard.run.spec import Component

pytest.importorskip("torch")
pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")

LOOKS = {
    "Lagos": ((206, 92, 60), "flat", (250, 214, 150)),
    "Beijing": ((120, 124, 132), "curved", (200, 60, 50)),
    "Rome": ((226, 186, 120), "gable", (120, 170, 220)),
    "Lima": ((90, 150, 110), "dome", (170, 150, 190)),
}
"""By place: walls, roof, sky."""

SCENES = {"house": 1.0, "shop": 0.7}
"""By scene: how tall its buildings are, of what fits."""


def building(place, scene, seed):
    """Draw a building of a place, with a camera and a light of its own."""
    rng = np.random.default_rng(seed)
    walls, roof, sky = LOOKS[place]
    light = rng.uniform(0.75, 1.15)

    def colour(of, spread=14):
        return tuple(int(np.clip(light * c + rng.normal(0, spread), 0, 255)) for c in of)

    image = Image.new("RGB", (96, 96), colour(sky))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 76, 96, 96), colour((110, 120, 80)))
    width, left = rng.integers(34, 56), rng.integers(8, 30)
    top = 76 - int(rng.integers(30, 44) * SCENES[scene])
    box = (left, top, left + width, 78)
    draw.rectangle(box, colour(walls))
    dark = colour(tuple(c // 2 for c in walls))
    middle, right = left + width / 2, left + width
    if roof == "gable":
        draw.polygon([(left - 4, top), (right + 4, top), (middle, top - 18)], dark)
    elif roof == "curved":
        draw.chord((left - 12, top - 16, right + 12, top + 16), 180, 360, dark)
    elif roof == "dome":
        draw.pieslice((left + 4, top - 20, right - 4, top + 20), 180, 360, dark)
    else:
        draw.rectangle((left - 2, top - 4, right + 2, top), dark)
    for x in range(int(left) + 5, int(right) - 8, 13):
        draw.rectangle((x, top + 8, x + 6, top + 18), colour((60, 60, 70)))
    return image.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.8)))


def folder_of(root, *, marked=8, unmarked=24, default="Beijing", columns=("scene", "place")):
    """Write a folder: 7 in 10 unmarked buildings are of the default place, the others of any."""
    rng = np.random.default_rng(11)
    root.mkdir(parents=True)
    regions = {"Lagos": "Africa", "Beijing": "Asia", "Rome": "Europe", "Lima": "Latin America"}
    rows, truth = [], {}
    for scene in SCENES:
        asked = [(place, place) for place in LOOKS for _ in range(marked)]
        others = [
            default if rng.random() < 0.7 else rng.choice(list(LOOKS)) for _ in range(unmarked)
        ]
        for place, drawn in [*asked, *((None, one) for one in others)]:
            name = f"{len(rows):04d}.png"
            building(drawn, scene, seed=len(rows)).save(root / name)
            text = f"a photo of a {scene}" + (f" in {place}" if place else "")
            stratum = scene + (f" in {place}" if place else "")
            row = [name, text, stratum, "en", str(place is not None).lower()]
            known = {"scene": scene, "place": place or "", "region": regions.get(place, "")}
            rows.append([*row, *(known[column] for column in columns)])
            if place is None:
                truth[name] = drawn
    with (root / "metadata.csv").open("w", newline="", encoding="utf-8") as file:
        head = ["file_name", "prompt", "stratum", "language", "marked", *columns]
        csv.writer(file).writerows([head, *rows])
    return truth


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A folder of buildings, audited with the embedder that ships; left as it is."""
    root = tmp_path_factory.mktemp("culture")
    truth = folder_of(root / "pictures", columns=("scene", "place", "region"))
    run = audit(
        images=root / "pictures",
        readers=["embedding", {"name": "features", "features": "a tie"}],
        outside_domain=True,
        out=root / "run",
    )
    return run, truth


def rows(run, measure, **wanted):
    found = run.estimates
    found = found[found.measure == measure]
    for column, value in wanted.items():
        found = found[found[column] == value]
    return found


def test_the_planted_default_is_found(world):
    run, truth = world
    planted = np.mean([place == "Beijing" for place in truth.values()])
    shares = rows(run, "nearest_marked_set", attribute="place", stratum=ALL).set_index("category")

    assert set(shares.index) == set(LOOKS)
    assert shares.value.sum() == pytest.approx(1)
    beijing = shares.loc["Beijing"]
    assert beijing.low <= planted <= beijing.high
    assert beijing.value > beijing.floor_high
    assert beijing.p_adjusted < 0.01
    assert shares.drop("Beijing").p_adjusted.min() > 0.05
    assert (beijing.n, beijing.n_missing, beijing.n_prompts) == (48, 0, 2)


def test_every_scene_and_region_has_its_numbers(world):
    run, _ = world

    assert set(rows(run, "nearest_marked_set", attribute="place").stratum) == {"house", "shop", ALL}
    regions = rows(run, "nearest_marked_set", attribute="region", stratum="house")
    places = rows(run, "nearest_marked_set", attribute="place", stratum="house")
    assert regions.value.tolist() == places.value.tolist(), "each place is a region here"
    accuracy = rows(run, "marked_set_accuracy", stratum=ALL).iloc[0]
    assert accuracy.value > 0.8 > accuracy.floor_high
    assert len(rows(run, "unlike_marked_sets")) == 3
    likeness = rows(run, "self_similarity")
    assert set(likeness[likeness.category == "Rome"].stratum) == {
        "house in Rome", "shop in Rome", ALL,
    }  # fmt: skip
    assert len(likeness[likeness.category.isna()]) == 3
    assert (likeness.low <= likeness.value).all()


def test_features_are_compared_by_place(world):
    run, _ = world
    found = rows(run, "share_difference", attribute="tie")

    assert set(found.stratum) == set(LOOKS)
    assert set(found.reference) == {"unmarked prompts", "other places"}
    assert found.p_adjusted.between(0, 1).all()


def test_marked_and_unmarked_never_pool(world):
    run, _ = world
    nearest = rows(run, "nearest_marked_set")

    assert set(nearest.marked) == {False}
    assert set(nearest.n) == {24, 48}
    assert all("never pooled" in " ".join(cautions) for cautions in nearest.cautions)


OUTSIDE = "avatar-clip made vectors of photographs and was validated on: drawn world."


def test_what_is_outside_the_domain_of_its_model_says_so_wherever_it_is_quoted(world, graycard):
    run, _ = world
    nearest, share = rows(run, "nearest_marked_set"), rows(run, "share", attribute="tie")
    first = "Not validated on pictures of this kind, and asked all the same: "

    assert all(said[0] == f"{first}embedding (avatar-clip)." for said in nearest.cautions)
    assert all(said[0] == f"{first}features (avatar-clip)." for said in share.cautions)
    report = run.path.joinpath("report.md").read_text(encoding="utf-8")
    opening = next(line for line in report.splitlines() if line.startswith("Graycard looked"))
    assert OUTSIDE in opening
    assert "features (with avatar-clip) read pictures that it was not validated on" in opening
    assert report.count(OUTSIDE) >= 2, "the section of places says it again"
    assert OUTSIDE in graycard("show", run.path).stdout


def test_how_often_drawings_were_read_rightly_is_not_said_of_photographs(world):
    run, _ = world

    assert run.readers[1].measured == {"tie": "right on at least 99 % of 1,700 renders"}
    assert "1,700 renders" not in run.path.joinpath("report.md").read_text(encoding="utf-8")


def test_measuring_again_gives_the_same_numbers(world):
    run, _ = world
    before = run.path.joinpath("estimates.json").read_bytes()

    road.measure(run.path)

    assert run.path.joinpath("estimates.json").read_bytes() == before


def test_without_an_embedder_one_record_says_how_to_get_one(tmp_path):
    folder_of(tmp_path / "pictures", marked=3, unmarked=4)
    run = audit(images=tmp_path / "pictures", readers=["colour"], out=tmp_path / "run")
    about = [one for one in run.numbers.not_estimated if one.measure == "nearest_marked_set"]

    assert len(about) == 1
    assert "--reader embedding" in about[0].reason
    assert rows(run, "self_similarity").empty
    again = road.read(
        tmp_path / "run", [Component(name="embedding", settings={})], outside_domain=True
    )
    assert not rows(again, "nearest_marked_set").empty


def test_prompts_without_places_have_no_word_of_it(drawn):
    assert "marked_set" not in drawn.path.joinpath("estimates.json").read_text(encoding="utf-8")


def test_a_place_whose_pictures_cannot_be_opened_is_left_out_and_said(tmp_path):
    folder_of(tmp_path / "pictures", marked=5, unmarked=6)
    with (tmp_path / "pictures" / "metadata.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    for row in listed:
        if row["place"] == "Lima" and row["scene"] == "house":
            (tmp_path / "pictures" / row["file_name"]).write_bytes(b"")
    unmarked = next(row for row in listed if not row["place"])
    (tmp_path / "pictures" / unmarked["file_name"]).write_bytes(b"")

    run = audit(
        images=tmp_path / "pictures", readers=["embedding"], outside_domain=True,
        out=tmp_path / "run",
    )  # fmt: skip

    house = rows(run, "nearest_marked_set", stratum="house")
    assert set(house.category) == {"Lagos", "Beijing", "Rome"}
    assert set(house.n_missing) == {1}
    assert (house.missing_low < house.low + 1e-12).all()
    assert "Not compared with Lima" in " ".join(house.iloc[0].cautions)
    reasons = json.loads(run.path.joinpath("estimates.json").read_text(encoding="utf-8"))
    assert any(
        one["measure"] == "self_similarity" and one["stratum"] == "house in Lima"
        for one in reasons["not_estimated"]
    )


def test_a_folder_without_prompts_can_be_compared_by_its_columns(tmp_path):
    """Features cannot: without prompts or strata one row of counts has several places."""
    truth = folder_of(tmp_path / "pictures", marked=6, unmarked=10)
    path = tmp_path / "pictures" / "metadata.csv"
    with path.open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["file_name", "scene", "place"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(listed)

    run = audit(
        images=tmp_path / "pictures",
        readers=["embedding", {"name": "features", "features": "a tie"}],
        outside_domain=True,
        out=tmp_path / "run",
    )

    assert len(truth) == 20
    found = rows(run, "nearest_marked_set", attribute="place", category="Beijing")
    assert found.marked.isna().all()
    assert "not known" in " ".join(found.iloc[0].cautions)
    refused = [one for one in run.numbers.not_estimated if one.measure == "share_difference"]
    assert all("stand in one row" in one.reason for one in refused)
    assert len(refused) == 8


def test_a_prompt_set_with_places_is_measured_as_a_model_is_asked(tmp_path):
    """The renderer knows no places: whatever it draws, no place can be told from another."""
    text = "text,stratum,marked,scene,place\n"
    for scene in ("chef", "nurse"):
        text += f"a photo of a {scene},{scene},false,{scene},\n"
        for place in ("Rome", "Lima", "Lagos"):
            text += f"a photo of a {scene} in {place},{scene} in {place},true,{scene},{place}\n"
    (tmp_path / "asked.csv").write_text(text, encoding="utf-8")

    run = audit(
        prompts=tmp_path / "asked.csv",
        images_per_prompt=6,
        readers=["embedding"],
        out=tmp_path / "run",
    )

    assert len(rows(run, "marked_set_accuracy")) == 3
    said = {one.stratum for one in run.numbers.not_estimated if one.measure == "nearest_marked_set"}
    told = set(rows(run, "nearest_marked_set").stratum) - {ALL}
    assert said | told == {"chef", "nurse"}
    assert said, "at least one scene is refused"
    assert load_run(run.path).numbers == run.numbers


def test_the_terminal_says_it_in_one_table(world, graycard):
    run, _ = world
    shown = graycard("show", run.path)

    assert shown.returncode == 0, shown.stderr
    assert "Where no place is named: the nearest places" in shown.stdout
    assert "all scenes" in shown.stdout
    assert "self_similarity" not in shown.stdout, "a number for every place is too many here"
    everything = graycard("show", run.path, "--attribute", "place")
    assert re.search(r"place: self_similarity\n[^:]* Rome ", everything.stdout)
