"""Silence for libraries that talk a lot; what they say is in rows and errors instead."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

_TALKATIVE: Final = ("diffusers", "transformers")


@contextmanager
def quiet() -> Iterator[None]:
    """Hide warnings and log lines of diffusers and transformers for a while."""
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


@contextmanager
def without_bars() -> Iterator[None]:
    """Hide the progress bars of loading; those of downloads stay, for they take long.

    Only libraries that are imported already are asked: importing one takes seconds.
    """
    imported = [name for name in _TALKATIVE if name in sys.modules]
    modules = [import_module(f"{name}.utils.logging") for name in imported]
    shown = [module for module in modules if module.is_progress_bar_enabled()]
    for module in shown:
        module.disable_progress_bar()
    try:
        yield
    finally:
        for module in shown:
            module.enable_progress_bar()
