"""Pictures by the hash of their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graycard.errors import DamagedRunError
from graycard.pictures import sha256
from graycard.run.files import put


@dataclass(frozen=True)
class ImageStore:
    """A folder of pictures named by the sha256 of their bytes: `ab/<sha256>.<extension>`."""

    root: Path

    def path(self, digest: str, extension: str) -> Path:
        """Return where a picture stands or would stand."""
        return self.root / digest[:2] / f"{digest}.{extension}"

    def put(self, encoded: bytes, extension: str) -> str:
        """Keep the bytes as they are and return their sha256. The same bytes are kept once."""
        digest = sha256(encoded)
        path = self.path(digest, extension)
        # A file of the right size and name that a crash left unflushed would be kept otherwise.
        if not path.exists() or path.read_bytes() != encoded:
            put(path, encoded)
        return digest

    def get(self, digest: str, extension: str) -> bytes:
        """Return the bytes of a picture.

        Raises:
            DamagedRunError: If they are not there or no longer those that were kept.
        """
        path = self.path(digest, extension)
        try:
            encoded = path.read_bytes()
        except OSError as error:
            raise _damaged(path, str(error.strerror)) from error
        if sha256(encoded) != digest:
            raise _damaged(path, "its bytes are not those that were kept")
        return encoded


def _damaged(path: Path, why: str) -> DamagedRunError:
    return DamagedRunError(
        what=f"the picture {path} cannot be used",
        why=why,
        fix="restore it from a copy of the run, or audit into a new folder",
    )
