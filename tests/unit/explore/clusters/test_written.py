"""Clusters in sentences."""

from types import SimpleNamespace

import pytest

from graycard.explore.clusters.written import k_in_words


@pytest.mark.parametrize(("pictures", "most"), [(64, 12), (240, 48), (5000, 48)])
def test_the_data_choose_from_as_many_as_the_pictures_allow(pictures, most):
    found = SimpleNamespace(n=pictures, n_prompts=8, k=4, chosen=True)

    assert k_in_words(found).endswith(
        f"The data chose how many: the greatest mean silhouette, of 2 to {most} clusters."
    )


def test_a_number_that_was_asked_for_is_not_said_to_be_chosen():
    found = SimpleNamespace(n=64, n_prompts=8, k=4, chosen=False)

    assert k_in_words(found) == "64 pictures of 8 prompts that name identities, in 4 clusters."
