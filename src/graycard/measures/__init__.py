"""Measures, one a file: a plain function of counts or vectors, its INFO, and its estimates."""

from graycard.measures._associated import Associated, associate
from graycard.measures._association_test import AssociationSet, AssociationTest
from graycard.measures._estimates import Estimated
from graycard.measures._functional import FromShares, by_stratum, over_prompts
from graycard.measures._image_sets import POOL, ImageSet, by_kind, evenly
from graycard.measures._info import COMPARING, MeasureInfo
from graycard.measures._judged import Judged, judge
from graycard.measures._scenes import MarkedSet, Scene
from graycard.measures.marked_set_accuracy import estimate_marked_set_accuracy
from graycard.measures.mean_value import estimate as estimate_mean
from graycard.measures.nearest_marked_set import estimate_nearest_marked_sets
from graycard.measures.outcome_rate import estimate as estimate_outcome_rates
from graycard.measures.representation_gap import estimate as estimate_gap
from graycard.measures.self_similarity import (
    Alike,
    alike,
    alike_in_stratum,
    beside_mixed_strata,
    estimate_self_similarity,
)
from graycard.measures.share import estimate as estimate_shares
from graycard.measures.share_difference import estimate_share_differences
from graycard.measures.share_of_faces import estimate_shares_of_faces
from graycard.measures.t2iat_effect_size import estimate_t2iat
from graycard.measures.unlike_marked_sets import estimate_unlike_marked_sets
from graycard.measures.vendi_score import beside_chance, diverse, estimate_vendi_scores

__all__ = [
    "COMPARING",
    "POOL",
    "Alike",
    "Associated",
    "AssociationSet",
    "AssociationTest",
    "Estimated",
    "FromShares",
    "ImageSet",
    "Judged",
    "MarkedSet",
    "MeasureInfo",
    "Scene",
    "alike",
    "alike_in_stratum",
    "associate",
    "beside_chance",
    "beside_mixed_strata",
    "by_kind",
    "by_stratum",
    "diverse",
    "estimate_gap",
    "estimate_marked_set_accuracy",
    "estimate_mean",
    "estimate_nearest_marked_sets",
    "estimate_outcome_rates",
    "estimate_self_similarity",
    "estimate_share_differences",
    "estimate_shares",
    "estimate_shares_of_faces",
    "estimate_t2iat",
    "estimate_unlike_marked_sets",
    "estimate_vendi_scores",
    "evenly",
    "judge",
    "over_prompts",
]
