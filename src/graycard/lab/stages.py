"""The stages of training by name; it loads nothing, since the command line offers them."""

from __future__ import annotations

from typing import Final, Literal, get_args

StageName = Literal["vae", "text", "probe", "diffusion", "clip", "shares", "verifier"]

STAGES: Final[tuple[StageName, ...]] = get_args(StageName)
"""In the order in which they are trained. `clip` needs none of the others, `shares` needs it."""

PARTS: Final[tuple[StageName, ...]] = ("vae", "text", "diffusion")
"""What they make is part of a finished model: a folder that begins with one does not train them."""
