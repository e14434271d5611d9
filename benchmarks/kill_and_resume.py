"""Is a run that was killed and resumed the run that was never killed?

An audit is started, killed with SIGKILL at a random moment after new parts have appeared, and
started again, until it ends; then every table, estimate and picture is compared with those of an
audit that nobody disturbed.

    python benchmarks/kill_and_resume.py [--kills 20] [--images 200] [--workers 2]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from graycard.run.run import load_run

SAME = (
    "audit.yaml",
    "plan/r000.parquet",
    "generations.parquet",
    "readers.yaml",
    "readings.parquet",
    "counts.parquet",
    "references.json",
    "estimates.parquet",
    "estimates.json",
)


def command(out: Path, images: int, workers: int) -> list[str]:
    """Return the command line of the audit."""
    return [sys.executable, "-m", "graycard", "audit", "--images-per-prompt", str(images),
            "--workers", str(workers), "--out", str(out)]  # fmt: skip


def parts(out: Path) -> int:
    """Return how many parts a run has."""
    return sum(1 for _ in (out / "parts").rglob("r*.parquet"))


def digest_of(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def killed_until_done(out: Path, *, kills: int, images: int, workers: int, seed: int) -> int:
    """Kill the audit this many times, then let it end; return how often it was killed."""
    rng = random.Random(seed)
    done = 0
    while done < kills:
        before = parts(out)
        process = subprocess.Popen(command(out, images, workers), stderr=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        while parts(out) <= before and process.poll() is None:
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.15))
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(0.5)  # its workers notice, and end; what they wrote until then counts
        done += 1
    subprocess.run(command(out, images, workers), check=True, capture_output=True)
    return done


def main() -> None:
    """Print what differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="graycard-"))
    whole, broken = folder / "whole", folder / "broken"
    subprocess.run(command(whole, given.images, 1), check=True, capture_output=True)
    done = killed_until_done(
        broken, kills=given.kills, images=given.images, workers=given.workers, seed=0
    )
    launches = load_run(broken).manifest.launches
    interrupted = sum(launch.ended is None for launch in launches)
    print(f"killed {done} times; {interrupted} of {len(launches)} launches have no end")
    different = [name for name in SAME if digest_of(whole / name) != digest_of(broken / name)]
    print(f"tables that differ: {different or 'none'} of {len(SAME)}")
    pictures = [{p.relative_to(out): digest_of(p) for p in (out / "images").rglob("*.png")}
                for out in (whole, broken)]  # fmt: skip
    print(f"pictures: {len(pictures[0])}, the same: {pictures[0] == pictures[1]}")
    left = list(broken.rglob(".tmp-*"))
    print(f"files left half-written: {len(left)}")
    if different or pictures[0] != pictures[1] or left or done < given.kills:
        sys.exit("not the same")


if __name__ == "__main__":
    main()
