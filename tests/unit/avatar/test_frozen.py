"""The drawn world is frozen: models are trained on it, and audits are held against it.

If this fails, either undo the change, or raise `DRAWING_VERSION`, train the avatar models again and
say so in the changelog. A new version of Pillow may round edges otherwise; then only the pixels
differ, and never by much.
"""

import hashlib

from graycard.avatar import PERSON, professions, render, sample, world_digest

WORLD = "8b03f765b2ee10b9d8f3044bd10b03f0f422d6b7b073907210030ef27929fa0b"
PIXELS = "53bc2fb85013ef2b08cc312107e0755f3b443d038550a1eb4986c446396d2066"


def test_what_is_planted_is_frozen():
    assert world_digest() == WORLD


def test_what_is_drawn_is_frozen():
    digest = hashlib.sha256()
    for number, profession in enumerate((*professions(), PERSON)):
        for seed in range(3):
            avatar = sample(profession, seed=1_000 * seed + number)
            digest.update(render(avatar, seed=seed).tobytes())

    assert digest.hexdigest() == PIXELS
