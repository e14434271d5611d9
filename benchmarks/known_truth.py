"""Does the road find what was planted? Many whole audits of the drawn world, held against it.

Every audit goes the whole way: requests, pictures, run folder, reader, tables, counts, estimates.
The truth is read from `world.yaml` here, by other code than that which draws from it. Requests
fail at rates that depend on what would have been drawn, so that what is missing is not random.

    python benchmarks/known_truth.py [--audits 200] [--images 50]
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

from ruamel.yaml import YAML

from graycard.auditing.road import audit_spec
from graycard.run.run import Run
from graycard.run.spec import make_spec

ATTRIBUTES = {
    "perceived_gender_presentation": "presentation",
    "skin_tone": "skin_tone",
    "perceived_age": "age",
    "glasses": "glasses",
    "tie": "tie",
    "smile": "smile",
}
"""Name of each attribute in the world's file."""

FAILURES = {
    "none": {},
    "mild": {"feminine": 0.02, "masculine": 0.08, "androgynous": 0.05},
    "strong": {"feminine": 0.10, "masculine": 0.40, "androgynous": 0.20},
}


def planted() -> dict[tuple[str, str, str], float]:
    """Return the planted share by attribute, profession and category, straight from the file."""
    text = files("graycard.avatar").joinpath("world.yaml").read_text(encoding="utf-8")
    truth = {}
    for profession, shares in YAML(typ="safe").load(text)["professions"].items():
        for attribute, key in ATTRIBUTES.items():
            entry = shares[key]
            if isinstance(entry, float | int):
                entry = {"yes": entry, "no": 1 - entry}
            elif isinstance(entry, list):
                entry = {str(i): share for i, share in enumerate(entry, start=1)}
            for category, share in entry.items():
                truth[attribute, profession, str(category)] = share
    return truth


def one_audit(folder: Path, *, seed: int, images: int, rates: dict[str, float]) -> Run:
    """Audit the drawn world once."""
    model = {"name": "avatar-renderer"}
    if rates:
        model["failure_rates"] = {"perceived_gender_presentation": rates}
    spec = make_spec(
        {"model": model, "images_per_prompt": images, "seed": seed,
         "readers": ["renderer_truth"], "references": ["avatar-planted"]},
        where="the benchmark",
    )  # fmt: skip
    return audit_spec(spec, out=folder, reports=False)


def main() -> None:
    """Print coverage by attribute and failure rate."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--audits", type=int, default=200)
    parser.add_argument("--images", type=int, default=50)
    given = parser.parse_args()
    truth = planted()
    print(f"{given.audits} audits, {given.images} images a profession, 16 professions")
    print("covered: share of cells whose interval (level .95) or worst-case bounds (level .99)")
    print("hold the planted share; gap: intervals of the gap to avatar-planted that hold 0, as is")
    print("true where nothing fails; missing: share of requested images without a reading\n")
    header = (
        f"{'failures':9} {'attribute':30} {'cells':>6} {'interval':>9} {'bounds':>8} {'gap':>6}"
    )
    print(header, f"{'missing':>8}")
    for name, rates in FAILURES.items():
        cells = defaultdict[str, list[tuple[bool, bool]]](list)
        gaps = defaultdict[str, list[bool]](list)
        missing = asked = 0
        for seed in range(given.audits):
            folder = Path(tempfile.mkdtemp(prefix="graycard-"))
            run = one_audit(folder / "run", seed=seed, images=given.images, rates=rates)
            for one in run.numbers.estimates:
                if one.attribute not in ATTRIBUTES or one.stratum == "*":
                    continue
                if one.measure == "share":
                    share = truth[one.attribute, one.stratum, str(one.category)]
                    held = one.low <= share <= one.high
                    bounded = one.missing_low <= share <= one.missing_high
                    cells[one.attribute].append((held, bounded))
                    missing, asked = missing + one.n_missing, asked + one.n + one.n_missing
                elif one.measure == "representation_gap":
                    gaps[one.attribute].append(one.low <= 0 <= one.high)
            shutil.rmtree(folder)
        everything = [cell for found in cells.values() for cell in found]
        every_gap = [held for found in gaps.values() for held in found]
        rows = [*((a, cells[a], gaps[a]) for a in ATTRIBUTES), ("all", everything, every_gap)]
        for attribute, found, gap in rows:
            interval = sum(held for held, _ in found) / len(found)
            bounds = sum(bounded for _, bounded in found) / len(found)
            print(f"{name:9} {attribute:30} {len(found):6} {interval:9.4f} {bounds:8.4f} "
                  f"{sum(gap) / len(gap):6.3f} {missing / asked:8.3f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
