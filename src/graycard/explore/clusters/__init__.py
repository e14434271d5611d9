"""Clusters of pictures that nobody labelled: what prompts that name people make, and who is where.

Pictures of prompts that name identities are clustered (Ward, one tree); pictures of prompts that
name none fall into these clusters or into none. Clusters have numbers and are told by the words of
the prompts that made them: no picture is given an identity.

The road: `tree_of` a collection of runs, or `fit_tree` of vectors; then `IdentityTree.clusters`.
"""

from graycard.explore.clusters.fit import fit_tree
from graycard.explore.clusters.found import Cluster, Clusters
from graycard.explore.clusters.pictures import Pictures, join
from graycard.explore.clusters.runs import tree_of
from graycard.explore.clusters.tree import IdentityTree

__all__ = ["Cluster", "Clusters", "IdentityTree", "Pictures", "fit_tree", "join", "tree_of"]
