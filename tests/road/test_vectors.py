"""Vectors of a run: in step with its requests, whatever happened on the way."""

import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graycard import load_run
from graycard.auditing import audit, road
from graycard.auditing.careful import embed_carefully
from graycard.auditing.harvest import NO_VECTOR, harvest_of
from graycard.errors import DamagedRunError, DomainError, EnvironmentFaultError, InputError
from graycard.pictures import Picture, decode
from graycard.run.spec import Component
from graycard.run.summary import READER_CRASHED, summarise

pytest.importorskip("torch")
pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")

REFUSING = {
    "name": "avatar-renderer",
    "failure_rates": {"perceived_age": {"older": 1.0}},
    "failure_outcome": "filtered",
}


@pytest.fixture(scope="module")
def whole(few_prompts, tmp_path_factory):
    """A run with two chunks, some requests without a picture, and an embedder; left as it is."""
    return audit(
        model=REFUSING,
        prompts=few_prompts,
        images_per_prompt=20,
        readers=["renderer_truth", "embedding"],
        out=tmp_path_factory.mktemp("whole") / "run",
    )


@pytest.fixture
def copied(whole, tmp_path):
    return load_run(shutil.copytree(whole.path, tmp_path / "run"))


def vectors(run, embedder=None, **options):
    """Return the ids and the vectors of a run, and what is missing."""
    batches = list(run.vectors(embedder, **options))
    ids = [one for batch in batches for one in batch.ids]
    missing = {one: why for batch in batches for one, why in batch.missing.items()}
    return ids, np.concatenate([batch.array for batch in batches]), missing


def embedding(**settings):
    return [Component(name="embedding", settings=settings)]


def test_what_computed_is_recorded_and_vectors_are_no_readings(whole):
    import torch

    (launch,) = whole.manifest.launches
    threads = torch.get_num_threads()
    if not torch.cuda.is_available():
        assert launch.devices == (f"cpu, {threads} thread{'s' if threads != 1 else ''}",)
    assert launch.vectors == (whole.generations.outcome == "ok").sum()
    assert launch.readings == len(whole.readings)
    assert launch.devices[0] in whole.report.read_text(encoding="utf-8")


class TestTable:
    def test_it_has_a_row_for_every_request_in_plan_order(self, whole):
        ids, array, missing = vectors(whole)
        outcomes = dict(zip(whole.generations.id, whole.generations.outcome, strict=True))

        assert ids == [one for one, outcome in outcomes.items() if outcome == "ok"]
        assert missing == {
            one: "no picture: filtered" for one, outcome in outcomes.items() if outcome != "ok"
        }
        assert len(missing) > 5
        (embedder,) = (one for one in whole.readers if one.name == "embedding")
        (embedder,) = (one for one in whole.readers if one.name == "embedding")
        assert array.shape == (len(ids), embedder.width)
        np.testing.assert_allclose(np.linalg.norm(array, axis=1), 1, atol=1e-5)
        table = pq.read_table(whole.path / "vectors" / f"{embedder.id}.parquet")
        assert table["generation_id"].to_pylist() == list(outcomes)

    def test_each_vector_is_of_its_picture(self, whole):
        from graycard import components

        ids, array, _ = vectors(whole)
        embedder = components.load("readers", "embedding", {})
        rows = whole.generations.set_index("id")
        for place in (0, 40, len(ids) - 1):
            row = rows.loc[ids[place]]
            encoded = whole.images.get(row.image_sha256, row.image_extension)
            picture = Picture(ids[place], encoded, decode(encoded).rgb)
            np.testing.assert_allclose(embedder.embed([picture])[0], array[place], atol=1e-5)

    def test_batches_are_as_small_as_one_likes(self, whole):
        few = vectors(whole, rows=7)

        assert few[0] == vectors(whole)[0]
        assert few[2] == vectors(whole)[2]
        np.testing.assert_array_equal(few[1], vectors(whole)[1])

    def test_as_a_data_frame_it_joins_the_other_tables(self, whole):
        frame = next(whole.vectors()).to_pandas()
        joined = whole.generations.merge(frame, left_on="id", right_index=True)

        assert len(joined) == len(frame)
        assert set(joined.outcome) == {"ok"}


