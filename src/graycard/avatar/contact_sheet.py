"""Pictures side by side, for people to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_GAP: Final = 2
_MARGIN: Final = 96


def contact_sheet(
    rows: Sequence[Sequence[Image.Image]], *, names: Sequence[str] | None = None, zoom: int = 1
) -> Image.Image:
    """Lay pictures out in rows, with a name before each row.

    Args:
        rows: Pictures of one size, row by row; rows may differ in length.
        names: One for each row.
        zoom: Whole number by which each picture is enlarged, pixel by pixel.

    Returns:
        One RGB picture on white.

    Raises:
        ValueError: If there is no picture.

    Example:
        >>> one = Image.new("RGB", (64, 64))
        >>> contact_sheet([[one, one], [one]]).size
        (134, 134)
    """
    pictures = [picture for row in rows for picture in row]
    if not pictures:
        raise ValueError("a contact sheet needs at least one picture")
    step_x = pictures[0].width * zoom + _GAP
    step_y = pictures[0].height * zoom + _GAP
    font = ImageFont.load_default()
    widest = max((font.getlength(name) for name in names or ()), default=0)
    margin = max(_MARGIN, round(widest) + 8) if names else 0
    width = margin + _GAP + step_x * max(len(row) for row in rows)
    sheet = Image.new("RGB", (width, _GAP + step_y * len(rows)), "white")
    draw = ImageDraw.Draw(sheet)
    for down, row in enumerate(rows):
        if names:
            draw.text((4, _GAP + step_y * down + 4), names[down], fill="black", font=font)
        for across, picture in enumerate(row):
            large = picture.resize(
                (picture.width * zoom, picture.height * zoom), Image.Resampling.NEAREST
            )
            sheet.paste(large, (margin + _GAP + step_x * across, _GAP + step_y * down))
    return sheet
