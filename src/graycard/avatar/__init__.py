"""The drawn world: flat portraits whose every attribute is known, drawn from planted shares.

Avatars tell about the instrument, never about people.
"""

from graycard.avatar.attributes import ATTRIBUTES
from graycard.avatar.captions import Example, example
from graycard.avatar.contact_sheet import contact_sheet
from graycard.avatar.planted import planted_shares
from graycard.avatar.portrait import Avatar
from graycard.avatar.prompts import Asked, read_prompt
from graycard.avatar.record import AvatarRecord, encode_png, read_record, redraws
from graycard.avatar.rendering import render
from graycard.avatar.sampling import sample
from graycard.avatar.world import PERSON, load_world, professions, world_digest

__all__ = [
    "ATTRIBUTES",
    "PERSON",
    "Asked",
    "Avatar",
    "AvatarRecord",
    "Example",
    "contact_sheet",
    "encode_png",
    "example",
    "load_world",
    "planted_shares",
    "professions",
    "read_prompt",
    "read_record",
    "redraws",
    "render",
    "sample",
    "world_digest",
]
