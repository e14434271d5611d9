"""Numbered sheets to look at, and a table to fill in: neither what was read nor what was asked."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from graycard.errors import InputError
from graycard.lab.hand_labels.questions import QUESTIONS
from graycard.lab.hand_labels.sample import Sample
from graycard.run.files import put

ACROSS: Final = 5
"""Pictures in a row of a sheet, and rows of a sheet."""
ZOOM: Final = 3
WITHHELD: Final = Path("withheld") / "readings.json"
"""Whoever labels must not look into it."""

_HEAD: Final = 22


def write_sample(sample: Sample, folder: Path) -> None:
    """Write a sample for people to label.

    Writes `sheets/sheet-01.png` and so on, 25 portraits each, enlarged three times; every portrait
    as `pictures/001.png`; `labels.csv` with an empty cell for each question; and, not to be looked
    at, `withheld/readings.json` with prompts, readings, and how many
    portraits of each kind there were to choose from.

    Args:
        sample: The portraits.
        folder: Empty, or made.

    Raises:
        InputError: If the folder holds anything: labels that somebody gave would be lost.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(
            what=f"{folder} is not empty",
            why="labels that somebody gave there would be overwritten",
            fix="choose an empty folder, or the name of a new one",
        )
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["number", "file", *QUESTIONS])
    for number, image in enumerate(sample.images, start=1):
        file = f"pictures/{number:03d}.png"
        put(folder / file, _png(Image.fromarray(image)))
        writer.writerow([number, file, *("" for _ in QUESTIONS)])
    each = ACROSS * ACROSS
    for at in range(0, len(sample.images), each):
        page = _sheet([Image.fromarray(image) for image in sample.images[at : at + each]], at + 1)
        put(folder / "sheets" / f"sheet-{at // each + 1:02d}.png", _png(page))
    withheld = {
        "portraits": [one.model_dump() for one in sample.shown],
        "pool": [
            {"cell": cell, "marked": marked, "guidance": guidance, "portraits": n}
            for (cell, marked, guidance), n in sorted(sample.pool.items())
        ],
    }
    put(folder / WITHHELD, json.dumps(withheld, indent=1).encode())
    put(folder / "labels.csv", table.getvalue().encode())


def _sheet(pictures: list[Image.Image], first: int) -> Image.Image:
    side = pictures[0].width * ZOOM
    rows = int(np.ceil(len(pictures) / ACROSS))
    page = Image.new("RGB", (ACROSS * (side + 6) + 6, 20 + rows * (side + _HEAD) + 6), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=14)
    draw.text((6, 2), "drawn world, generated portraits", fill="black", font=font)
    for at, picture in enumerate(pictures):
        x, y = 6 + at % ACROSS * (side + 6), 20 + at // ACROSS * (side + _HEAD)
        draw.text((x, y + 2), str(first + at), fill="black", font=font)
        page.paste(picture.resize((side, side), Image.Resampling.NEAREST), (x, y + _HEAD - 2))
    return page


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
