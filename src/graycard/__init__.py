"""Measure, explain and document social bias in text-to-image models.

Example:
    >>> import graycard
    >>> run = graycard.audit(images_per_prompt=2, out=tmp_path / "run")
    >>> run.estimates.query("measure == 'representation_gap'").stratum.nunique()
    17
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from graycard._version import __version__

if TYPE_CHECKING:
    from graycard.auditing import audit
    from graycard.auditing.api import read
    from graycard.errors import GraycardError
    from graycard.prompts import load_prompts
    from graycard.run.run import Run, load_run
    from graycard.types import (
        Attribute,
        Estimate,
        Generation,
        Prompt,
        PromptSet,
        Reading,
        Reference,
    )

_HOMES = {
    "audit": "graycard.auditing",
    "load_run": "graycard.run.run",
    "read": "graycard.auditing.api",
    "Run": "graycard.run.run",
    "load_prompts": "graycard.prompts",
    "GraycardError": "graycard.errors",
    "Attribute": "graycard.types",
    "Estimate": "graycard.types",
    "Generation": "graycard.types",
    "Prompt": "graycard.types",
    "PromptSet": "graycard.types",
    "Reading": "graycard.types",
    "Reference": "graycard.types",
}

__all__ = [
    "Attribute",
    "Estimate",
    "Generation",
    "GraycardError",
    "Prompt",
    "PromptSet",
    "Reading",
    "Reference",
    "Run",
    "__version__",
    "audit",
    "load_prompts",
    "load_run",
    "read",
]


def __getattr__(name: str) -> Any:
    """Fetch a public name when it is first used, so that importing the package stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module 'graycard' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
