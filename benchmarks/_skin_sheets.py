"""What `skin_tone` reads in a folder of pictures, as figures and as sheets to be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from graycard.faces.find import Face, face_finder
from graycard.pictures import EXTENSIONS, Picture, decode
from graycard.readers import skin_tone
from graycard.skin.monk import swatches
from graycard.skin.regions import skin_mask
from graycard.types import Reading

RGB = NDArray[np.uint8]
SIDE, A_ROW, A_SHEET = 160, 4, 40


def look_at(folder: Path, sheets: Path | None) -> list[RGB]:
    """Print what is read in a folder, write contact sheets if told where, return the pictures."""
    reader = skin_tone.load(skin_tone.Settings())
    suffixes = {f".{one}" for one in EXTENSIONS.values()} | {".jpeg"}
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes)
    found: list[Reading] = []
    tiles: list[Image.Image] = []
    pictures: list[RGB] = []
    for path in paths:
        picture = Picture(path.name, path.read_bytes(), decode(path.read_bytes()).rgb)
        readings = list(reader.read([picture]))
        pictures.append(picture.rgb)
        found += readings
        for k, face in enumerate(face_finder().find(picture)):
            of_face = {one.attribute: one for one in readings if one.subject.endswith(f"#{k}")}
            tiles.append(_tile(picture.rgb, face, of_face))
    for subject in ("image", "#"):
        _summary(f"{folder.name}, {subject}", [one for one in found if subject in one.subject])
    if sheets is not None:
        sheets.mkdir(parents=True, exist_ok=True)
        for start in range(0, len(tiles), A_SHEET):
            _sheet(tiles[start : start + A_SHEET]).save(sheets / f"skin-{start // A_SHEET}.png")
    return pictures


def _summary(title: str, readings: Sequence[Reading]) -> None:
    print(title)
    for name in dict.fromkeys(one.attribute for one in readings):
        here = [one for one in readings if one.attribute == name]
        labels = Counter(one.label for one in here if one.label)
        why = Counter(one.missing_reason for one in here if one.missing_reason)
        values = [one.value for one in here if one.value is not None]
        told = ", ".join(f"{label}: {labels[label]}" for label in sorted(labels))
        if values:
            told = " ".join(f"{q:8.2f}" for q in np.quantile(values, (0, 0.05, 0.5, 0.95, 1)))
        print(f"  {name:24} n {len(here):4}  {told}")
        if why:
            print(f"{'':36}missing {dict(why.most_common())}")


def _tile(rgb: RGB, face: Face, readings: dict[str, Reading]) -> Image.Image:
    tile = Image.new("RGB", (2 * SIDE + 24, SIDE + 14))
    draw = ImageDraw.Draw(tile)
    box = [round(side) for side in face.box]
    marked = rgb.copy()
    if face.landmarks is not None:
        height, width, _ = rgb.shape
        low, high = face.landmarks.min(axis=0), face.landmarks.max(axis=0)
        box = [max(int(low[0]), 0), max(int(low[1]), 0), int(high[0]) + 1, int(high[1]) + 1]
        mask = skin_mask(face.landmarks, width=width, height=height)
        rows, columns = mask.inside.shape
        part = marked[mask.top : mask.top + rows, mask.left : mask.left + columns]
        part[mask.inside] = (part[mask.inside] * 0.5 + np.array([0, 255, 0]) * 0.5).astype(np.uint8)
    for x, pixels in ((0, rgb), (SIDE, marked)):
        tile.paste(Image.fromarray(pixels).crop(tuple(box)).resize((SIDE, SIDE)), (x, 0))
    tone = readings["skin_tone"]
    if tone.label is None:
        draw.text((2, SIDE + 1), (tone.missing_reason or "")[:52], fill="white")
        return tile
    swatch = tuple(swatches()[int(tone.label) - 1].tolist())
    draw.rectangle((2 * SIDE, 0, 2 * SIDE + 24, SIDE), fill=swatch)
    values = {name: one.value for name, one in readings.items()}
    told = f"Monk {tone.label} ({values['skin_tone_distance']:.0f} away)"
    told += f" L {values['skin_lightness']:.0f} hue {values['skin_hue']:.0f}"
    draw.text((2, SIDE + 1), f"{told} ITA {values['skin_ita'] or np.nan:.0f}", fill="white")
    return tile


def _sheet(tiles: Sequence[Image.Image]) -> Image.Image:
    width, height = tiles[0].size
    sheet = Image.new("RGB", (A_ROW * width, -(-len(tiles) // A_ROW) * height))
    for i, tile in enumerate(tiles):
        sheet.paste(tile, ((i % A_ROW) * width, (i // A_ROW) * height))
    return sheet
