"""The text encoder learns what captions claim, before it has to steer any drawing.

Trained by the U-Net's loss alone, a text encoder is slow to tell rare words apart: what they change
in a picture is small beside everything else that the loss counts. Claims are known exactly here,
so that a few minutes of reading captions stand for hours of drawing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812 - the name everybody knows
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from graycard.avatar import ATTRIBUTES
from graycard.lab.diffusion import build
from graycard.lab.examples import Examples
from graycard.lab.plan import Plan
from graycard.lab.precision import computing_in, for_learning
from graycard.lab.stage import Say, Stage, batch_of, run_stage
from graycard.lab.tokenizer import tokens_of

CLAIMS: Final = tuple(
    (name, category) for name, attribute in ATTRIBUTES.items() for category in attribute.categories
)
"""What a caption may say of a portrait, one category at a time."""


def claimed(examples: Examples) -> Tensor:
    """Return what each caption allows, float32 of 0 and 1, shape `(n, len(CLAIMS))`.

    Attributes that a caption does not mention are 0 throughout.
    """
    places = {claim: at for at, claim in enumerate(CLAIMS)}
    table = torch.zeros(len(examples), len(CLAIMS))
    for row, claims in enumerate(examples.claims):
        for name, allowed in claims.items():
            table[row, [places[name, category] for category in allowed]] = 1
    return table


def train_text_encoder(
    plan: Plan,
    tokenizer: CLIPTokenizer,
    examples: Examples,
    folder: Path,
    *,
    until: int | None = None,
    say: Say = print,
) -> CLIPTextModel:
    """Train a text encoder whose states tell what a caption claims.

    Args:
        plan: Of the training.
        tokenizer: Of the captions.
        examples: Whose captions are learned; their pictures are not used.
        folder: Of the checkpoints.
        until: Stop after so many steps in all.
        say: Told about progress.
    """
    torch.manual_seed(plan.seed)
    encoder = build(plan, tokenizer).text_encoder
    heads = nn.Linear(plan.text_width, len(CLAIMS))
    tokens, wanted = tokens_of(tokenizer, examples.captions), claimed(examples)

    def loss(step: int) -> Tensor:
        chosen = batch_of("text", step, seed=plan.seed, n=len(examples), batch=plan.text.batch)
        with computing_in(for_learning()):
            scores = heads(gist(encoder, tokens[chosen], tokenizer))
        one: Tensor = F.binary_cross_entropy_with_logits(scores.float(), wanted[chosen])
        return one * len(CLAIMS)

    modules: dict[str, nn.Module] = {"text_encoder": encoder, "heads": heads}
    stage = Stage("text", plan.seed, plan.text, modules, loss)
    trained: CLIPTextModel = run_stage(stage, folder, until=until, say=say)["text_encoder"]
    return trained


def gist(encoder: CLIPTextModel, tokens: Tensor, tokenizer: CLIPTokenizer) -> Tensor:
    """Return the mean state from a text's end on, shape `(n, width)`.

    Attention looks back only, so that these are the states that have seen the whole text, and the
    U-Net attends to each of them.
    """
    states: Tensor = encoder(tokens).last_hidden_state
    after = (tokens == tokenizer.eos_token_id) | (tokens == tokenizer.pad_token_id)
    weights = after.to(states.dtype)[..., None]
    mean: Tensor = (states * weights).sum(dim=1) / weights.sum(dim=1)
    return mean
