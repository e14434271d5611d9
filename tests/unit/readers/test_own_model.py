"""A genuine CLIP and classes of one's own, added to a run that is there by a file of settings."""

import numpy as np
import pytest
from PIL import Image

import graycard
from graycard.errors import DomainError, SpecError

pytest.importorskip("torch")
pytest.importorskip("transformers")


@pytest.fixture
def run(tmp_path):
    (tmp_path / "pictures").mkdir()
    rng = np.random.default_rng(0)
    for number in range(3):
        pixels = rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / "pictures" / f"{number}.png")
    return graycard.audit(
        images=tmp_path / "pictures", readers=["colour"], out=tmp_path / "run"
    ).path


@pytest.fixture
def written(tmp_path, tiny_eye):
    """Return a file of readers: features and classes of one's own, asked of a tiny CLIP."""
    path = tmp_path / "mine.yaml"
    path.write_text(
        f"""
- name: features
  model: {tiny_eye("clip")}
  features: [a tie, a hat]
  abstain_below: 0
- name: zero_shot
  model: {tiny_eye("clip")}
  classes:
    setting:
      claim: Whether it is indoors.
      categories: {{indoors: [a room], outdoors: [the sky, a street]}}
  abstain_below: 0
"""
    )
    return path


def test_they_are_refused_unless_one_insists(run, written):
    with pytest.raises(DomainError, match=r"'features' \(with .*tiny-clip\) was not validated"):
        graycard.read(run, [written])

    done = graycard.read(run, [written], outside_domain=True)

    assert [one.name for one in done.readers] == ["colour", "features", "zero_shot"]
    assert {one.model for one in done.readers[1:]} == {"tiny-clip"}
    read = done.readings[done.readings.attribute.isin(["tie", "hat", "setting"])]
    assert len(read) == 9
    assert read.label.notna().all()
    assert done.readers[1].measured == {}
    opening = (run / "report.md").read_text(encoding="utf-8")
    assert "features (with tiny-clip) and zero\\_shot (with tiny-clip) read pictures" in opening


def test_an_audit_takes_the_same_file(run, written, tmp_path):
    done = graycard.audit(
        images=tmp_path / "pictures", readers=[written], outside_domain=True, out=tmp_path / "other"
    )

    again = graycard.read(run, [str(written)], outside_domain=True)
    assert [one.id for one in done.readers] == [one.id for one in again.readers[1:]]
    assert done.spec.asked.readers[0].settings["features"] == ["a tie", "a hat"]


def test_what_does_not_fit_changes_nothing(run, written):
    written.write_text(written.read_text().replace("features: [", "featurs: ["))
    before = (run / "readers.yaml").read_bytes()

    with pytest.raises(SpecError, match=r"featurs: is not a known key .did you mean features"):
        graycard.read(run, [written], outside_domain=True)

    assert (run / "readers.yaml").read_bytes() == before


def test_with_none_what_is_missing_is_read(run):
    assert [one.name for one in graycard.read(str(run)).readers] == ["colour"]