class TestRoad:
    @pytest.mark.parametrize("lost", ["vectors", "parts/vectors", "part"])
    def test_what_was_lost_is_made_again_and_nothing_else(self, whole, copied, lost):
        (embedder,) = (copied.path / "parts" / "vectors").iterdir()
        first, second = sorted(embedder.iterdir())
        before = first.stat().st_mtime_ns
        if lost == "part":
            second.unlink()
        else:
            shutil.rmtree(copied.path / lost)

        again = road.resume(copied.path)

        assert vectors(again)[0] == vectors(whole)[0]
        np.testing.assert_array_equal(vectors(again)[1], vectors(whole)[1])
        assert vectors(again)[2] == vectors(whole)[2]
        if lost == "part":
            assert first.stat().st_mtime_ns == before

    def test_a_damaged_table_is_named(self, copied):
        (table,) = (copied.path / "vectors").iterdir()
        table.write_bytes(table.read_bytes()[:-30])

        with pytest.raises(DamagedRunError, match="is damaged"):
            list(copied.vectors())

    def test_a_retry_takes_the_place_of_what_failed(self, few_prompts, tmp_path):
        run = audit(
            model=REFUSING | {"failure_outcome": "failed"},
            prompts=few_prompts,
            images_per_prompt=20,
            readers=["embedding"],
            out=tmp_path / "run",
        )
        missing = set(vectors(run)[2])
        assert missing

        again = road.resume(run.path, retry_failed=True)

        ids, _, still = vectors(again)
        assert set(still) == missing, "the renderer fails the same ones again"
        assert set(again.generations.attempts) == {1, 2}
        assert len(ids) + len(still) == 80
        table = pq.read_table(next((run.path / "vectors").iterdir()))
        assert table["generation_id"].to_pylist() == list(again.generations.id)

    def test_it_is_added_to_a_run_and_replaced_by_other_settings(self, small, small_copy):
        ids, array, _ = vectors(road.read(small_copy, embedding()))
        half = road.read(small_copy, embedding(dtype="bfloat16"))

        assert ids == vectors(half)[0] == list(small.generations.id)
        assert not np.array_equal(array, vectors(half)[1])
        assert len(list((small_copy / "parts" / "vectors").iterdir())) == 2
        others = half.estimates.query("not measure.isin(['self_similarity', 'vendi_score'])")
        assert len(others) < len(half.estimates), "vectors say how alike pictures are"
        assert others.reset_index(drop=True).equals(small.estimates), "and move no other number"

    def test_with_vectors_alone_a_run_has_outcomes_and_a_report(self, tmp_path):
        run = audit(images_per_prompt=1, readers=["embedding"], out=tmp_path / "run")

        assert set(run.estimates.measure) == {"outcome_rate"}
        report = (run.path / "report.md").read_text(encoding="utf-8")
        assert "embedding 16" in report
        (embedder,) = run.readers
        assert f"vectors of {embedder.width} numbers" in report

    def test_two_embedders_are_told_apart(self, tmp_path):
        both = ["embedding", {"name": "embedding", "dtype": "bfloat16"}]
        run = audit(images_per_prompt=1, readers=both, out=tmp_path / "run")

        with pytest.raises(InputError, match="several vectors") as error:
            run.vectors("embedding")
        ids = [one.id for one in run.readers]
        assert all(one in error.value.why for one in ids)
        assert vectors(run, ids[0])[0] == vectors(run, ids[1])[0]

    def test_without_an_embedder_there_are_none(self, small):
        with pytest.raises(InputError, match="no vectors") as error:
            small.vectors()
        assert "graycard read" in error.value.fix

    def test_runs_of_before_have_readers_without_these_fields(self, small, small_copy):
        text = (small_copy / "readers.yaml").read_text(encoding="utf-8")
        kept = [line for line in text.splitlines() if line.split(":")[0] not in OLD]
        (small_copy / "readers.yaml").write_text("\n".join(kept) + "\n", encoding="utf-8")

        assert load_run(small_copy).readers == small.readers
        assert len(kept) < len(text.splitlines())


OLD = ("  width", "  source")


class Fragile:
    """An embedder of the mean colour that breaks, lies, or gives up on some pictures."""

    id, width, source, domains = "fragile@1234", 3, "a test", frozenset({"any"})

    def embed(self, pictures):
        if any(one.generation_id == "breaks" for one in pictures):
            raise ZeroDivisionError("a bug")
        if any(one.generation_id == "machine" for one in pictures):
            raise EnvironmentFaultError(what="no GPU", why="it is gone", fix="plug it in")
        rows = [
            [np.nan] * 3 if one.generation_id == "gives up" else one.rgb.mean((0, 1))
            for one in pictures
        ]
        wrong = any(one.generation_id == "lies" for one in pictures)
        return np.array(rows, np.float64 if wrong else np.float32)


def pictures(*names):
    return [Picture(name, b"", np.full((2, 2, 3), 7, np.uint8)) for name in names]


