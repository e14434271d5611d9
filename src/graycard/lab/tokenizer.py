"""A tokenizer of the drawn world's own words: a genuine `CLIPTokenizer`, under 900 tokens."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from torch import Tensor
from transformers import CLIPTokenizer

from graycard.avatar.vocabulary import ALIASES, OPENERS, PERSON_NOUNS, PHRASES, PLURALS
from graycard.avatar.world import professions

_ALSO = "human people he she boy girl black brown asian light dark skin tone face hat beard smile"
_SPLIT = r"[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"


def train_tokenizer(
    captions: Iterable[str], folder: Path, *, vocabulary: int, tokens: int
) -> CLIPTokenizer:
    """Learn byte pairs from captions and save a tokenizer.

    Args:
        captions: To learn from. The words of `graycard.avatar.vocabulary` are added, so that
            every word a prompt may use is known.
        folder: Where it is saved.
        vocabulary: Tokens, at most. Bytes that were never seen still have their tokens.
        tokens: A text is cut after so many.

    Returns:
        The tokenizer, with a padding token.
    """
    words = [phrase.text for phrase in PHRASES]
    words += [*ALIASES, *PERSON_NOUNS, *PLURALS, *professions(), *OPENERS, *_ALSO.split()]
    learner = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    learner.normalizer = normalizers.Lowercase()
    learner.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_SPLIT), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    learner.train_from_iterator(
        [*captions, *words * 200],
        trainers.BpeTrainer(
            vocab_size=vocabulary,
            end_of_word_suffix="</w>",
            initial_alphabet=alphabet,
            show_progress=False,
        ),
    )
    learned = json.loads(learner.to_str())["model"]["merges"]
    merges = [tuple(m.split()) if isinstance(m, str) else tuple(m) for m in learned]
    known = [*alphabet, *(letter + "</w>" for letter in alphabet), *(a + b for a, b in merges)]
    known += ["<|startoftext|>", "<|endoftext|>"]
    numbered = {token: number for number, token in enumerate(dict.fromkeys(known))}
    tokenizer = CLIPTokenizer(vocab=numbered, merges=merges, model_max_length=tokens)
    tokenizer.save_pretrained(folder)
    return CLIPTokenizer.from_pretrained(folder)


def tokens_of(tokenizer: CLIPTokenizer, captions: list[str]) -> Tensor:
    """Return token numbers, padded and cut, int64, shape `(n, model_max_length)`."""
    return torch.tensor(
        tokenizer(
            captions,
            padding="max_length",
            max_length=tokenizer.model_max_length,
            truncation=True,
        ).input_ids
    )
