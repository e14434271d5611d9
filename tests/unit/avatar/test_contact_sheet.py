import pytest
from PIL import Image

from graycard.avatar import contact_sheet


def test_lays_out_rows_of_different_length_with_names():
    one = Image.new("RGB", (64, 64), "red")
    sheet = contact_sheet([[one], [one, one]], names=["first", "second"], zoom=2)

    assert sheet.size == (96 + 2 + 2 * 130, 2 + 2 * 130)
    assert sheet.getpixel((100, 4)) == (255, 0, 0)


def test_nothing_cannot_be_shown():
    with pytest.raises(ValueError, match="at least one"):
        contact_sheet([])
