"""Models of the drawn world that come with Graycard, as folders that their libraries load."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

from graycard.choices import did_you_mean
from graycard.errors import EnvironmentFaultError, InputError

_HEADS: Final = {"avatar-clip": "config.json", "avatar-diffusion": "model_index.json"}
"""The file of each folder that its library reads first."""

NAMES: Final = tuple(_HEADS)
"""`avatar-clip` is a CLIP model (transformers) of drawn portraits and the words for them,
`avatar-diffusion` a Stable Diffusion pipeline (diffusers) that draws them."""


def weights_folder(name: str) -> Path:
    """Return the folder of a shipped model.

    Args:
        name: One of `NAMES`.

    Raises:
        InputError: If no model of that name is shipped.
        EnvironmentFaultError: If its files are missing from this installation.

    Example:
        >>> weights_folder("avatar-clip").name
        'avatar-clip'
        >>> weights_folder("clip")
        Traceback (most recent call last):
        graycard.errors.InputError: no model 'clip' comes with Graycard
          why  these do: avatar-clip, avatar-diffusion
          fix  give one of them, or the folder or hub id of another
    """
    if name not in NAMES:
        raise InputError(
            what=f"no model {name!r} comes with Graycard",
            why=did_you_mean(name, NAMES, otherwise=f"these do: {', '.join(NAMES)}"),
            fix="give one of them, or the folder or hub id of another",
        )
    folder = Path(str(files(__name__) / name))
    if not (folder / _HEADS[name]).is_file():
        raise EnvironmentFaultError(
            what=f"the weights of {name} are missing",
            why=f"{folder} is not a folder with a {_HEADS[name]}",
            fix="pip install --force-reinstall graycard",
        )
    return folder
