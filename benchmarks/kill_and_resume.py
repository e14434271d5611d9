"""Is a run that was killed and resumed the run that was never killed?

An audit is started, killed with SIGKILL at a random moment after new parts have appeared, and
started again, until it ends; then every table, estimate and picture is compared with those of an
audit that nobody disturbed. With `--save-all` it is killed amid chunks whose pictures are saved one
by one, as those of a slow model are, and it is counted how many pictures were made twice.

    python benchmarks/kill_and_resume.py [--kills 20] [--images 200] [--workers 2] [--save-all]
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
from contextlib import suppress
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


SAVE_ALL = """
import os
from graycard.auditing import begun
from graycard.cli import main
from graycard.models.avatar_renderer import AvatarRenderer
begun.SECONDS_BETWEEN_SAVES = 0.0
draw = AvatarRenderer._deliver
def counted(self, request):
    made = draw(self, request)
    with open(os.environ["MADE"], "a") as file:
        file.write("1")
    return made
AvatarRenderer._deliver = counted
main()
"""


def command(out: Path, images: int, workers: int, save_all: bool) -> list[str]:
    """Return the command line of the audit."""
    program = ["-c", SAVE_ALL] if save_all else ["-m", "graycard"]
    return [sys.executable, *program, "audit", "--images-per-prompt", str(images),
            "--workers", str(workers), "--out", str(out)]  # fmt: skip


def kept(out: Path) -> set[tuple[str, int]]:
    """Return which parts and beginnings of parts a run has, and of which size."""
    found = set()
    for path in (out / "parts").rglob("*.parquet"):
        with suppress(FileNotFoundError):  # a beginning ends with its part
            found.add((path.name, path.stat().st_size))
    return found


def digest_of(path: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def killed_until_done(asked: list[str], out: Path, *, kills: int, seed: int) -> int:
    """Kill the audit this many times, then let it end; return how often it was killed."""
    rng = random.Random(seed)
    done = 0
    while done < kills:
        before = kept(out)
        process = subprocess.Popen(asked, stderr=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        while kept(out) <= before and process.poll() is None:
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.15))
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(0.5)  # its workers notice, and end; what they wrote until then counts
        done += 1
    subprocess.run(asked, check=True, capture_output=True)
    return done


def main() -> None:
    """Print what differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--save-all", action="store_true", help="with one worker")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="graycard-"))
    whole, broken = folder / "whole", folder / "broken"
    made = folder / "made"
    os.environ["MADE"] = str(made)
    subprocess.run(command(whole, given.images, 1, False), check=True, capture_output=True)
    asked = command(broken, given.images, given.workers, given.save_all)
    done = killed_until_done(asked, broken, kills=given.kills, seed=0)
    launches = load_run(broken).manifest.launches
    interrupted = sum(launch.ended is None for launch in launches)
    print(f"killed {done} times; {interrupted} of {len(launches)} launches have no end")
    different = [name for name in SAME if digest_of(whole / name) != digest_of(broken / name)]
    print(f"tables that differ: {different or 'none'} of {len(SAME)}")
    pictures = [{p.relative_to(out): digest_of(p) for p in (out / "images").rglob("*.png")}
                for out in (whole, broken)]  # fmt: skip
    print(f"pictures: {len(pictures[0])}, the same: {pictures[0] == pictures[1]}")
    left = [*broken.rglob(".tmp-*"), *broken.rglob("begun-*")]
    print(f"files left half-written: {len(left)}")
    if given.save_all:
        print(f"pictures made twice: {made.stat().st_size - len(pictures[0])}, "
              f"at most one a kill; without beginnings up to 63 a kill")  # fmt: skip
    if different or pictures[0] != pictures[1] or left or done < given.kills:
        sys.exit("not the same")


if __name__ == "__main__":
    main()
