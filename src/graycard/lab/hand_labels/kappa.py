"""Cohen's kappa: agreement beyond what the two would reach by chance."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from graycard.lab.evaluate.rates import LEVEL


def cohen_kappa(table: ArrayLike) -> tuple[float, float | None, float | None] | None:
    """Return the kappa of two raters, with its interval.

    ``kappa = (p_o - p_e) / (1 - p_e)``, where ``p_o`` is the share of equal answers and ``p_e``
    what it would be if the two answered independently with the shares they have. The interval is
    ``kappa ± z * se``, with the standard error of Fleiss, Cohen and Everitt, within [-1, 1].

    Args:
        table: How often the one gave answer i and the other answer j, shape ``(K, K)``.

    Returns:
        Kappa, lower and upper end; None where it is not defined: for no pictures, and where both
        give one and the same answer throughout. The ends are None where the standard error is 0,
        as at perfect agreement: the formula then knows no doubt, and a few pictures leave much.

    Source:
        Cohen, "A coefficient of agreement for nominal scales" (1960); Fleiss, Cohen and Everitt,
        "Large sample standard errors of kappa and weighted kappa", Psychological Bulletin 72
        (1969).

    Example:
        >>> kappa, low, high = cohen_kappa([[45, 15], [25, 15]])
        >>> round(kappa, 3), round(low, 3), round(high, 3)
        (0.13, -0.063, 0.324)
    """
    counts = np.asarray(table, dtype=np.float64)
    n = counts.sum()
    if n == 0:
        return None
    p = counts / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    equal, chance = float(np.trace(p)), float(rows @ columns)
    if chance >= 1 - 1e-12:
        return None
    kappa = (equal - chance) / (1 - chance)
    both = rows[None, :] + columns[:, None]
    off = p * both**2
    on_diagonal = float(np.diag(p) @ (1 - np.diag(both) * (1 - kappa)) ** 2)
    off_diagonal = (1 - kappa) ** 2 * float(off.sum() - np.trace(off))
    variance = on_diagonal + off_diagonal - (kappa - chance * (1 - kappa)) ** 2
    if variance < 1e-12:
        return kappa, None, None
    error = math.sqrt(variance / n) / (1 - chance)
    half = float(ndtri((1 + LEVEL) / 2)) * error
    return kappa, max(kappa - half, -1.0), min(kappa + half, 1.0)