class TestEmbeddersThatFail:
    def test_what_breaks_costs_one_picture(self, caplog):
        seen, crashed = embed_carefully(Fragile(), pictures("a", "breaks", "lies", "b"))

        assert crashed == {"breaks": READER_CRASHED, "lies": READER_CRASHED}
        np.testing.assert_array_equal(seen[[0, 3]], np.full((2, 3), 7, np.float32))
        assert np.isnan(seen[[1, 2]]).all()
        assert "ZeroDivisionError: a bug" in caplog.text
        assert "float64" in caplog.text

    def test_a_machine_at_fault_stops(self):
        with pytest.raises(EnvironmentFaultError, match="no GPU"):
            embed_carefully(Fragile(), pictures("a", "machine"))

    def test_each_has_its_reason(self):
        harvest = harvest_of(Fragile())
        harvest.look(pictures("a", "breaks", "gives up"))
        names = [("a", "ok"), ("refused", "refused"), ("breaks", "ok"), ("gives up", "ok")]

        table = harvest.table([{"id": name, "outcome": outcome} for name, outcome in names])

        assert table["missing_reason"].to_pylist() == [
            None,
            "no picture: refused",
            READER_CRASHED,
            NO_VECTOR,
        ]
        assert [row is None for row in table["vector"].to_pylist()] == [False, True, True, True]

    def test_they_are_shown_as_missing(self, copied, graycard):
        """As the table would be, had the embedder given up on two pictures."""
        (path,) = (copied.path / "vectors").iterdir()
        rows = pq.read_table(path).to_pylist()
        for row, why in zip(
            [row for row in rows if row["vector"]][:3],
            (NO_VECTOR, NO_VECTOR, READER_CRASHED),
            strict=True,
        ):
            row |= {"vector": None, "missing_reason": why}
        schema = pq.read_schema(path)
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)

        summary = summarise(copied)

        assert summary.missing == {f"vector ({path.stem})": {NO_VECTOR: 2, READER_CRASHED: 1}}
        assert summary.crashed == 1
        shown = graycard("show", copied.path, "--missing")
        assert f"2 of 80 images have no vector ({path.stem}): {NO_VECTOR}" in shown.stdout


class TestDomains:
    def test_what_nobody_validated_is_refused_with_the_reason(self, small_copy):
        asked = [Component(name="features", settings={"features": "a tie,a red sari"})]

        with pytest.raises(DomainError) as error:
            road.read(small_copy, asked)
        assert "validated on: nothing" in error.value.why
        assert error.value.why.endswith("wrong about a red sari")

    def test_the_drawn_world_reader_is_refused_on_photographs(self, pictures, tmp_path):
        with pytest.raises(DomainError, match="was not validated on photographs"):
            audit(images=pictures, readers=["zero_shot"], out=tmp_path / "run")

    def test_with_the_override_the_first_paragraph_says_so(self, small_copy, graycard):
        run = small_copy
        done = graycard("read", run, "--reader", "features:a tie,a red sari", "--outside-domain")
        assert done.returncode == 0, done.stderr

        report = (run / "report.md").read_text(encoding="utf-8").splitlines()
        first = next(line for line in report if line.startswith("Graycard asked"))
        assert "features (with avatar-clip) read pictures that it was not validated on" in first
        shares = load_run(run).estimates.query("measure == 'share' and attribute == 'red_sari'")
        assert set(shares.category) == {"yes", "no"}
        assert {"nurse", "ceo", "*"} < set(shares.stratum)
        assert (shares.low <= shares.high).all()
        text = (run / "report.md").read_text(encoding="utf-8")
        assert "nothing: nobody has validated it" in text

    def test_features_that_are_known_need_no_override(self, small_copy, graycard):
        done = graycard("read", small_copy, "--reader", "features:a tie,a hard hat", "--json")

        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["requested"] == 80
        report = (small_copy / "report.md").read_text(encoding="utf-8")
        assert report.count("right on at least 99 % of 1,700 renders") == 2

    def test_a_folder_is_frozen_with_its_whole_path(self, small_copy, tmp_path, monkeypatch):
        """And a folder of the name does not hide the model that ships."""
        from graycard.avatar.weights import weights_folder

        monkeypatch.chdir(tmp_path)
        for name in ("mine", "avatar-clip"):
            shutil.copytree(weights_folder("avatar-clip"), tmp_path / name)

        read = road.read(small_copy, embedding(model="mine"))
        (embedder,) = (one for one in read.readers if one.name == "embedding")
        assert embedder.settings == {"model": str(tmp_path / "mine")}
        shipped = road.read(small_copy, embedding(model="avatar-clip"))
        assert shipped.readers[-1].settings == {"model": "avatar-clip"}
