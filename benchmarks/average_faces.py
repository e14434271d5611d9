"""Average faces: what the ghost guard lets through, whom it drops, and what many pictures cost.

Eyes and mouths of drawn portraits are known, so landmarks can be held against them. Time is that of
the CPU, memory the peak that Linux reports of a process of its own (`VmHWM`: what the process that
began it had taken does not count).

    python benchmarks/average_faces.py [--portraits 600] [--few 1000] [--many 10000]
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from graycard.avatar import professions, render, sample
from graycard.avatar.drawing.features import EYE_X, EYE_Y
from graycard.avatar.seeds import derive
from graycard.explore.average_faces.one_face import AT_LEAST, one_face
from graycard.explore.average_faces.points import anchors
from graycard.faces.find import face_finder
from graycard.pictures import Picture
from graycard.stats.intervals import wilson

MOUTH_Y = 47.0
WRONG = 0.3
"""Distances of the eyes by which an eye or the mouth may be off before it leaves a ghost."""

OURS = """
import json, sys, time
from pathlib import Path
from graycard.explore.average_faces import average_face
paths = sorted(Path(sys.argv[1]).glob("*.png"))[: int(sys.argv[2])]
began = time.process_time()
found = average_face(paths, side=128)
spent = time.process_time() - began
peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps({"n": found.n, "used": found.n_used, "seconds": spent, "peak": peak}))
"""

PLAIN = """
import json, sys, time
from pathlib import Path
import cv2, numpy as np
from scipy.spatial import Delaunay
from graycard.explore.average_faces.points import FEATURES, anchors
from graycard.explore.average_faces.warp import to_square
from graycard.faces.find import face_finder
from graycard.pictures import Picture
SIDE = 128
paths = sorted(Path(sys.argv[1]).glob("*.png"))[: int(sys.argv[2])]
finder = face_finder()
edge = np.array([(0, 0), (.5, 0), (1, 0), (1, .5), (1, 1), (.5, 1), (0, 1), (0, .5)]) * (SIDE - 1)
began = time.process_time()
pictures, marks = [], []
for path in paths:
    rgb = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
    faces = finder.find(Picture(path.name, b"", rgb))
    if not faces:
        continue
    there = to_square(anchors(faces[0].landmarks), side=SIDE)
    matrix = np.array([[there.a.real, -there.a.imag, there.b.real],
                       [there.a.imag, there.a.real, there.b.imag]])
    pictures.append(cv2.warpAffine(rgb, matrix, (SIDE, SIDE)))
    marks.append(np.concatenate([there(faces[0].landmarks[list(FEATURES)]), edge]))
mean = np.mean(marks, axis=0)
triangles = Delaunay(mean).simplices
warped = []
for rgb, own in zip(pictures, marks):
    whole = np.zeros((SIDE, SIDE, 3), np.float32)
    for corners in triangles:
        matrix = cv2.getAffineTransform(own[corners].astype(np.float32),
                                        mean[corners].astype(np.float32))
        left, top = np.maximum(np.floor(mean[corners].min(axis=0)).astype(int), 0)
        right, bottom = np.minimum(np.ceil(mean[corners].max(axis=0)).astype(int) + 1, SIDE)
        if right <= left or bottom <= top:
            continue
        matrix[:, 2] -= (left, top)
        size = int(right - left), int(bottom - top)
        part = cv2.warpAffine(rgb.astype(np.float32), matrix, size,
                              borderMode=cv2.BORDER_REFLECT_101)
        mask = np.zeros(part.shape[:2], np.uint8)
        cv2.fillConvexPoly(mask, np.round(mean[corners] - (left, top)).astype(np.int32), 1)
        place = whole[top:bottom, left:right]
        place[mask > 0] = part[mask > 0]
    warped.append(whole)
