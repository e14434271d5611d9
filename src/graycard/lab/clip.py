"""A genuine `CLIPModel` of the drawn world, for zero-shot reading and embeddings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from torch import Tensor
from transformers import CLIPConfig, CLIPModel, CLIPTokenizer

from graycard.lab.examples import Examples
from graycard.lab.plan import Plan
from graycard.lab.stage import Say, Stage, batch_of, run_stage
from graycard.lab.tokenizer import tokens_of
from graycard.lab.vae import to_pixels


def build_clip(plan: Plan, tokenizer: CLIPTokenizer) -> CLIPModel:
    """Return an untrained model: pictures of 64 pixels in patches of 8, texts of 32 tokens."""
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
            "projection_dim": 64,
            **special,
        },
        vision_config={
            "hidden_size": 128,
            "intermediate_size": 384,
            "num_hidden_layers": 3,
            "num_attention_heads": 4,
            "image_size": 64,
            "patch_size": 16,
            "projection_dim": 64,
        },
        projection_dim=64,
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

    def loss(step: int) -> Tensor:
        chosen = batch_of("clip", step, seed=plan.seed, n=len(examples), batch=plan.clip.batch)
        numbers = chosen.tolist()
        pixels = to_pixels(examples.images[np.array(numbers)])
        true = matches([examples.labels[n] for n in numbers], [examples.claims[n] for n in numbers])
        with torch.autocast("cpu", torch.bfloat16):
            made = model(input_ids=tokens[chosen], pixel_values=pixels)
        images, texts = made.image_embeds.float(), made.text_embeds.float()
        images, texts = F.normalize(images, dim=1), F.normalize(texts, dim=1)
        scale = model.logit_scale.exp().clamp(max=100)
        return contrastive_loss(scale * images @ texts.T, true)

    stage = Stage("clip", plan.seed, plan.clip, {"clip": model}, loss)
    trained: CLIPModel = run_stage(stage, folder, until=until, say=say)["clip"]
    return trained.eval()
