"""Printing what may hold text from prompts, files and folders that nobody vouches for."""

from __future__ import annotations

import typer


def say(text: str, *, err: bool = False) -> None:
    """Print a text without the control characters that could redraw a terminal."""
    shown = "".join(one if one.isprintable() or one in "\n\t" else "\ufffd" for one in text)
    typer.echo(shown, err=err)
