"""What the app needs for a large run: how long pages take, and how much memory the server.

python benchmarks/explore_app.py RUN > benchmarks/results/explore_app.txt

RUN is made by `graycard audit --images-per-prompt 3125 --out RUN`: 50,000 renders and what is read
of them. The server is a process of its own, started by the command line; pages are asked for over
HTTP, by this process.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

REPEATS = 15
MEBIBYTE = 1024 * 1024


def fetch(address: str) -> tuple[float, bytes]:
    """Return the seconds that an answer took, and the answer."""
    start = time.perf_counter()
    with urllib.request.urlopen(address, timeout=120) as answer:
        body = answer.read()
    return time.perf_counter() - start, body


def megabytes(server: psutil.Process) -> float:
    """Return the resident memory of the server."""
    return server.memory_info().rss / MEBIBYTE


def report(name: str, seconds: list[float], server: psutil.Process) -> None:
    """Print one line of the table."""
    first, rest = seconds[0], seconds[1:] or seconds
    middle, worst = statistics.median(rest), max(rest)
    print(f"{name:44} {first:7.3f} {middle:8.3f} {worst:8.3f} {megabytes(server):8.0f}")


def main() -> None:
    """Print a line a page."""
    run = Path(sys.argv[1])
    begun = time.perf_counter()
    command = [sys.executable, "-m", "graycard", "explore", str(run), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            root = re.findall(r"http://[^/ ]+", line)[0]
            ready = time.perf_counter() - begun
            server = psutil.Process(process.pid)
            load = psutil.getloadavg()[0]
            print(f"load average when this began: {load:.1f} on {psutil.cpu_count()} cores")
            print(f"from the command to the address: {ready:.1f} s, {megabytes(server):.0f} MB")
            print(f"{'page':44} {'first':>7} {'median':>8} {'slowest':>8} {'MB after':>8}")
            measure(root, server)
        finally:
            process.terminate()


def measure(root: str, server: psutil.Process) -> None:
    """Ask for every page, and say how long it took and how large the server is then."""
    filtered = (
        "/pictures?stratum=nurse&read.perceived_gender_presentation=feminine&read.skin_tone=3"
    )
    pages = {
        "overview (the first page)": "/",
        "all pictures": "/pictures",
        "filtered grid": filtered,
        "filtered grid, by three other readings": "/pictures?outcome=ok&read.glasses=yes"
        "&read.tie=no&read.smile=yes",
        "the last page of all pictures": "/pictures?page=834",
        "compare two prompts": "/compare",
        "shares of one attribute": "/shares",
    }
    for name, path in pages.items():
        report(name, [fetch(root + path)[0] for _ in range(REPEATS)], server)
    _, body = fetch(root + filtered)
    tiles = re.findall(r'href="(/picture/0/[0-9a-f]{64})"', body.decode())
    report("one picture", [fetch(root + path)[0] for path in tiles[:REPEATS]], server)
    sources = re.findall(r'src="(/thumbnail/[^"]+)"', body.decode())
    report("one thumbnail, made", [fetch(root + path)[0] for path in sources], server)
    report("one thumbnail, kept", [fetch(root + path)[0] for path in sources], server)


if __name__ == "__main__":
    main()
