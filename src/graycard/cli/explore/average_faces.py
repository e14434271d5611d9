"""`graycard explore average-faces`: what the faces of many pictures have in common."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from graycard.cli._options import AsJson
from graycard.cli._progress import shown_progress
from graycard.cli._say import say
from graycard.cli.explore._options import RunPaths, Where

if TYPE_CHECKING:
    from graycard.explore.average_faces.average import AverageFace
    from graycard.explore.average_faces.groups import Group
    from graycard.explore.average_faces.looking import Looked

_NUMBERS: Final = "average-faces.json"


def average_faces(
    runs: RunPaths,
    out: Annotated[Path, typer.Option(help="A folder for the pictures and the numbers.")],
    where: Where = None,
    stratum: Annotated[
        list[str] | None, typer.Option(help="Only this stratum. May be given several times.")
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="Average another group as well, and say how far the two are apart: what is "
            "different about it, as with --where; the rest stays. May be given several times.",
        ),
    ] = None,
    alignment: Annotated[
        Literal["warp", "similarity"],
        typer.Option(help="warp: by all landmarks; similarity: by eyes and mouth only."),
    ] = "warp",
    side: Annotated[int, typer.Option(min=16, max=1024, help="Pixels of an average.")] = 256,
    min_face: Annotated[
        int, typer.Option(min=16, help="Pixels from brows to chin from which a face counts.")
    ] = 20,
    shuffles: Annotated[
        int, typer.Option(min=99, max=99_999, help="How often pictures change groups.")
    ] = 999,
    seed: Annotated[int, typer.Option(min=0, help="Of the shuffles.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Average the faces of pictures, and say how far they differ and who is not in it.

    Writes average.png, spread.png and average-faces.json; with --against also average-against.png
    and spread-against.png.
    """
    from graycard.explore.average_faces import data, words
    from graycard.explore.average_faces.average import averaged
    from graycard.explore.average_faces.compare import compared
    from graycard.explore.average_faces.groups import (
        group_of,
        instead,
        must_differ,
        prompts_of,
    )
    from graycard.explore.collection import Collection
    from graycard.explore.filters import Filter

    wanted = Filter.from_words([*(where or ()), *(f"stratum={one}" for one in stratum or ())])
    collection = Collection.open(runs)
    groups = [group_of(collection, wanted)]
    if against:
        other = instead(wanted, Filter.from_words(against))
        must_differ(collection, wanted, other)
        groups.append(group_of(collection, other))
    looked = _look(groups, min_face=min_face)
    faces = [averaged(one, alignment=alignment, side=side) for one in looked]
    answer: dict[str, Any] = {}
    for name, group, face in zip(("average", "against"), groups, faces, strict=False):
        _save(face, out, suffix="" if name == "average" else "-against")
        answer[name] = {**data.group_data(group), **data.average_data(face)}
        if not as_json:
            _tell(group, face)
    if against:
        found = compared(
            (looked[0], looked[1]),
            prompts=prompts_of(groups[0], groups[1]),
            shuffles=shuffles,
            seed=seed,
        )
        cautions = words.made_of_readings(wanted, other)
        answer["comparison"] = {**data.comparison_data(found), "cautions": cautions}
        if not as_json:
            _say_all(["", *words.comparison(found), *cautions])
    text = json.dumps(answer, indent=2, ensure_ascii=False)
    (out / _NUMBERS).write_text(text + "\n", encoding="utf-8")
    if as_json:
        typer.echo(text)
    else:
        say(f"\nwritten to {out}")


def _look(groups: list[Group], *, min_face: int) -> list[Looked]:
    """Look at the pictures of all groups, with one bar for them together."""
    from graycard.explore.average_faces.looking import look
    from graycard.faces.find import face_finder

    finder = face_finder()
    total = sum(len(group.pictures) for group in groups)
    looked: list[Looked] = []
    with shown_progress() as progress:
        for group in groups:
            before = sum(len(one.pictures) for one in looked)

            def tell(done: int, _: int, before: int = before) -> None:
                progress("read", done=before + done, total=total, new=before + done)

            looked.append(look(group.pictures, finder=finder, min_height=min_face, progress=tell))
    return looked


def _save(face: AverageFace, out: Path, *, suffix: str) -> None:
    from graycard.explore.average_faces.shown import average_picture, spread_picture

    out.mkdir(parents=True, exist_ok=True)
    average_picture(face).save(out / f"average{suffix}.png")
    spread_picture(face).save(out / f"spread{suffix}.png")


def _tell(group: Group, face: AverageFace) -> None:
    from graycard.explore.average_faces import words

    lost = [
        f"  {n} of {group.requested} requests brought no picture: {outcome}"
        for outcome, n in group.without_picture.items()
    ]
    dropped = [f"  {n} not averaged: {why}" for why, n in face.dropped.items()]
    more = [f"  {sentence}" for sentence in (*words.cautions(face), words.spread(face))]
    _say_all([f"{group.name}: {words.used(face)}", *lost, *dropped, *more])


def _say_all(lines: list[str]) -> None:
    from graycard.report.numbers import NBSP

    say("\n".join(lines).replace(NBSP, " "))
