"""Which portraits people are shown: balanced over what the verifier reads."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from diffusers import StableDiffusionPipeline
from numpy.typing import NDArray
from torch import nn

from graycard.avatar import professions
from graycard.avatar.seeds import derive
from graycard.avatar.statements import with_article
from graycard.errors import InputError
from graycard.lab.evaluate.prompts import unmarked
from graycard.lab.evaluate.reading import labels
from graycard.lab.generation import generate
from graycard.lab.hand_labels.questions import BALANCED, QUESTIONS
from graycard.lab.stage import Say
from graycard.types import Noun

GUIDANCES = (1.0, 3.0)

Kind = tuple[tuple[str, ...], bool, float]
"""Cell, whether the prompt is marked, and guidance: within a kind, samples are drawn at random."""

_TONES = {"light": "light-skinned", "medium": "brown-skinned", "dark": "dark-skinned"}
_AGES = {"young": "young", "middle": "middle-aged", "older": "old"}


class Shown(Noun):
    """One portrait of a sample.

    Attributes:
        prompt: What the model was asked for.
        marked: Whether the prompt states what is looked at.
        guidance: Of the model.
        seed: Of the picture.
        readings: What the verifier reads, by question; withheld from those who label.
    """

    prompt: str
    marked: bool
    guidance: float
    seed: int
    readings: dict[str, str]

    @property
    def cell(self) -> tuple[str, ...]:
        """The readings over which samples are balanced."""
        return tuple(self.readings[name] for name in BALANCED)

    @property
    def kind(self) -> Kind:
        """What it may stand for: the portraits of the pool of the same kind."""
        return self.cell, self.marked, self.guidance


@dataclass(frozen=True)
class Sample:
    """Portraits to be labelled, in an order that tells nothing.

    Attributes:
        images: uint8, shape `(n, 64, 64, 3)`.
        shown: What they are.
        pool: Portraits that were drawn to choose from, by kind.
    """

    images: NDArray[np.uint8]
    shown: tuple[Shown, ...]
    pool: dict[Kind, int]


def draw_sample(
    pipeline: StableDiffusionPipeline,
    verifier: nn.Module,
    *,
    n: int = 300,
    seed: int = 0,
    steps: int = 12,
    pool: int = 4,
    say: Say = print,
) -> Sample:
    """Draw portraits and choose among them, evenly over presentation, skin tone group and age.

    Half of the portraits to choose from are of unmarked prompts, half of prompts that state one of
    the 27 combinations; half of each are at guidance 1, half at guidance 3. What is chosen is
    balanced over the combinations as the verifier reads them, and within each over the four kinds
    of prompt as far as there are portraits.

    A sample that is balanced over readings shows errors of every sort. It is not a sample of what
    the model draws, and shares of right readings on it are not those on what the model draws; to
    come from the one to the other the pool is counted.

    Args:
        pipeline: Of avatars.
        verifier: Whose readings are to be judged.
        n: Portraits.
        seed: Of the sample.
        steps: Of the scheduler.
        pool: Portraits to choose from, for each that is chosen.
        say: Told about progress, a line at a time.

    Raises:
        InputError: If `n` or `pool` is less than 1.
    """
    if n < 1 or pool < 1:
        raise InputError(
            what=f"a sample of {n} portraits out of {pool} each",
            why="both are counted from 1",
            fix="ask for 300 out of 4 each",
        )
    asked = list(_requests(pool * n, seed))
    images = np.concatenate(
        [
            generate(
                pipeline,
                [prompt for prompt, _, w, _ in asked if w == guidance],
                seeds=[at for _, _, w, at in asked if w == guidance],
                steps=steps,
                guidance=guidance,
            )
            for guidance in GUIDANCES
        ]
    )
    asked.sort(key=lambda one: one[2])  # stable: the order in which they were generated
    say(f"{len(images)} portraits to choose from")
    read = labels(verifier, images)
    answers = {name: one.answer_to(read[one.attribute]) for name, one in QUESTIONS.items()}
    shown = [
        Shown(
            prompt=prompt,
            marked=marked,
            guidance=guidance,
            seed=number,
            readings={name: str(answers[name][at]) for name in QUESTIONS},
        )
        for at, (prompt, marked, guidance, number) in enumerate(asked)
    ]
    chosen = _balanced(shown, n, seed)
    return Sample(
        images=images[chosen],
        shown=tuple(shown[at] for at in chosen),
        pool=dict(Counter(one.kind for one in shown)),
    )


def _requests(at_least: int, seed: int) -> Iterator[tuple[str, bool, float, int]]:
    """Yield prompt, whether it is marked, guidance and seed of each portrait."""
    cells = list(itertools.product(*(QUESTIONS[name].answers for name in BALANCED)))
    prompts = [(False, [unmarked(name)]) for name in professions()]
    prompts += [(True, [_stating(cell, name) for name in professions()]) for cell in cells]
    for marked, texts in prompts:
        kinds = len(professions()) if not marked else len(cells)
        each = -(-at_least // (4 * kinds))
        for guidance, at in itertools.product(GUIDANCES, range(each)):
            number = derive(seed, "hand labels", texts[0], f"{guidance:g}", at)
            yield texts[number % len(texts)], marked, guidance, number % 2**32


def _stating(cell: Sequence[str], profession: str) -> str:
    presentation, tone, age = cell
    stated = f"{_AGES[age]} {_TONES[tone]} {presentation} {profession}"
    return f"a photo of {with_article(stated)}"


def _balanced(shown: Sequence[Shown], n: int, seed: int) -> list[int]:
    """Return the numbers of n portraits: cells take turns, and in each cell kinds of prompt."""
    cells: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in sorted(range(len(shown)), key=lambda at: derive(seed, "order", at)):
        cells[shown[at].cell].append(at)
    queues = [_alternating(shown, cells[cell]) for cell in sorted(cells)]
    queues.sort(key=lambda queue: derive(seed, "cell", *shown[queue[0]].cell))
    turns = itertools.chain.from_iterable(itertools.zip_longest(*queues))
    chosen = list(itertools.islice((at for at in turns if at is not None), n))
    return sorted(chosen, key=lambda at: derive(seed, "number", at))


def _alternating(shown: Sequence[Shown], numbers: Sequence[int]) -> list[int]:
    kinds: dict[tuple[bool, float], list[int]] = defaultdict(list)
    for at in numbers:
        kinds[shown[at].marked, shown[at].guidance].append(at)
    turns = itertools.chain.from_iterable(itertools.zip_longest(*kinds.values()))
    return [at for at in turns if at is not None]
