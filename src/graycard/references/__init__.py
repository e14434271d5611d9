"""Distributions to compare with, each saying whose value it states: none is the correct one."""

from graycard.references._load import describe, load_references, names

__all__ = ["describe", "load_references", "names"]
