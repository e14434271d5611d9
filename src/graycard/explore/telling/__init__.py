"""Words that tell two groups of pictures apart: so that what nobody thought to ask can surface.

Every word of an open vocabulary is scored on every picture by a CLIP or SigLIP model. Scores of a
word are compared between groups and never read off one picture: nothing validated them.
"""

from graycard.explore.telling.compare import telling_words
from graycard.explore.telling.found import TellingWord, TellingWords
from graycard.explore.telling.runs import require_words, words_apart
from graycard.explore.telling.scores import Scores, word_scores
from graycard.explore.telling.vocabulary import Vocabulary, drawn_world, everyday, read_vocabulary

__all__ = [
    "Scores",
    "TellingWord",
    "TellingWords",
    "Vocabulary",
    "drawn_world",
    "everyday",
    "read_vocabulary",
    "require_words",
    "telling_words",
    "word_scores",
    "words_apart",
]
