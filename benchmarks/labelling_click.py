"""What an answer in the labelling page costs, by how many labels the run has already.

    python benchmarks/labelling_click.py RUN > benchmarks/results/labelling_click.txt

RUN is made by `graycard audit --images-per-prompt 163 --out RUN`: 2,608 drawn pictures. 20 people
have labelled them, each equally many; one of them goes on. Their labels are in the run's table,
which the server has read for somebody else before, or all of them are on their way and new to the
server. The server is a process of its own, started by the command line. An answer is what a browser
does: the form is sent, and the page of the next picture is fetched; progress is the page that tells
how far everybody is. What is compared is CPU time of the server.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import psutil

from graycard.labels.drawn import draw_sample, sample_of
from graycard.labels.rubric import load_rubric
from graycard.labels.table import add_labels
from graycard.run.folder import RunFolder
from graycard.types import Label

PEOPLE = 20
LABELS = (200, 5_000, 50_000)
PICTURES = 2_600
BEGUN = datetime(2026, 3, 1, tzinfo=UTC)


def labels_of(folder: RunFolder, n: int) -> list[Label]:
    """Return n labels, of each person equally many, of the first pictures of the sample."""
    sample = sample_of(folder, "glasses")
    assert sample is not None
    return [
        Label(
            generation_id=sample.drawn[number // PEOPLE].picture.generation_id,
            attribute="glasses",
            label="yes" if number % 3 else "no",
            rater=f"person-{number % PEOPLE}",
            time=BEGUN + timedelta(seconds=number),
            rubric=sample.rubrics[0].id,
        )
        for number in range(n)
    ]


def let_wait(folder: RunFolder, labels: list[Label]) -> None:
    """Put labels into the database, which is there, as the app does one by one."""
    columns = (*Label.model_fields,)
    rows = [
        [row["time"].isoformat() if name == "time" else row[name] for name in columns]
        for row in (one.model_dump() for one in labels)
    ]
    places = ", ".join("?" * len(columns))
    with closing(sqlite3.connect(folder.staging)) as database:
        database.executemany(f"insert into labels ({', '.join(columns)}) values ({places})", rows)
        database.commit()


@contextmanager
def served(folder: RunFolder) -> Iterator[tuple[str, psutil.Process]]:
    """Yield the address of a server for a run, and its process."""
    command = [sys.executable, "-m", "graycard", "explore", str(folder.root)]
    with subprocess.Popen(
        [*command, "--port", "0", "--no-browser"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = re.findall(r"http://[^/ ]+", process.stdout.readline())[0]
            yield address, psutil.Process(process.pid)
        finally:
            process.terminate()


def answered(address: str, page: str) -> str:
    """Answer what a page asks, and return the page that comes next."""
    form = page[page.index('action="/label/answer"') :].split("</form>")[0]
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    sent = urlencode({name: unescape(value) for name, value in fields} | {"answer": "yes"})
    request = urllib.request.Request(
        f"{address}/label/answer", data=sent.encode(), headers={"Origin": address}
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        return str(answer.read().decode())


def fetched(address: str) -> str:
    """Return a page."""
    with urllib.request.urlopen(address, timeout=300) as answer:
        return str(answer.read().decode())


def spent(server: psutil.Process) -> float:
    """Return the CPU milliseconds of a server so far."""
    times = server.cpu_times()
    return 1000 * (times.user + times.system)


def measured(folder: RunFolder, n: int, where: str, clicks: int) -> tuple[float, float, float]:
    """Return the CPU milliseconds of a person's first page, of an answer, and of progress."""
    shutil.rmtree(folder.labelling, ignore_errors=True)
    folder.labels.unlink(missing_ok=True)
    glasses = load_rubric("glasses", domain="drawn world")
    draw_sample(folder, PICTURES, rubrics=[glasses], by="none")
    if where == "in the table":
        add_labels(folder, labels_of(folder, n))
    with served(folder) as (address, server):
        question = f"{address}/label/question?attribute=glasses&rater="
        answered(address, fetched(f"{question}somebody"))  # makes the database
        if where == "on their way":
            let_wait(folder, labels_of(folder, n))
        before = spent(server)
        page = fetched(f"{question}person-0")
        first = spent(server) - before
        each = []
        for _ in range(5):
            before = spent(server)
            for _ in range(clicks):
                page = answered(address, page)
            each.append((spent(server) - before) / clicks)
        before = spent(server)
        for _ in range(3):
            fetched(f"{address}/label")
        return first, median(each), (spent(server) - before) / 3


def main() -> None:
    """Print a line a number of labels and place."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--clicks", type=int, default=10, help="answers in each of five rounds")
    given = parser.parse_args()
    print(f"{PICTURES:,} pictures, {PEOPLE} people; CPU milliseconds of the server")
    print(f"{'labels':>8} {'where':14} {'first page':>10} {'an answer':>10} {'ratio':>6} progress")
    with tempfile.TemporaryDirectory(prefix="graycard-") as place:
        shutil.copytree(given.run, Path(place, "run"))
        folder = RunFolder(Path(place, "run"))
        for where in ("in the table", "on their way"):
            least = None
            for n in LABELS:
                first, answer, progress = measured(folder, n, where, given.clicks)
                least = least or answer
                print(
                    f"{n:8,} {where:14} {first:10.0f} {answer:10.1f} {answer / least:6.2f}"
                    f" {progress:8.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
