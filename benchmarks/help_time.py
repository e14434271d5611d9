"""How long does `graycard --help` take, against a bare typer program of eight commands?

Both run in the same environment, in turn, best of many. Also checks that none of the heavy
libraries is imported on the way.

    python benchmarks/help_time.py [--runs 15]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = (
    "import typer\napp = typer.Typer(add_completion=False, rich_markup_mode=None)\n"
    + "".join(f"@app.command()\ndef verb{i}(name: str = 'x', n: int = 1) -> None:\n    '''Do.'''\n"
              for i in range(8))
    + "app()\n"
)  # fmt: skip
HEAVY = ("torch", "diffusers", "transformers", "pandas", "scipy", "ray", "pyarrow", "altair",
         "fastapi")  # fmt: skip


def seconds(command: list[str]) -> float:
    """Return how long a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the ratio and what was imported."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    given = parser.parse_args()
    bare = Path(tempfile.mkdtemp()) / "bare.py"
    bare.write_text(BARE)
    ours = [str(Path(sys.executable).with_name("graycard")), "--help"]
    theirs = [sys.executable, str(bare), "--help"]
    times = [(seconds(ours), seconds(theirs)) for _ in range(given.runs)]
    best_ours, best_theirs = min(t[0] for t in times), min(t[1] for t in times)
    print(f"graycard --help over the bare program: {best_ours / best_theirs:.2f} (at most 1.6)")
    traced = subprocess.run([sys.executable, "-X", "importtime", *ours], check=True,
                            capture_output=True, text=True).stderr  # fmt: skip
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in traced.splitlines()}
    print(f"heavy libraries imported: {sorted(imported & set(HEAVY)) or 'none'}")


if __name__ == "__main__":
    main()
