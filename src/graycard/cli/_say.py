"""Printing what may hold text from prompts, files and folders that nobody vouches for."""

from __future__ import annotations

import typer


def say(text: str, *, err: bool = False) -> None:
    """Print a text without the control characters that could redraw a terminal."""
    typer.echo(plain(text, keep="\n\t"), err=err)


def plain(text: str, *, keep: str = "") -> str:
    """Return a text with a mark in the place of each control character but those to keep."""
    return "".join(one if one.isprintable() or one in keep else "\ufffd" for one in text)
