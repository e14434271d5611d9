"""What does an audit cost beside the drawing itself?

The same pipeline draws the same number of pictures at the same batch size twice: through an
audit, and in a loop of a few lines that keeps nothing. Pairs alternate in order, in one process
that has loaded everything before; what is compared is CPU time of the whole process.

    python benchmarks/audit_overhead.py PIPELINE [--pairs 7] [--images 2048] [--steps 12]

PIPELINE is a folder such as `graycard lab train` makes: a pipeline that small makes the overhead
look as large as it ever can.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from pathlib import Path
from statistics import median

import torch
from diffusers import DiffusionPipeline

from graycard.auditing.generate import loaded_model
from graycard.auditing.road import audit_spec
from graycard.prompts import load_prompts
from graycard.run.spec import make_spec

BATCH = 64
GUIDANCE = 1.0


def bare(pipeline: DiffusionPipeline, prompts: list[str], steps: int) -> float:
    """Draw in a bare loop and return the CPU seconds."""
    start = time.process_time()
    for at in range(0, len(prompts), BATCH):
        texts = prompts[at : at + BATCH]
        pipeline(
            prompt=texts,
            num_inference_steps=steps,
            guidance_scale=GUIDANCE,
            generator=[torch.Generator().manual_seed(at + k) for k in range(len(texts))],
            output_type="np",
        )
    return time.process_time() - start


def audited(path: str, images_per_prompt: int, steps: int) -> float:
    """Draw through an audit, report included, without readers, and return the CPU seconds."""
    with tempfile.TemporaryDirectory(prefix="graycard-") as folder:
        model = {"name": "diffusers", "settings": {
            "pipeline": path, "steps": steps, "guidance": GUIDANCE, "batch": BATCH,
            "domain": "drawn world",
        }}  # fmt: skip
        data = {"model": model, "images_per_prompt": images_per_prompt, "readers": []}
        spec = make_spec(data, where="benchmark")
        loaded_model(spec.model)
        start = time.process_time()
        audit_spec(spec, out=Path(folder) / "run")
        return time.process_time() - start


def main() -> None:
    """Print the ratio of each pair, and where the audit's own time goes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pipeline")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--images", type=int, default=2_048)
    parser.add_argument("--steps", type=int, default=12, help="fewer make overhead weigh more")
    given = parser.parse_args()
    texts = [prompt.text for prompt in load_prompts("avatar-professions").prompts]
    each = given.images // len(texts)
    prompts = [text for text in texts for _ in range(each)]
    pipeline = DiffusionPipeline.from_pretrained(given.pipeline)
    pipeline.set_progress_bar_config(disable=True)
    bare(pipeline, prompts[:BATCH], given.steps)
    audited(given.pipeline, 4, given.steps)
    ratios = []
    for pair in range(given.pairs):
        ways = [
            lambda: bare(pipeline, prompts, given.steps),
            lambda: audited(given.pipeline, each, given.steps),
        ]
        first, second = ways if pair % 2 == 0 else reversed(ways)
        spent = first(), second()
        theirs, ours = spent if pair % 2 == 0 else reversed(spent)
        ratios.append(theirs / ours)
        print(f"pair {pair + 1}: bare over audited {ratios[-1]:.3f}", flush=True)
    print(f"{len(prompts)} pictures, {given.pairs} pairs, batch {BATCH}, {given.steps} steps:")
    print(f"median {median(ratios):.3f}, lowest {min(ratios):.3f} (at least .95)")
    profile = cProfile.Profile()
    profile.runcall(audited, given.pipeline, each, given.steps)
    _tell(pstats.Stats(profile))


def _tell(stats: pstats.Stats) -> None:
    """Print which of our own functions an audit spends its time in."""
    total = stats.total_tt
    print("share of an audit's time (under the profiler), callees included:")
    rows = [(row[3], key) for key, row in stats.stats.items() if "graycard" in key[0]]
    for seconds, (path, _, name) in sorted(rows, reverse=True)[:24]:
        print(f"  {seconds / total:6.1%}  {Path(path).parent.name}/{Path(path).stem}.{name}")


if __name__ == "__main__":
    main()
