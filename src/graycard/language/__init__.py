"""Sentences in the language of whoever reads: English in the code, others in catalogues."""

from graycard.language.saying import LANGUAGES, say, several, speaking, spoken

__all__ = ["LANGUAGES", "say", "several", "speaking", "spoken"]
