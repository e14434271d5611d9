"""The checks must fail what is broken: each way to break a contract is tried once."""

import io
import itertools

import numpy as np
import pytest
from PIL import Image

from graycard.pictures import Picture, decode
from graycard.testing import (
    ContractError,
    check_reader,
    odd_pictures,
)
from graycard.types import Attribute, Reading

COUNT = itertools.count()


def png(seed):
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2), (seed % 256, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


SHADE = Attribute(
    name="shade", categories=("dark", "light"), scale="nominal", claim="a shade", source="here"
)


class GoodReader:
    def __init__(self):
        self.id = "good@0123abcd"
        self.attributes = (SHADE,)
        self.domains = frozenset({"any"})

    def read(self, pictures):
        for picture in pictures:
            yield self.reading(picture)

    def reading(self, picture, **changes):
        label = "light" if picture.rgb.mean() > 127 else "dark"
        given = {"label": label, "reader": self.id, "attribute": "shade", **changes}
        return Reading(generation_id=picture.generation_id, **given)


def reader(**members):
    return type("BrokenReader", (GoodReader,), members)


def reading(**changes):
    def changed(self, picture):
        return GoodReader.reading(
            self, picture, **{k: v() if callable(v) else v for k, v in changes.items()}
        )

    return reader(reading=changed)


def reader_stating(**stated):
    def init(self):
        GoodReader.__init__(self)
        vars(self).update({k: v() if callable(v) else v for k, v in stated.items()})

    return reader(__init__=init)


def painting(self, picture):
    picture.rgb[:] = 0
    return GoodReader.reading(self, picture)


def comparing(self, pictures):
    mean = np.mean([picture.rgb.mean() for picture in pictures])
    for picture in pictures:
        label = "light" if picture.rgb.mean() > mean else "dark"
        yield self.reading(picture, label=label)


def counting(self, picture):
    self.seen = getattr(self, "seen", 0) + 1
    probabilities = {"dark": 1 / self.seen, "light": 1 - 1 / self.seen}
    return GoodReader.reading(self, picture, probabilities=probabilities)


TWO = (SHADE, SHADE.model_copy(update={"name": "other"}))

BROKEN_READERS = {
    "the id is": reader_stating(id="shade v2"),
    "two loads have the ids": reader_stating(id=lambda: f"good@{next(COUNT):08x}"),
    "the attributes are": reader_stating(attributes=(SHADE, SHADE)),
    "the domains are": reader_stating(domains=frozenset({""})),
    "the domains are 'any'": reader_stating(domains="any"),
    "readings are about": reader(read=lambda self, p: GoodReader.read(self, p[1:])),
    "in the order": reader(read=lambda self, p: GoodReader.read(self, p[::-1])),
    "has no reading of other": reader_stating(attributes=TWO),
    "a reading is of 'tone'": reading(attribute="tone"),
    "by 'else@0123'": reading(reader="else@0123"),
    "was read as grey": reading(label="grey"),
    "was read as pale": reading(probabilities={"pale": 1.0}),
    "probabilities of shade sum": reading(probabilities={"dark": 0.2}),
    "a box is": reading(box=(0, 0, 5000, 1)),
    "gives the reason": reading(label=None, missing_reason=" "),
    "changed the picture": reader(reading=painting),
    "one by one": reader(read=comparing),
    "in another order": reader(reading=counting),
}


def test_a_good_reader_passes():
    check_reader(GoodReader, [Picture("a", png(9), decode(png(9)).rgb)])


def test_a_reader_may_have_been_validated_on_nothing():
    check_reader(reader_stating(domains=frozenset()), [])


def rounding(self, pictures):
    """Each batch has a last digit of its own, as matrix products do."""
    for picture in pictures:
        share = 0.75 + 1e-6 * len(pictures)
        yield self.reading(picture, probabilities={"dark": share, "light": 1 - share})


def test_probabilities_may_be_rounded_as_batches_are():
    check_reader(reader(read=rounding), [])


class GoodEmbedder:
    def __init__(self):
        self.id, self.width, self.source = "good@0123abcd", 3, "mean colours"
        self.domains = frozenset({"any"})

    def embed(self, pictures):
        means = [picture.rgb.mean((0, 1)) for picture in pictures]
        return np.array(means, np.float32).reshape(-1, 3)


def embedder(embed=GoodEmbedder.embed, **stated):
    def init(self):
        GoodEmbedder.__init__(self)
        vars(self).update(stated)

    return type("BrokenEmbedder", (GoodEmbedder,), {"embed": embed, "__init__": init})


def blackening(self, pictures):
    pictures[0].rgb[:] = 0
    return GoodEmbedder.embed(self, pictures)


def centring(self, pictures):
    vectors = GoodEmbedder.embed(self, pictures)
    return vectors - vectors.mean(axis=0)


def by_place(self, pictures):
    """The first of a batch is right, so that one by one nothing shows."""
    vectors = GoodEmbedder.embed(self, pictures)
    first = GoodEmbedder.embed(self, pictures[:1])
    return vectors if len(pictures) == 1 or pictures[0].generation_id == FIRST else vectors + first


FIRST = odd_pictures()[0].generation_id


BROKEN_EMBEDDERS = {
    "the id is": embedder(id="mine"),
    "the width is 0": embedder(width=0),
    "the source is": embedder(source=" "),
    "the domains are": embedder(domains={"any"}),
    "the vectors are float64": embedder(lambda self, p: np.zeros((len(p), 3))),
    "of shape": embedder(lambda self, p: GoodEmbedder.embed(self, p)[1:]),
    "a vector of none": embedder(lambda self, p: np.full((len(p), 3), np.nan, np.float32)),
    "changed the picture": embedder(blackening),
    "one by one": embedder(centring),
    "in another order": embedder(by_place),
}


def test_a_good_embedder_passes():
    check_reader(GoodEmbedder, [Picture("a", png(9), decode(png(9)).rgb)])


def blind_to_one_pixel(self, pictures):
    vectors = GoodEmbedder.embed(self, pictures)
    vectors[[picture.rgb.size == 3 for picture in pictures]] = np.nan
    return vectors


def test_an_embedder_may_have_no_vector_of_some_pictures():
    check_reader(embedder(blind_to_one_pixel), [])


@pytest.mark.parametrize(
    ("message", "broken"), BROKEN_EMBEDDERS.items(), ids=list(BROKEN_EMBEDDERS)
)
def test_a_broken_embedder_fails(message, broken):
    with pytest.raises(ContractError, match=message):
        check_reader(broken, [])


@pytest.mark.parametrize(("message", "broken"), BROKEN_READERS.items(), ids=list(BROKEN_READERS))
def test_a_broken_reader_fails(message, broken):
    with pytest.raises(ContractError, match=message):
        check_reader(broken, [])


def test_odd_pictures_are_what_their_bytes_say():
    for picture in odd_pictures():
        np.testing.assert_array_equal(decode(picture.encoded).rgb, picture.rgb)
