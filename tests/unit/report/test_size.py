"""A report of 512 photographs can be sent by mail."""

import io

import numpy as np
import pytest
from PIL import Image, ImageFilter

from graycard.language import LANGUAGES
from graycard.report import write_reports
from graycard.run.images import ImageStore

from .conftest import PRESENTATION, SKIN_TONE, Ask, build_run


def photograph(digest, extension):
    """Return a picture with as much detail at each scale as a photograph has, about."""
    rng, whole = np.random.default_rng(int(digest[:8], 16)), np.zeros((256, 256, 3))
    for side in (4, 8, 16, 32, 64, 128, 256):
        part = Image.fromarray(rng.integers(0, 256, (side, side, 3), dtype=np.uint8))
        whole += np.asarray(part.resize((256, 256), Image.Resampling.BICUBIC)) / side
    picture = Image.fromarray(np.uint8(255 * whole / whole.max()))
    buffer = io.BytesIO()
    picture.filter(ImageFilter.SHARPEN).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("strata", [16, 64])
def test_512_photographs_take_at_most_5_megabytes(tmp_path, monkeypatch, strata):
    monkeypatch.setattr(ImageStore, "get", lambda _, digest, extension: photograph(digest, ""))
    asks = [
        Ask(
            stratum=f"job {i % strata}",
            text=f"a photo of a job {i % strata}",
            read={
                PRESENTATION.name: PRESENTATION.categories[i // strata % 3],
                SKIN_TONE.name: str(1 + i % 10),
            },
            colour=f"#{i:06x}",
        )
        for i in range(512)
    ]
    run = build_run(tmp_path / "run", asks, attributes=(PRESENTATION, SKIN_TONE))

    for language in LANGUAGES:
        assert write_reports(run, language=language).stat().st_size <= 5_000_000
