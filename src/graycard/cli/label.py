"""`graycard label`: pictures of a run for people to label, and what they say of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graycard.cli._options import AsJson, RunPath

if TYPE_CHECKING:
    from graycard.labels.rubric import Rubric
    from graycard.run.run import Run


def label(
    run: RunPath,
    sample: Annotated[
        int | None,
        typer.Option("--sample", min=1, metavar="N", help="Draw N pictures at random to label."),
    ] = None,
    attribute: Annotated[
        list[str] | None,
        typer.Option(help="Ask for this attribute; again for more. Else that of the rubrics."),
    ] = None,
    rubric: Annotated[
        list[str] | None,
        typer.Option(help="Ask by this rubric, by name or as a YAML file; again for more."),
    ] = None,
    by: Annotated[
        str,
        typer.Option(help="What gets the same number of pictures: stratum, prompt or none."),
    ] = "stratum",
    each: Annotated[
        str,
        typer.Option(
            help="With --sample: ask about each picture, or each face of those that show several."
        ),
    ] = "picture",
    seed: Annotated[int, typer.Option(min=0, help="Another one draws other pictures.")] = 0,
    import_: Annotated[
        Path | None,
        typer.Option(
            "--import", metavar="FILE", help="Add labels: .csv, or .json of Label Studio."
        ),
    ] = None,
    rater: Annotated[
        str | None,
        typer.Option(
            metavar="PSEUDONYM",
            help="With --import: who labelled, where the file does not say. With --export: whose"
            " answers, and what that person has left.",
        ),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE",
            help="Write what is to be labelled, without answers: .csv, or .json as above.",
        ),
    ] = None,
    with_answers: Annotated[
        bool,
        typer.Option(
            "--with-answers",
            help="With --export: everybody's answers, not for people who still label.",
        ),
    ] = False,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Say how often raters say the same.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Draw pictures for people to label, bring labels in or out, or say what there is."""
    from graycard.cli import _labels
    from graycard.errors import InputError
    from graycard.run.run import load_run

    tasks = {
        "--sample": sample is not None,
        "--import": import_ is not None,
        "--export": export is not None,
        "--agreement": agreement,
    }
    asked = [name for name, given in tasks.items() if given]
    if len(asked) > 1:
        raise InputError(
            what=f"{' and '.join(asked)} were given together",
            why="each of them is a task of its own",
            fix=f"give one: graycard label {run} {asked[0]} ...",
        )
    _check_goes_with(asked, rater=rater is not None, with_answers=with_answers)
    opened = load_run(run)
    if sample is not None:
        asking = _rubrics(opened, attribute, rubric)
        _labels.draw(opened, sample, rubrics=asking, by=by, each=each, seed=seed, as_json=as_json)
    elif import_ is not None:
        named = _rubrics(opened, attribute, rubric) if attribute or rubric else ()
        _labels.bring_in(opened, import_, rubrics=named, rater=rater, as_json=as_json)
    elif export is not None:
        _labels.take_out(opened, export, rater=rater, everybody=with_answers, as_json=as_json)
    elif agreement:
        _labels.agree(opened, as_json=as_json)
    else:
        _labels.state(opened, as_json=as_json)


def _check_goes_with(asked: Sequence[str], *, rater: bool, with_answers: bool) -> None:
    """Raise if an option was given that changes nothing in what is to be done."""
    from graycard.errors import InputError

    if rater and with_answers:
        raise InputError(
            what="--rater and --with-answers were given together",
            why="one asks for a person's answers alone, the other for everybody's",
            fix="leave one of them out",
        )
    for name, given, tasks in (
        ("--rater", rater, ("--import", "--export")),
        ("--with-answers", with_answers, ("--export",)),
    ):
        if given and not {*asked} & {*tasks}:
            raise InputError(
                what=f"{name} was given without {' or '.join(tasks)}",
                why="it changes nothing else",
                fix=f"add {' FILE or '.join(tasks)} FILE, or leave it out",
            )


def _rubrics(
    run: Run, attributes: list[str] | None, rubrics: list[str] | None
) -> tuple[Rubric, ...]:
    """Return the rubrics that were named; by default that of perceived presentation."""
    from graycard.labels.rubric import load_rubric, one_of_each

    domain = run.spec.model_domain
    named = [load_rubric(one) for one in rubrics or ()]
    if attributes or not named:
        wanted = attributes or ["perceived_gender_presentation"]
        named += [load_rubric(one, domain=domain) for one in wanted]
    return one_of_each(named)
