"""How far do the verifier and avatar-clip agree with labels that people gave to avatar-diffusion?

300 generated portraits, stratified by what the verifier reads, were labelled once, by eye, by the
rubric of docs/how-to/label-avatars.md: a hundred by each of three labellers, blind to the prompt
and to the reading. Their labels and the verifier's readings lie in `avatar_diffusion/`. The
portraits are the shipped model's: prompt, seed and guidance (12 steps) of each stand beside its
reading. From these they are drawn again here, up to rounding, for avatar-clip to read.

    python benchmarks/avatar_diffusion_labels.py
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graycard.lab.hand_labels import CANNOT_TELL, QUESTIONS, as_text, compare
from graycard.rows import read_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER: Final = Path(__file__).parent / "avatar_diffusion"


def main() -> None:
    """Print both comparisons."""
    warnings.simplefilter("ignore")
    print(as_text(compare(FOLDER)))
    portraits = _portraits()
    people = [row.cells for row in read_rows(FOLDER / "labels.csv")]
    print(
        "By the skin tone group that the verifier reads: not told by people, and equal of the rest"
    )
    for name in ("perceived_age", "perceived_gender_presentation", "glasses"):
        print(f"  {name}: {'; '.join(_by_tone(name, portraits, people))}")
    print("\navatar-clip, by captions that it was trained on, against the same labels and readings")
    for name, answers in _said_by_clip(portraits).items():
        told = [str(one[name]) for one in people]
        read = [one["readings"][name] for one in portraits]
        print(
            f"  {name}: as people {_equal(answers, told)}; as the verifier {_equal(answers, read)}"
        )


def _portraits() -> list[dict[str, Any]]:
    written = (FOLDER / "withheld" / "readings.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(written)["portraits"]
    return found


def _by_tone(
    name: str, portraits: list[dict[str, Any]], people: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Yield of each tone group how many people could not tell, and how many readings are equal."""
    for tone in QUESTIONS["skin_tone_group"].answers:
        pairs = [
            (str(cells[name]), one["readings"][name])
            for one, cells in zip(portraits, people, strict=True)
            if one["readings"]["skin_tone_group"] == tone
        ]
        told = [mine == its for mine, its in pairs if mine in _TELLING]
        yield (
            f"{tone} {len(pairs) - len(told)} of {len(pairs)} not told,"
            f" {sum(told)} of {len(told)} equal"
        )


def _equal(answers: list[str], others: list[str]) -> str:
    from graycard.lab.evaluate.rates import rate

    told = [mine == other for mine, other in zip(answers, others, strict=True) if other in _TELLING]
    return str(rate(sum(told), len(told)))


_TELLING: Final = {answer for one in QUESTIONS.values() for answer in one.answers} - {CANNOT_TELL}


def _said_by_clip(portraits: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return avatar-clip's answers to each question, in the order of the portraits."""
    import numpy as np
    import torch
    from transformers import CLIPModel, CLIPTokenizer

    from graycard.avatar.statements import TONE_GROUP
    from graycard.avatar.weights import weights_folder
    from graycard.lab.onlooker import Onlooker

    clip = weights_folder("avatar-clip")
    model = CLIPModel.from_pretrained(clip, dtype=torch.float32)
    said = Onlooker(model, CLIPTokenizer.from_pretrained(clip)).read(_drawn(portraits))
    asked = {"skin_tone_group": TONE_GROUP}
    return {
        name: one.answer_to(
            np.array([allowed[0] for allowed in said[asked.get(name, one.attribute)]])
        ).tolist()
        for name, one in QUESTIONS.items()
    }


def _drawn(portraits: list[dict[str, Any]]) -> NDArray[np.uint8]:
    """Return the portraits, drawn again, uint8, shape `(n, 64, 64, 3)`."""
    import numpy as np

    from graycard.avatar.weights import weights_folder
    from graycard.lab.evaluate.whole import load_pipeline
    from graycard.lab.generation import generate

    pipeline = load_pipeline(weights_folder("avatar-diffusion"))
    images = np.empty((len(portraits), 64, 64, 3), np.uint8)
    for guidance in {one["guidance"] for one in portraits}:
        at = [i for i, one in enumerate(portraits) if one["guidance"] == guidance]
        images[at] = generate(
            pipeline,
            [portraits[i]["prompt"] for i in at],
            seeds=[portraits[i]["seed"] for i in at],
            guidance=guidance,
        )
    return images


if __name__ == "__main__":
    main()
