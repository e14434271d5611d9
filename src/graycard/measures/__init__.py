"""Measures, one a file: a plain function on counts beside its INFO, and its estimates."""

from graycard.measures._estimates import Estimated
from graycard.measures._info import MeasureInfo
from graycard.measures.mean_value import estimate_mean
from graycard.measures.outcome_rate import estimate_outcome_rates
from graycard.measures.representation_gap import estimate_gap
from graycard.measures.share import estimate_shares
from graycard.measures.share_of_faces import estimate_shares_of_faces

__all__ = [
    "Estimated",
    "MeasureInfo",
    "estimate_gap",
    "estimate_mean",
    "estimate_outcome_rates",
    "estimate_shares",
    "estimate_shares_of_faces",
]
