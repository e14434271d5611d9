"""A genuine `CLIPModel` of the drawn world, for zero-shot reading and embeddings.

It learns two things at once: which captions are true of which pictures, as every CLIP does, and,
for each attribute, which of the captions that exclude each other is the true one. The first alone
is mostly learned from professions, which tell most pairs apart, and leaves what is small in a
picture unread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from torch import Tensor
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer

from graycard.avatar.seeds import derive, uniform
from graycard.avatar.statements import TONE_GROUP, questions
from graycard.lab.examples import Examples
from graycard.lab.plan import Plan
from graycard.lab.precision import computing_in, for_learning
from graycard.lab.stage import Say, Stage, batch_of, run_stage
from graycard.lab.tokenizer import tokens_of
from graycard.lab.vae import to_pixels

_WEIGHTS: Final = {
    "perceived_gender_presentation": 4.0,
    "perceived_age": 2.0,
    TONE_GROUP: 1.5,
    "smile": 1.5,
}
"""Of the questions that are hardest to learn; all others count 1."""


def build_clip(plan: Plan, tokenizer: CLIPTokenizer) -> CLIPModel:
    """Return an untrained model: pictures of 64 pixels in patches of 8, texts as planned."""
    special = {
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
    }
    config = CLIPConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": 96,
            "intermediate_size": 192,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "max_position_embeddings": plan.tokens,
            "projection_dim": 96,
            **special,
        },
        vision_config={
            "hidden_size": 96,
            "intermediate_size": 288,
            "num_hidden_layers": 3,
            "num_attention_heads": 4,
            "image_size": 64,
            "patch_size": 8,
            "projection_dim": 96,
        },
        projection_dim=96,
    )
    return CLIPModel(config)


def matches(
    labels: Sequence[Mapping[str, str]], claims: Sequence[Mapping[str, Sequence[str]]]
) -> Tensor:
    """Return whether each claim is true of each picture, bool, shape `(pictures, claims)`.

    Captions repeat and overlap, so a caption is often true of other pictures in its batch: taking
    those for wrong, as is usual, would teach the opposite of the truth.

    Example:
        >>> matches([{"tie": "yes"}, {"tie": "no"}], [{"tie": ["yes"]}, {}]).tolist()
        [[True, True], [False, True]]
    """
    return torch.tensor(
        [
            [all(row[name] in allowed for name, allowed in claim.items()) for claim in claims]
            for row in labels
        ]
    )


def contrastive_loss(logits: Tensor, true: Tensor) -> Tensor:
    """Return the softmax loss with several right answers in each row and column."""
    right = torch.where(true, logits, torch.finfo(logits.dtype).min)
    rows = torch.logsumexp(logits, dim=1) - torch.logsumexp(right, dim=1)
    columns = torch.logsumexp(logits, dim=0) - torch.logsumexp(right, dim=0)
    return (rows.mean() + columns.mean()) / 2


class Exam:
    """The question of each attribute, put to pictures of which the answers are known.

    Args:
        labels: What is true of each picture.
    """

    def __init__(self, labels: Sequence[Mapping[str, str]]) -> None:
        self._asked = questions()
        self._true = {
            name: torch.tensor(
                [[row[_attribute(name)] in allowed for allowed in said] for row in labels]
            )
            for name, said in self._asked.items()
        }

    def captions(self, seed: int) -> list[str]:
        """Return one caption for each answer to each question, chosen by the seed."""
        return [
            texts[int(uniform(seed, name, *allowed) * len(texts))]
            for name, said in self._asked.items()
            for allowed, texts in said.items()
        ]

    def loss(self, logits: Tensor, chosen: Tensor) -> Tensor:
        """Return the mean over questions of the cross-entropy of the right answers.

        Args:
            logits: Shape `(pictures, captions)`, the captions as `captions` returns them.
            chosen: Numbers of the pictures.
        """
        parts = torch.split(logits, [len(said) for said in self._asked.values()], dim=1)
        total = logits.new_zeros(())
        for (name, true), part in zip(self._true.items(), parts, strict=True):
            right = true[chosen]
            answered = right.any(dim=1)  # no words are known for some categories
            chances = part.log_softmax(dim=1)[answered].masked_fill(~right[answered], -torch.inf)
            total = total - _WEIGHTS.get(name, 1.0) * torch.logsumexp(chances, dim=1).mean()
        return total / len(parts)


def _attribute(question: str) -> str:
    return "skin_tone" if question == TONE_GROUP else question


def train_clip(
    plan: Plan,
    tokenizer: CLIPTokenizer,
    examples: Examples,
    folder: Path,
    *,
    until: int | None = None,
    say: Say = print,
) -> CLIPModel:
    """Train the model on pictures, their captions, and what is true of which.

    Args:
        plan: Of the training.
        tokenizer: Of the captions.
        examples: To learn from.
        folder: Of the checkpoints.
        until: Stop after so many steps in all.
        say: Told about progress.
    """
    torch.manual_seed(plan.seed)
    model = build_clip(plan, tokenizer)
    tokens = tokens_of(tokenizer, examples.captions)
    exam = Exam(examples.labels)
    paired = plan.clip.batch // 2

    def loss(step: int) -> Tensor:
        chosen = batch_of("clip", step, seed=plan.seed, n=len(examples), batch=plan.clip.batch)
        numbers = chosen.tolist()
        pixels = to_pixels(examples.images[np.array(numbers)])
        asked = exam.captions(derive(plan.seed, "clip", "captions", step))
        texts = torch.cat([tokens_of(tokenizer, asked), tokens[chosen[:paired]]])
        with computing_in(for_learning()):
            made = model(input_ids=texts, pixel_values=pixels)
        seen, said = (
            F.normalize(part.float(), dim=1) for part in (made.image_embeds, made.text_embeds)
        )
        logits = model.logit_scale.exp().clamp(max=100) * seen @ said.T
        true = matches(
            [examples.labels[n] for n in numbers[:paired]],
            [examples.claims[n] for n in numbers[:paired]],
        )
        pairs = contrastive_loss(logits[:paired, len(asked) :], true)
        return exam.loss(logits[:, : len(asked)], chosen) + 0.5 * pairs

    stage = Stage("clip", plan.seed, plan.clip, {"clip": model}, loss)
    trained: CLIPModel = run_stage(stage, folder, until=until, say=say)["clip"]
    return trained.eval()
