"""Contract checks for people who write components of their own: call them in a test.

Each takes what the audit would take, tries what the audit relies on, and raises `ContractError`
with what was wrong, why it matters and what to do. Ours pass them too.
"""

from graycard.testing._contract import ContractError
from graycard.testing._data import check_prompt_set, check_reference
from graycard.testing._measures import check_measure
from graycard.testing._models import check_model
from graycard.testing._modules import check_module
from graycard.testing._readers import check_reader, odd_pictures

__all__ = [
    "ContractError",
    "check_measure",
    "check_model",
    "check_module",
    "check_prompt_set",
    "check_reader",
    "check_reference",
    "odd_pictures",
]
