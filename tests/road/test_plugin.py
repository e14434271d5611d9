"""Components of other packages, found through real entry points in processes of their own."""

import os

import pytest

from graycard import load_run
from graycard.run.shared_seeds import REFUSED

READER = '''
"""Whether a picture is grey: a reader of another package."""

from graycard.roles import Settings as Base
from graycard.types import Attribute, Reading

GREY = Attribute(name="grey", categories=("yes", "no"), scale="nominal",
                 claim="every pixel has three equal channels", source="a test")


class Settings(Base):
    crash_on: int = -1
    lie_on: int = -1


class Grey:
    id = "grey@1"
    attributes = (GREY,)
    domains = frozenset({"any"})

    def __init__(self, crash_on, lie_on):
        self.crash_on, self.lie_on = crash_on, lie_on

    def read(self, pictures):
        for picture in pictures:
            if picture.rgb[0, 0, 0] == self.crash_on:
                raise ZeroDivisionError("a bug")
            if picture.rgb[0, 0, 0] == self.lie_on:
                yield Reading(generation_id=picture.generation_id, attribute="grey",
                              label="perhaps", reader=self.id)
                continue
            grey = (picture.rgb.max(axis=2) == picture.rgb.min(axis=2)).all()
            yield Reading(generation_id=picture.generation_id, attribute="grey",
                          label="yes" if grey else "no", reader=self.id)


def load(settings):
    return Grey(settings.crash_on, settings.lie_on)
'''


MEASURE = '''
"""How much more often a category is read in a stratum than in all: a measure of another package."""

from dataclasses import replace

from graycard.measures import share

INFO = replace(share.INFO, family="association", bounds=(-1.0, 1.0))


def beside(counts):
    return share.share(counts)


def less(one, every):
    ends = {name: getattr(one, name) - every for name in ("value", "low", "high")}
    bare = {"floor_mean": None, "floor_high": None, "missing_low": None, "missing_high": None}
    return one.model_copy(update={"measure": "beside", **ends, **bare})


def estimate(counts, *, level=0.95):
    made = share.estimate(counts, level=level)
    every = share.share(counts.read.sum(axis=0))
    every = dict(zip(counts.attribute.categories, every, strict=True))
    kept = [less(one, every[one.category]) for one in made.estimates if one.stratum != "*"]
    return made._replace(estimates=kept, not_estimated=[])
'''


def installed(site, name, kind, code):
    """Install a package with one component, and return the environment in which it is there."""
    about = site / f"{name}_package-1.0.dist-info"
    about.mkdir(parents=True)
    (site / f"{name}_package.py").write_text(code)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-package\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[graycard.{kind}]\n{name} = {name}_package\n")
    there = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(site), there)))}


@pytest.fixture
def with_plugin(tmp_path):
    return installed(tmp_path / "site", "grey", "readers", READER)


def test_a_reader_of_another_package_reads_a_run_that_was_compared_with_other_things(
    graycard, process, with_plugin, few_prompts, tmp_path
):
    out = tmp_path / "run"
    graycard("audit", "--prompts", few_prompts, "--images-per-prompt", "4", "--out", out)

    done = process("read", out, "--reader", "grey", env=with_plugin)

    assert done.returncode == 0, done.stderr
    run = load_run(out)
    grey = run.estimates.query("attribute == 'grey' and stratum == '*' and category == 'yes'")
    assert grey.query("measure == 'share'").n.tolist() == [16]
    assert set(run.estimates.query("attribute == 'grey'").reference.dropna()) == {"uniform"}
    assert "grey" in process("list", "readers", env=with_plugin).stdout


def test_a_measure_that_holds_prompts_against_each_other_is_refused_where_they_share_seeds(
    process, few_prompts, tmp_path
):
    env = installed(tmp_path / "site", "beside", "measures", MEASURE)
    asked = ("--prompts", few_prompts, "--images-per-prompt", "2", "--reader", "renderer_truth")

    done = process("audit", *asked, "--seeds", "shared", "--out", tmp_path / "run", env=env)

    assert done.returncode == 0, done.stderr
    run = load_run(tmp_path / "run")
    refused = [one for one in run.numbers.not_estimated if one.measure == "beside"]
    strata = ("nurse", "ceo", "chef", "farmer")
    assert {(one.stratum, one.reason) for one in refused} == {(one, REFUSED) for one in strata}
    assert not len(run.estimates.query("measure == 'beside'"))


def test_a_reader_that_is_not_there_leaves_the_run_as_it_was(graycard, small_copy):
    before = (small_copy / "readers.yaml").read_bytes()

    done = graycard("read", small_copy, "--reader", "grey")

    assert done.returncode == 2
    assert (small_copy / "readers.yaml").read_bytes() == before
    assert graycard("resume", small_copy).returncode == 0


@pytest.mark.parametrize("fault", ["crash_on", "lie_on"])
def test_a_reader_that_crashes_or_lies_costs_one_picture_and_says_so(
    process, with_plugin, pictures, tmp_path, fault
):
    spec = tmp_path / "audit.yaml"
    spec.write_text(
        f"model: {{name: folder, path: '{pictures}'}}\nreaders: [{{name: grey, {fault}: 255}}]\n"
    )

    done = process("audit", spec, "--out", tmp_path / "run", env=with_plugin)

    assert done.returncode == 4
    assert "a reader crashed on 1 readings" in done.stderr
    assert "grey@1 crashed on" in done.stderr
    missing = load_run(tmp_path / "run").readings.missing_reason.dropna()
    assert missing.tolist() == ["the reader crashed"]
    shares = load_run(tmp_path / "run").estimates.query("measure == 'share' and stratum == '*'")
    assert (shares.n.unique().tolist(), shares.n_missing.unique().tolist()) == ([5], [1])
