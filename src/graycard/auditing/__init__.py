"""The main job: plan, generate, read, measure, report, in rounds, into a run folder.

(The room is not called `audit`, because `graycard.audit` is the function.)
"""

from __future__ import annotations

from graycard.auditing.api import audit, default_out

__all__ = ["audit", "default_out"]
