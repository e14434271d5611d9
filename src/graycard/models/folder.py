"""Pictures that somebody has generated already, looked at as a model that hands them out.

A folder says what its pictures are in one of three ways:

1. `metadata.csv` or `metadata.jsonl`, as the `datasets` ImageFolder has it: a column `file_name`
   (relative to the metadata file) and one with the prompt, optionally `stratum`, `language`,
   `seed`, `marked`, and the factors `scene`, `place` and `region`;
2. sub-folders, `nurse/0001.png`: the folder's name is the stratum, the prompt is not known;
3. nothing: all pictures are of the stratum `all`, and neither prompt nor stratum is known.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field

from graycard import roles
from graycard.documents import digest
from graycard.models._listing import list_folder
from graycard.pictures import MAX_PIXELS, UndecodableError, decode

MAX_BYTES: Final = 256 * 1024 * 1024
"""Larger files are not read: no generated picture is that large."""


MAIN_SETTING = "path"
MAIN_SETTING_IS_PATH = True


class Settings(roles.Settings):
    """Where the pictures are, and what they are.

    Attributes:
        path: The folder.
        domain: What kind of pictures they are; readers that were not validated on it refuse.
        prompt_column: Of the metadata; by default `prompt`, or else `text`.
        stratum_column: Of the metadata; without it each prompt is a stratum of its own.
        factor_columns: Of the metadata; kept as the prompt's factors. Measures of marked sets
            look for `scene`, `place` and `region`.
        unlisted: What to do about pictures that the metadata does not list: `refuse` the
            folder, or `skip` them.
        max_pixels: Larger pictures are not decoded.
    """

    path: Path
    domain: str = Field(default=roles.PHOTOGRAPHS, min_length=1)
    prompt_column: str | None = None
    stratum_column: str = "stratum"
    factor_columns: tuple[str, ...] = ("scene", "place", "region")
    unlisted: Literal["refuse", "skip"] = "refuse"
    max_pixels: int = Field(default=MAX_PIXELS, ge=1, le=MAX_PIXELS)


class Folder:
    """A folder in the role of a model.

    Attributes:
        listing: Every picture, by path: the requests that this model can answer.
        listing_digest: sha256 of the listing. The pictures' bytes are not in it; each row of
            a run has the hash of its own.
        strata_known: Whether somebody named the strata, in metadata or by sub-folders.
    """

    def __init__(self, settings: Settings) -> None:
        self._root = settings.path
        self._max_pixels = settings.max_pixels
        found = list_folder(
            settings.path,
            prompt_column=settings.prompt_column,
            stratum_column=settings.stratum_column,
            factor_columns=settings.factor_columns,
            skip_unlisted=settings.unlisted == "skip",
        )
        self.listing = found.images
        self.strata_known = found.strata_known
        self.listing_digest = digest([_said_of(image) for image in found.images])
        self._sources = frozenset(image.source for image in found.images)
        self.id = f"folder@{self.listing_digest[:12]}"
        self.settings: dict[str, Any] = {"max_pixels": settings.max_pixels}
        self.domain = settings.domain
        self.seedable = True
        self.chunk = 64

    def generate(self, requests: Sequence[roles.Request]) -> Iterator[roles.Delivery]:
        """Yield the file of each request, its bytes as they are.

        A file that is missing, unreadable or no decodable picture is a failed delivery, and
        the same fault has the same words. What is odd about a sound picture is in `detail`.
        """
        for request in requests:
            yield self._deliver(request.source)

    def some(self, most: int) -> Iterator[bytes]:
        """Yield the bytes of at most so many pictures, spread evenly over the folder.

        Files that cannot be read are passed over.
        """
        for image in self.listing[:: -(-len(self.listing) // most)]:
            try:
                yield _read(self._root, image.source)
            except _UnreadableError:
                continue

    def _deliver(self, source: str | None) -> roles.Delivery:
        if source not in self._sources:
            return _failed("the request names no picture of the folder")
        try:
            encoded = _read(self._root, source)
            decoded = decode(encoded, max_pixels=self._max_pixels)
        except (_UnreadableError, UndecodableError) as error:
            return _failed(str(error))
        return roles.Delivery(
            outcome="ok",
            image=encoded,
            extension=decoded.extension,
            detail="; ".join(decoded.notes) or None,
        )


def _said_of(image: roles.ListedImage) -> dict[str, Any]:
    """Return what a row says; no factors are as none were before there were any."""
    return {key: value for key, value in vars(image).items() if key != "factors" or value}


class _UnreadableError(Exception):
    """A file's bytes cannot be had; the message says why, in words that count well."""


def _failed(detail: str) -> roles.Delivery:
    return roles.Delivery(outcome="failed", detail=detail)


def _read(root: Path, source: str) -> bytes:
    try:
        path = (root / source).resolve(strict=True)
        if not path.is_relative_to(root.resolve()):
            raise _UnreadableError("the file is a link that leaves the folder")
        status = path.stat()
        # Asked before opening: to open a pipe is to wait for its other end.
        if not stat.S_ISREG(status.st_mode):
            raise _UnreadableError("it is not a file")
        if status.st_size > MAX_BYTES:
            raise _UnreadableError(f"the file is larger than {MAX_BYTES >> 20} MiB")
        return path.read_bytes()
    except FileNotFoundError:
        raise _UnreadableError("there is no such file") from None
    except PermissionError:
        raise _UnreadableError("the file may not be read (permission denied)") from None
    except (OSError, RuntimeError, ValueError):
        # A loop of links, a name that is too long, a NUL in it, a faulty disk.
        raise _UnreadableError("the file cannot be read") from None


def load(settings: Settings) -> Folder:
    """List a folder and return it in the role of a model.

    Raises:
        InputError: If the folder cannot be listed, holds no picture, or its metadata does not
            say what it should; it names file and line.
    """
    return Folder(settings)
