"""What `graycard label` does and says: one function a task."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from graycard.cli._say import say
from graycard.errors import EnvironmentFaultError, InputError, RunLockedError

if TYPE_CHECKING:
    from graycard.labels.drawn import Sample
    from graycard.labels.rubric import Rubric
    from graycard.run.run import Run


def draw(
    run: Run,
    n: int,
    *,
    rubrics: Sequence[Rubric],
    by: str,
    each: str,
    seed: int,
    as_json: bool,
) -> None:
    """Draw a sample, and say what was drawn."""
    from graycard.labels.drawn import draw_sample
    from graycard.labels.frame import BY, EACH

    chosen = next((one for one in BY if one == by), None)
    if chosen is None:
        raise InputError(
            what=f"pictures cannot be drawn by {by!r}",
            why=f"they are drawn by {', '.join(BY[:-1])} or {BY[-1]}",
            fix="leave --by out to draw the same number of each stratum",
        )
    asked = next((one for one in EACH if one == each), None)
    if asked is None:
        raise InputError(
            what=f"people cannot be asked about each {each!r}",
            why=f"they are asked about each {EACH[0]} as a whole, or each {EACH[1]} in it",
            fix="leave --each out to ask about pictures",
        )
    sample = draw_sample(run.folder, n, rubrics=rubrics, by=chosen, each=asked, seed=seed)
    weights = [one.weight for one in sample.pictures]
    if as_json:
        _print(
            {
                "sample": str(run.folder.sample(sample.number)),
                "drawn": len(sample.pictures),
                "population": sample.population,
                "by": sample.by,
                "each": sample.each,
                "questions": len(sample.drawn),
                "seed": sample.seed,
                "rubrics": [one.id for one in sample.rubrics],
                "strata": dict(sorted(sample.drawn_by_stratum.items())),
                "weights": {"least": min(weights), "greatest": max(weights)},
            }
        )
        return
    fewer = f" (there are no more than these; {n} were asked for)" if len(weights) < n else ""
    say(
        f"{len(weights)} of {sample.population} pictures drawn by {by}, seed {seed}{fewer};"
        f" each stands for {round(min(weights), 2):g}"
        + ("" if max(weights) == min(weights) else f" to {round(max(weights), 2):g}")
    )
    for stratum, count in sorted(sample.drawn_by_stratum.items()):
        say(f"  {count} of {stratum}")
    for one in sample.rubrics:
        say(f"asked: {one.question} ({one.id})")
    _say_of_faces(run, sample)
    say(f"label them: graycard explore {run.path}, or graycard label {run.path} --export FILE.csv")


def _say_of_faces(run: Run, sample: Sample) -> None:
    """Say how many pictures show several faces, and that each could be asked about."""
    from graycard.labels.faces import faces_by_picture, show_several

    if sample.each == "face":
        several = len(sample.faces)
        say(
            f"{several} of the pictures {'shows' if several == 1 else 'show'} several faces, each"
            f" of which is asked about: {_counted(len(sample.drawn), 'question')} a rubric"
        )
        return
    if not any(one.about == "person" for one in sample.rubrics):
        return
    with suppress(InputError):  # no reader looked for faces, so there is nothing to say
        several = show_several(faces_by_picture(run.folder), sample.numbers)
        if several:
            say(
                f"note: {several} of them {'shows' if several == 1 else 'show'} several faces; to"
                " ask about each of these in its turn, add --each face"
            )


def bring_in(
    run: Run, path: Path, *, rubrics: Sequence[Rubric], rater: str | None, as_json: bool
) -> None:
    """Import labels, and say what came in."""
    from graycard.labels.transfer import import_labels

    found = import_labels(run.folder, path, rubrics=rubrics, rater=rater)
    new = len(found.labels)
    raters = sorted({one.rater for one in found.labels})
    if as_json:
        _print(
            {
                "labels": new,
                "known": found.known,
                "raters": raters,
                "rubrics": sorted(found.rubrics),
            }
        )
        return
    known = f"; {found.known} were there already" if found.known else ""
    by = f" by {', '.join(raters)}" if raters else ""
    say(f"{_counted(new, 'label')}{by}{known}")
    for id_ in sorted(found.rubrics):
        say(f"under the rubric {id_}")
    say(f"graycard report {run.path} writes the report with them")


def take_out(run: Run, path: Path, *, rater: str | None, everybody: bool, as_json: bool) -> None:
    """Export what is to be labelled, and say which files were written and whose answers they have.

    The count of what is not in them is for whoever hands the file out; it tells no answer.
    """
    from graycard.labels.transfer import export_labels

    _collect(run)
    found = export_labels(run.folder, path, rater=rater, everybody=everybody)
    files = [str(one) for one in found.files]
    if as_json:
        _print({"files": files, "answers": found.answers, "withheld": found.withheld})
        return
    for one in files:
        say(one)
    by = "everybody" if everybody else rater
    say(
        f"{_counted(found.answers, 'answer')} by {by}" if by else "without answers, to be filled in"
    )
    if found.withheld:
        others = "by other people " if rater else ""
        is_ = "is" if found.withheld == 1 else "are"
        say(
            f"{_counted(found.withheld, 'answer')} {others}{is_} not in it, so that whoever fills"
            " it in labels alone; --with-answers writes them"
        )


def agree(run: Run, *, as_json: bool) -> None:
    """Say how often raters say the same."""
    from graycard.labels.agreement import agreement
    from graycard.labels.table import read_labels

    _collect(run)
    found = agreement(read_labels(run.folder))
    if as_json:
        _print([one.model_dump() for one in found])
        return
    if not found:
        say("no two people have labelled the same picture under the same rubric")
    for one in found:
        who = " and ".join(one.raters) or "all who labelled a picture"
        chance = "" if one.by_chance is None else f"; by chance {one.by_chance:.1%}"
        say(
            f"{one.attribute}: {who} agree on {one.equal} of {one.n}: {one.share:.1%}"
            f" ({one.level:.0%} interval {one.low:.1%} to {one.high:.1%}{chance})"
        )


def state(run: Run, *, as_json: bool) -> None:
    """Say what was drawn, and how much of it is labelled by whom."""
    from graycard.labels.drawn import samples
    from graycard.labels.table import latest, read_labels

    _collect(run)
    labels = latest(read_labels(run.folder))
    drawn: list[dict[str, Any]] = [
        {
            "sample": str(run.folder.sample(one.number)),
            "drawn": len(one.pictures),
            "population": one.population,
            "by": one.by,
            "each": one.each,
            "questions": len(one.drawn),
            "seed": one.seed,
            "rubrics": [rubric.id for rubric in one.rubrics],
        }
        for one in samples(run.folder)
    ]
    counted = Counter((one.attribute, one.rater, one.rubric) for one in labels)
    given: list[dict[str, Any]] = [
        {"attribute": attribute, "rater": rater, "rubric": rubric, "labels": n}
        for (attribute, rater, rubric), n in sorted(counted.items())
    ]
    if as_json:
        _print({"samples": drawn, "labels": given})
        return
    for one in drawn:
        say(
            f"{one['sample']}: {one['drawn']} of {one['population']} pictures, by {one['by']},"
            f" each {one['each']}, seed {one['seed']}, asked by {', '.join(one['rubrics'])}"
        )
    for one in given:
        count = _counted(one["labels"], "label")
        say(f"{one['rater']}: {count} of {one['attribute']} ({one['rubric']})")
    if not drawn and not given:
        say(f"nothing was drawn or labelled: graycard label {run.path} --sample 100 draws pictures")


def _collect(run: Run) -> None:
    """Move labels that the app took down into the table, as far as that can be done now."""
    from graycard.labels.staging import Staging

    try:
        Staging(run.folder).collect()
    except (RunLockedError, EnvironmentFaultError) as error:
        say(
            f"note: labels of the app that are on their way are not included: {error.why}", err=True
        )


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _print(answer: Any) -> None:
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
