"""Does memory stay flat as a run grows, and how fast is each step?

Each audit runs in a process of its own, whose peak memory the system reports.

    python benchmarks/memory_and_speed.py [--small 1000] [--large 20000]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ONE = """
import json, resource, sys, time
from pathlib import Path
from graycard.auditing.road import audit_spec
from graycard.run.spec import make_spec
spent = {}
def progress(phase, *, done, total, new=0, missing=0):
    spent.setdefault(phase, [time.process_time(), 0])[1] = time.process_time()
spec = make_spec({"images_per_prompt": int(sys.argv[1]) // 16}, where="benchmark")
run = audit_spec(spec, out=Path(sys.argv[2]), progress=progress)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"peak": peak, "images": run.spec.requests,
                  "readings": run.manifest.launches[0].readings,
                  "seconds": {phase: end - start for phase, (start, end) in spent.items()}}))
"""


def one(images: int) -> dict:
    """Audit the drawn world in a fresh process and return what it took."""
    with tempfile.TemporaryDirectory(prefix="graycard-") as folder:
        done = subprocess.run(
            [sys.executable, "-c", ONE, str(images), str(Path(folder) / "run")],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print peak memory and rows a second of CPU time."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=20_000)
    given = parser.parse_args()
    small, large = one(given.small), one(given.large)
    for found in (small, large):
        seconds = found["seconds"]
        print(f"{found['images']:6} images: peak {found['peak']:.0f} MiB; a second of CPU: "
              f"{found['images'] / seconds['generate']:.0f} generated, "
              f"{found['images'] / seconds['read']:.0f} read "
              f"({found['readings'] / seconds['read']:.0f} readings), "
              f"{found['readings'] / seconds['measure']:.0f} readings counted and measured; "
              f"report {seconds['report']:.1f} s")  # fmt: skip
    limit = 1.1 * small["peak"] + 50
    print(f"peak of the large run over 1.1 times the small one's + 50 MB: "
          f"{large['peak'] / limit:.2f} (at most 1)")  # fmt: skip


if __name__ == "__main__":
    main()
