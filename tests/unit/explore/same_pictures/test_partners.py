import numpy as np

from graycard.explore.same_pictures.partners import Partners


def test_linked_pictures_are_those_counted_one_by_one():
    """In two blocks of links, with several pictures to a file, and two models."""
    rng = np.random.default_rng(0)
    files, models, prompts, seeds = (rng.integers(m, size=60).tolist() for m in (25, 2, 4, 6))
    first = {file: files.index(file) for file in set(files)}
    linked = {(i, j) for i in first for j in first if i < j and rng.random() < 0.2}
    links = np.array([[first[i], first[j]] for i, j in sorted(linked)])

    partners = Partners([str(file) for file in files], models, prompts, seeds)
    partners.add(links[:7])
    partners.add(links[7:])
    partners.add(np.zeros((0, 2), np.int64))

    def counted(*kinds):
        return [
            sum(
                (min(files[i], files[j]), max(files[i], files[j])) in linked
                and all(kind[i] == kind[j] for kind in kinds)
                for j in range(60)
            )
            for i in range(60)
        ]

    assert sum(counted(models)) > 50
    assert partners.by_model.tolist() == counted(models)
    assert partners.by_prompt.tolist() == counted(models, prompts)
    assert partners.by_seed.tolist() == counted(models, seeds)
    assert partners.by_both.tolist() == counted(models, prompts, seeds)


def test_no_pictures_have_no_partners():
    assert Partners([], [], [], []).by_model.tolist() == []
