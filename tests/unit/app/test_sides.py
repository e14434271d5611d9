"""What a side of a comparison is called."""

from types import SimpleNamespace

from graycard.app.sides import described
from graycard.run.spec import Component


def run(model, settings, chosen=()):
    """Stand in for a run: its model, all its settings, and those that somebody chose."""
    asked = Component(name=model, settings={name: settings[name] for name in chosen})
    spec = SimpleNamespace(
        model=f"{model}@0123", model_settings=settings, asked=SimpleNamespace(model=asked)
    )
    return SimpleNamespace(spec=spec)


def opened(*runs):
    return SimpleNamespace(runs=runs, names=tuple(f"run{n}" for n in range(len(runs))))


def test_defaults_that_nobody_chose_and_all_share_are_not_said():
    both = {"variant": None, "safety_checker": None, "steps": 12}
    here = opened(run("a", both), run("a", both))

    assert [described(here, n, of=[0, 1]) for n in (0, 1)] == ["run0 (a)", "run1 (a)"]


def test_what_was_chosen_is_said_even_if_all_share_it():
    both = {"variant": None, "steps": 12}
    here = opened(run("a", both, ["steps"]), run("a", both, ["steps"]))

    assert described(here, 0, of=[0, 1]) == "run0 (a; steps 12)"


def test_what_differs_is_said_on_both_sides_where_both_have_it():
    here = opened(
        run("a", {"variant": None, "steps": 12}),
        run("a", {"variant": None, "steps": 50}, ["steps"]),
        run("b", {"max_pixels": 1, "steps": 12}),
    )

    assert described(here, 0, of=[0, 1]) == "run0 (a; steps 12)"
    assert described(here, 1, of=[0, 1]) == "run1 (a; steps 50)"
    # A setting that the other model does not have tells nothing of how they differ.
    assert described(here, 2, of=[0, 2]) == "run2 (b)"


def test_runs_that_are_open_and_not_compared_do_not_count():
    here = opened(run("a", {"steps": 12}), run("a", {"steps": 12}), run("a", {"steps": 50}))

    assert described(here, 0, of=[0, 1]) == "run0 (a)"
    assert described(here, 0, of=[0, 1, 2]) == "run0 (a; steps 12)"
