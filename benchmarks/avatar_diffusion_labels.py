"""How far does the verifier agree with labels that people gave to what avatar-diffusion draws?

300 generated portraits, stratified by what the verifier reads, were labelled once, by eye, by the
rubric of docs/how-to/label-avatars.md: a hundred by each of three labellers, blind to the prompt
and to the reading. Their labels and the readings lie in `avatar_diffusion/`. The portraits are the
shipped model's: prompt, seed and guidance (12 steps) of each stand beside its reading.

    python benchmarks/avatar_diffusion_labels.py
"""

from __future__ import annotations

from pathlib import Path

from graycard.lab.hand_labels import as_text, compare


def main() -> None:
    """Print the comparison."""
    print(as_text(compare(Path(__file__).parent / "avatar_diffusion")))


if __name__ == "__main__":
    main()
