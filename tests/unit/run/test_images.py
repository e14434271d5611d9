import pytest

from graycard.errors import DamagedRunError
from graycard.run.images import ImageStore


def test_bytes_come_back_as_they_went_in(tmp_path):
    store = ImageStore(tmp_path)

    digest = store.put(b"some bytes", "png")

    assert store.get(digest, "png") == b"some bytes"
    assert store.path(digest, "png").relative_to(tmp_path).parts == (digest[:2], f"{digest}.png")


def test_a_picture_that_was_cut_short_is_kept_anew(tmp_path):
    store = ImageStore(tmp_path)
    digest = store.put(b"some bytes", "png")
    store.path(digest, "png").write_bytes(b"some")

    store.put(b"some bytes", "png")

    assert store.get(digest, "png") == b"some bytes"


@pytest.mark.parametrize("damage", [b"other bytes", None], ids=["changed", "absent"])
def test_a_picture_that_is_not_what_was_kept_is_refused(tmp_path, damage):
    store = ImageStore(tmp_path)
    digest = store.put(b"some bytes", "png")
    if damage is None:
        store.path(digest, "png").unlink()
    else:
        store.path(digest, "png").write_bytes(damage)

    with pytest.raises(DamagedRunError, match="cannot be used"):
        store.get(digest, "png")