np.mean(warped, axis=0), np.std(warped, axis=0)
spent = time.process_time() - began
peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps({"n": len(paths), "used": len(warped), "seconds": spent, "peak": peak}))
"""


def known_places(seed: int, size: int) -> np.ndarray:
    """Return both eyes and the mouth of a portrait in pixels, shape (3, 2)."""
    rng = random.Random(derive(seed, "drawing"))
    for _ in range(3):
        rng.random()
    x, y = 128 + 12 * rng.random() - 6, 118 + 8 * rng.random() - 4
    scale = 0.93 + 0.07 * rng.random()
    parts = np.array([(-EYE_X, EYE_Y), (EYE_X, EYE_Y), (0, MOUTH_Y)])
    return (np.array([x, y]) + scale * parts) * size / 256


def guarded(portraits: int, size: int) -> None:
    """Print how many landmarks are wrong with one look, and how many the guard lets through."""
    finder, jobs = face_finder(), professions()
    wrong_before = wrong_after = found = kept = 0
    asked, dropped = Counter(), Counter()
    for seed in range(portraits):
        avatar = sample(jobs[seed % len(jobs)], seed=seed)
        rgb = np.asarray(render(avatar, seed=seed, size=size))
        true = known_places(seed, size)
        unit = np.hypot(*(true[1] - true[0]))
        tone = "tones 1-5" if avatar.skin_tone <= 5 else "tones 6-10"
        asked.update([avatar.presentation, tone])
        picture = Picture(str(seed), b"", rgb)
        faces = finder.find(picture)
        if faces:
            found += 1
            wrong_before += np.hypot(*(anchors(faces[0].landmarks) - true).T).max() > WRONG * unit
        face = one_face(finder, picture, min_height=AT_LEAST)
        if isinstance(face, str):
            dropped.update([avatar.presentation, tone])
            continue
        kept += 1
        wrong_after += np.hypot(*(anchors(face) - true).T).max() > WRONG * unit
    print(f"{portraits} portraits of {size} pixels, eyes or mouth off by more than {WRONG} of the "
          f"distance of the eyes: {wrong_before} of {found} after one look, {wrong_after} of "
          f"{kept} that are averaged")  # fmt: skip
    for name in sorted(asked):
        low, high = wilson(dropped[name], asked[name], level=0.95)
        print(f"  not averaged, {name}: {dropped[name]} of {asked[name]}, "
              f"{dropped[name] / asked[name]:.3f} ({low:.3f} to {high:.3f})")  # fmt: skip


def measured(code: str, folder: Path, n: int) -> dict:
    """Run code on the first n pictures of a folder in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(n)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--portraits", type=int, default=600)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=10_000)
    given = parser.parse_args()
    for size in (64, 256):
        guarded(given.portraits, size)
    with tempfile.TemporaryDirectory(prefix="graycard-") as name:
        folder, jobs = Path(name), professions()
        for seed in range(given.many):
            portrait = render(sample(jobs[seed % len(jobs)], seed=seed), seed=seed, size=64)
            portrait.save(folder / f"{seed:06}.png")
        plain, few = (measured(code, folder, given.few) for code in (PLAIN, OURS))
        many = measured(OURS, folder, given.many)
    runs = {"plain": plain, "few": few, "many": many}
    each = {name: one["seconds"] / one["n"] for name, one in runs.items()}
    print(f"average of {many['n']} portraits of 64 pixels at 128 pixels: {many['used']} faces, "
          f"peak {many['peak']:.0f} MiB; of {few['n']}: peak {few['peak']:.0f} MiB")  # fmt: skip
    print(f"a plain loop over triangles that keeps every face, of {plain['n']}: "
          f"peak {plain['peak']:.0f} MiB")  # fmt: skip
    print(f"CPU time a picture beside the plain loop's: {each['many'] / each['plain']:.2f} of "
          f"{many['n']}, {each['few'] / each['plain']:.2f} of {few['n']}; the second look and "
          f"linear light are in ours only; {1000 * each['many']:.0f} ms here")  # fmt: skip
    print(f"memory of {many['n']} over that of {few['n']}: "
          f"{many['peak'] / few['peak']:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
