"""Labels that people give to generated portraits, to judge the verifier by.

`draw_sample` draws portraits, `write_sample` writes them on numbered sheets with a table to fill
in, `compare` holds the filled table against what the verifier read.
"""

from graycard.lab.hand_labels.compare import Compared, as_text, compare
from graycard.lab.hand_labels.questions import QUESTIONS
from graycard.lab.hand_labels.sample import Sample, draw_sample
from graycard.lab.hand_labels.write import write_sample
from graycard.types import CANNOT_TELL

__all__ = [
    "CANNOT_TELL",
    "QUESTIONS",
    "Compared",
    "Sample",
    "as_text",
    "compare",
    "draw_sample",
    "write_sample",
]
