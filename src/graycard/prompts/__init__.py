"""Sets of prompts: those that ship as data, and everybody's own YAML or CSV."""

from graycard.prompts._load import describe, load_prompts, names

__all__ = ["describe", "load_prompts", "names"]
