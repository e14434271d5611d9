"""What a folder of pictures says about itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graycard.errors import InputError
from graycard.models._metadata import read_metadata
from graycard.roles import WHOLE_FOLDER, WITHOUT_PROMPT, ListedImage
from graycard.types import ALL

IMAGE_EXTENSIONS: Final = frozenset(
    {".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib"}
    | {".tif", ".tiff", ".avif", ".avifs", ".heic", ".heif", ".jxl", ".jp2", ".j2k"}
    | {".psd", ".tga", ".ico", ".exr", ".hdr"}
)
"""Names that promise a picture, of formats that are decoded and others: a picture that cannot be
decoded is a row that says so, not a file that nobody counts."""

METADATA: Final = ("metadata.csv", "metadata.jsonl")
NO_SUB_FOLDER: Final = "(no sub-folder)"


@dataclass(frozen=True)
class Listing:
    """The pictures of a folder, sorted by path, and whether their strata have names."""

    images: tuple[ListedImage, ...]
    strata_known: bool


def list_folder(
    root: Path,
    *,
    prompt_column: str | None,
    stratum_column: str,
    factor_columns: Sequence[str],
    skip_unlisted: bool,
) -> Listing:
    """Return what is in a folder, without opening any picture.

    Hidden files and folders, links to folders, and files that do not look like pictures are
    passed over. Sorting is by the characters of the path, the same on every machine.

    Raises:
        InputError: If there is no such folder or no picture in it, or two accounts of it differ.
    """
    pictures, metadata = _walk(root)
    if metadata:
        images = read_metadata(
            root,
            metadata,
            prompt_column=prompt_column,
            stratum_column=stratum_column,
            factor_columns=factor_columns,
        )
        unlisted = sorted(set(pictures) - {image.source for image in images})
        if unlisted and not skip_unlisted:
            raise InputError(
                what=f"{len(unlisted)} pictures of {root} are not in its metadata",
                why=f"no row names {', '.join(unlisted[:3])}{', ...' if unlisted[3:] else ''}",
                fix="add their rows, or set unlisted: skip to leave them out",
            )
        known = any(image.text or image.stratum != WHOLE_FOLDER for image in images)
    else:
        images, known = _by_sub_folder(pictures)
    if not images:
        raise InputError(
            what=f"{root} holds no picture",
            why="no file in it, or in its sub-folders, is named like a picture",
            fix="give the folder that holds the .png, .jpg or .webp files",
        )
    for image in images:
        reserved = image.stratum in (WHOLE_FOLDER, WITHOUT_PROMPT) and not metadata and known
        if image.stratum == ALL or reserved:
            raise InputError(
                what=f"{root}: {image.source} would belong to the stratum {image.stratum!r}",
                why="that name has a meaning already",
                fix="give the sub-folder or the stratum another name",
            )
    return Listing(tuple(sorted(images, key=lambda image: image.source)), known)


def _by_sub_folder(pictures: list[str]) -> tuple[list[ListedImage], bool]:
    """One folder for all says nothing about any; only several are strata."""
    folders = {source.rpartition("/")[0] for source in pictures}
    known = len(folders) > 1
    images = [
        ListedImage(
            source=source,
            text=None,
            stratum=(source.rpartition("/")[0] or NO_SUB_FOLDER) if known else WHOLE_FOLDER,
            marked=None,
            language="und",
            seed=None,
        )
        for source in pictures
    ]
    return images, known


def _walk(root: Path) -> tuple[list[str], list[Path]]:
    if not root.is_dir():
        raise InputError(
            what=f"there is no folder {root}",
            why="it is a file" if root.exists() else "nothing of that name exists",
            fix="give the folder that holds the pictures",
        )
    pictures: list[str] = []
    metadata: list[Path] = []
    for path in _files(root):
        source = path.relative_to(root).as_posix()
        if path.name in METADATA:
            metadata.append(path)
        elif path.name == "metadata.parquet":
            raise InputError(
                what=f"{path} is not read",
                why="metadata is read as CSV or JSON lines",
                fix="pandas.read_parquet(...).to_json('metadata.jsonl', orient='records',"
                " lines=True)",
            )
        elif path.suffix.lower() in IMAGE_EXTENSIONS:
            if not _is_text(source):
                raise InputError(
                    what=f"a file name in {root} is not UTF-8",
                    why=f"it is {source!r}",
                    fix="rename the file",
                )
            pictures.append(source)
    return pictures, sorted(metadata)


def _files(root: Path) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        raise InputError(
            what=f"{error.filename} cannot be listed",
            why=str(error.strerror),
            fix="give a folder that you may read, with all that is in it",
        )

    for folder, folders, files in os.walk(root, onerror=stop, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files) if not name.startswith("."))


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
