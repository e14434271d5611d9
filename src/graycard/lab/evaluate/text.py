"""An evaluation as a text to be read from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graycard.lab.evaluate.findings import Findings
from graycard.lab.evaluate.held_out import TONE_GROUPS, Accuracy
from graycard.lab.evaluate.sharpening import Law


def as_text(findings: Findings) -> str:
    """Return all numbers of an evaluation, each with its n and interval."""
    parts = [
        _head(findings),
        _recognised(findings),
        _marked(findings),
        _planted(findings),
        _sharpening(findings),
    ]
    parts += [
        _accuracy(f"Verifier on held-out {pictures}, by true skin tone", found, findings.guessed)
        for pictures, found in findings.verifier.items()
    ]
    for found, captions in (
        (findings.clip, "by captions that it was trained on"),
        (findings.clip_new_openings, "by the same with openings that it was not trained on"),
    ):
        if found is not None:
            title = f"The avatar CLIP on held-out renders, {captions}, by true skin tone"
            parts.append(_accuracy(title, found, findings.guessed))
    return "\n\n".join(parts) + "\n"


def _head(findings: Findings) -> str:
    asked = findings.asked
    lines = [
        "Evaluation of the avatar models. Drawn world: this says nothing about people.",
        f"{asked.pictures:,} pictures drawn: {asked.each} a prompt and guidance, seed {asked.seed},"
        f" {asked.steps} steps, {asked.precision}, {asked.threads} threads. Intervals hold with"
        f" {asked.level:.0%}.",
        "The verifier reads every picture, so none is missing. Its own errors are not taken off the"
        " numbers;",
        "floors hold sampling noise and those errors, as they were counted on held-out round trips."
        if findings.confusion
        else "how it errs was not looked at: floors hold sampling noise only.",
        *(f"{name}: {what}" for name, what in asked.models.items()),
        f"world {asked.world[:12]}, graycard {asked.graycard}, "
        + ", ".join(f"{name} {one}" for name, one in asked.versions.items()),
    ]
    return "\n".join(lines)


def _recognised(findings: Findings) -> str:
    lines = ["Profession recognised"]
    for guidance, found in findings.recognised.items():
        lines.append(f"  guidance {guidance}: {found.overall} (chance {found.chance:.3f})")
    first = findings.recognised["1"].by_profession
    hard = sorted(first.items(), key=lambda entry: entry[1].share)[:4]
    lines.append("  least at guidance 1: " + "; ".join(f"{name} {one}" for name, one in hard))
    return "\n".join(lines)


def _marked(findings: Findings) -> str:
    rows = [
        (prompt.removeprefix("a photo of "), f"{one.both}", f"{one.stated}", f"{one.unmarked:.2f}")
        for prompt, one in findings.marked.items()
    ]
    heads = ("prompt", "stated and profession", "stated", "planted unmarked")
    return "Marked prompts obeyed, guidance 3\n" + _table(heads, rows)


def _planted(findings: Findings) -> str:
    rows, differences = [], []
    for name, one in findings.planted.items():
        correlation = (
            "none"
            if one.correlation is None
            else f"{one.correlation:.3f} {_between(one.correlation_low, one.correlation_high)}"
        )
        rows.append(
            (
                name,
                correlation,
                _number(one.correlation_of_truth),
                _number(one.correlation_blind),
                f"{one.error:.3f} {_between(one.error_low, one.error_high)}",
                f"{one.sampling_noise:.3f} | {one.sampling_noise_high:.3f}",
                f"{_number(one.floor)} | {_number(one.floor_high)}",
                f"{one.error_blind:.3f}",
                "beyond chance" if one.beyond_chance else "within chance",
                str(one.n),
            )
        )
        largest = sorted(one.differences.items(), key=lambda entry: -abs(entry[1].value))[:3]
        differences.append(
            f"  {name}: "
            + "; ".join(
                f"{group} {found.value:+.3f} {_between(found.low, found.high, sign=True)}"
                for group, found in largest
            )
        )
    heads = (
        "view", "correlation", "of truth", "blind", "mean abs error", "sampling noise mean | high",
        "floor mean | high", "blind", "error is", "n",
    )  # fmt: skip
    return "\n".join(
        [
            "Planted against generated shares, guidance 1, over professions and categories",
            _table(heads, rows),
            "  of truth: a perfect model. blind: a model that draws every profession alike, with"
            " the mean of the planted shares.",
            "  floor: what a perfect model would show through sampling and the verifier's errors;"
            " none where they are not known.",
            "Generated less planted, mean over professions, largest first",
            *differences,
        ]
    )


def _sharpening(findings: Findings) -> str:
    rows = [
        (
            name,
            f"{one.guidance:g}",
            f"{_number(one.error)} {_between(one.error_low, one.error_high)}",
            f"{_number(one.sampling_noise)} | {_number(one.sampling_noise_high)}",
            f"{_number(one.floor)} | {_number(one.floor_high)}",
            f"{one.error_without:.3f}",
            _number(one.p_holm),
            {True: "beyond chance", False: "within chance", None: "undefined"}[one.beyond_chance],
            str(one.n),
        )
        for name, laws in findings.sharpening.items()
        for one in laws
    ]
    heads = (
        "view", "guidance", "mean abs error", "sampling noise mean | high", "floor mean | high",
        "if nothing changed", "p (Holm)", "error is", "n a profession",
    )  # fmt: skip
    broken = [
        line
        for name, laws in findings.sharpening.items()
        for one in laws
        for line in _broken(name, one)
    ]
    empty = next(iter(findings.shares.values())).unconditional
    return "\n".join(
        [
            "Law of sharpening: share_w ~ share_1^w / share_0^(w - 1); share_0 of the empty prompt,"
            f" n={next(iter(empty.values())).n}",
            _table(heads, rows),
            "Professions that break it, each view and guidance by itself: the three largest gaps",
            *(broken or ["  nowhere beyond chance"]),
        ]
    )


def _broken(name: str, one: Law) -> Iterable[str]:
    where = f"  {name}, guidance {one.guidance:g}: "
    if one.undefined:
        yield where + f"no prediction for {', '.join(one.undefined)}"
    if one.broken:
        told = [
            f"{found.profession} {found.category} predicted {found.predicted:.3f}, measured"
            f" {found.measured}"
            for found in one.broken[:3]
        ]
        yield where + f"{len(one.broken)} professions; " + "; ".join(told)


def _accuracy(title: str, found: Accuracy, guessed: Mapping[str, float]) -> str:
    rows = [
        (
            name,
            *(str(groups[group]) if group in groups else "none" for group in TONE_GROUPS),
            _number(guessed.get(name)),
        )
        for name, groups in found.items()
    ]
    heads = ("attribute", *TONE_GROUPS, "most frequent category")
    return f"{title}\n" + _table(heads, rows)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def _between(low: float | None, high: float | None, *, sign: bool = False) -> str:
    if low is None or high is None:
        return ""
    return f"[{low:+.3f}, {high:+.3f}]" if sign else f"[{low:.3f}, {high:.3f}]"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    ]
    return "\n".join(lines)
