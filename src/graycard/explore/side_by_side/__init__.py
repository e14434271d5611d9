"""The same request asked in several ways, side by side."""

from graycard.explore.side_by_side.asked import Asked, aspect, aspects
from graycard.explore.side_by_side.pairing import Line, SideBySide, side_by_side

__all__ = ["Asked", "Line", "SideBySide", "aspect", "aspects", "side_by_side"]
