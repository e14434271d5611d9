import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graycard.faces.tiles import Tile, is_cut, levels


def test_a_picture_is_seen_from_afar_whole_and_in_squares_that_halve():
    found = levels(640, 400, closest=100)

    assert [level.side for level in found] == [960, 640, 384, 192, 96]
    assert [level.close for level in found] == [False, False, True, True, True]
    assert found[0].tiles == found[1].tiles == ((0, 0, 640, 400),)


def test_closest_is_close_enough():
    assert len(levels(64, 64, closest=128)) == 2


@given(
    st.integers(1, 900), st.integers(1, 900), st.integers(20, 400).map(float)
)  # fmt: skip
def test_every_pixel_is_seen_at_every_level(width, height, closest):
    for level in levels(width, height, closest=closest):
        seen = np.zeros((height, width), bool)
        for left, top, right, bottom in level.tiles:
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
            seen[top:bottom, left:right] = True
        assert seen.all()


@pytest.mark.parametrize("size", [(512, 512), (640, 427), (1024, 300)])
def test_what_is_smaller_than_the_overlap_lies_whole_in_some_square(size):
    width, height = size
    for level in levels(width, height, closest=100)[2:]:
        face = int(level.side * 2 / 9) - 2
        for left in range(0, width - face, 7):
            for top in range(0, height - face, 7):
                assert any(
                    one.left <= left
                    and one.top <= top
                    and left + face <= one.right
                    and top + face <= one.bottom
                    for one in level.tiles
                )


def test_a_box_is_cut_only_where_the_picture_goes_on():
    tile = Tile(50, 0, 150, 100)

    def cut(*box):
        return is_cut(box, tile, width=300, height=100)

    assert cut(45, 10, 80, 40)
    assert cut(120, 10, 151, 40)
    assert not cut(60, -10, 90, 20), "above the picture there is nothing"
    assert not cut(60, 80, 90, 110)
    assert not cut(60, 10, 90, 40)
