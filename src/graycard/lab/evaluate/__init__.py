"""The fixed evaluation: is the diffusion model good enough, and does it still improve?"""

from graycard.lab.evaluate.files import write
from graycard.lab.evaluate.findings import Findings
from graycard.lab.evaluate.prompts import MARKED, unmarked
from graycard.lab.evaluate.sheets import sheet
from graycard.lab.evaluate.text import as_text
from graycard.lab.evaluate.whole import evaluate, load_pipeline

__all__ = [
    "MARKED",
    "Findings",
    "as_text",
    "evaluate",
    "load_pipeline",
    "sheet",
    "unmarked",
    "write",
]
