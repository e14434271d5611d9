"""Similarity transforms of the plane: turn, grow and shift, and never mirror or shear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Similarity:
    """``p -> a p + b``, with points as complex numbers ``x + iy``.

    Attributes:
        a: Turns by its angle and makes longer by its size.
        b: Shifts.
    """

    a: complex
    b: complex

    def __call__(self, points: NDArray[np.floating[Any]]) -> Array:
        """Return the points, shape (..., 2), in their new places."""
        there = self.a * _complex(points) + self.b
        return np.stack([there.real, there.imag], axis=-1)

    @property
    def inverse(self) -> Similarity:
        """The way back."""
        return Similarity(1 / self.a, -self.b / self.a)


def fit_similarity(
    source: NDArray[np.floating[Any]], target: NDArray[np.floating[Any]]
) -> Similarity:
    """Return the similarity transform that brings points nearest to others.

    The sum of the squared distances is least. In the complex plane this is a straight line through
    the points; mirror images do not occur.

    Args:
        source: Shape (n, 2), n >= 2, not all in one place.
        target: Where they should go, shape (n, 2), not all in one place.

    Raises:
        ValueError: If one of both sets is all in one place.

    Source:
        S. Umeyama, Least-squares estimation of transformation parameters between two point
        patterns, IEEE TPAMI 13 (1991); without reflection, in two dimensions.

    Example:
        >>> fit_similarity(np.array([[0, 0], [1, 0]]), np.array([[5, 5], [5, 7]]))
        Similarity(a=2j, b=(5+5j))
    """
    p, q = _complex(source), _complex(target)
    from_middle = p - p.mean()
    scatter = float((np.abs(from_middle) ** 2).sum())
    if scatter == 0 or not np.any(q != q[0]):
        raise ValueError("points that are all in one place have neither size nor direction")
    a = complex((from_middle.conj() * (q - q.mean())).sum() / scatter)
    return Similarity(a, complex(q.mean() - a * p.mean()))


def _complex(points: NDArray[np.floating[Any]]) -> NDArray[np.complex128]:
    found: NDArray[np.complex128] = points[..., 0] + 1j * points[..., 1]
    return found
