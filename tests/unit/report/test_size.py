"""A report of 512 photographs can be sent by mail."""

import io
from functools import cache

import numpy as np
from PIL import Image, ImageFilter

from graycard.report import write_reports
from graycard.run.images import ImageStore

from .conftest import PRESENTATION, Ask, build_run


@cache
def photograph(number):
    """Return a picture with as much detail at each scale as a photograph has, about."""
    rng, whole = np.random.default_rng(number), np.zeros((128, 128, 3))
    for side in (4, 8, 16, 32, 64, 128):
        part = Image.fromarray(rng.integers(0, 256, (side, side, 3), dtype=np.uint8))
        whole += np.asarray(part.resize((128, 128), Image.Resampling.BICUBIC)) / side**0.4
    picture = Image.fromarray(np.uint8(255 * whole / whole.max()))
    buffer = io.BytesIO()
    picture.filter(ImageFilter.SHARPEN).save(buffer, "PNG")
    return buffer.getvalue()


def test_512_photographs_of_64_strata_take_at_most_5_megabytes(tmp_path, monkeypatch):
    # 32 photographs serve for all: each picture of a report is there by itself.
    monkeypatch.setattr(
        ImageStore, "get", lambda _, digest, extension: photograph(int(digest[:8], 16) % 32)
    )
    asks = [
        Ask(
            stratum=f"job {i % 64}",
            text=f"a photo of a job {i % 64}",
            read={PRESENTATION.name: PRESENTATION.categories[i // 64 % 3]},
            colour=f"#{i:06x}",
        )
        for i in range(512)
    ]
    run = build_run(tmp_path / "run", asks, attributes=(PRESENTATION,))

    size = write_reports(run).stat().st_size
    assert 1_000_000 < size <= 5_000_000  # all 480 pictures that a report shows are in it
