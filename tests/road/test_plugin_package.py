"""The package of docs/how-to/write-a-measure.md, built, installed and used as its page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graycard import load_run

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-measure.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def with_package(tmp_path_factory):
    """Write the package as the page does, build and install it; return the environment."""
    folder = tmp_path_factory.mktemp("page")
    writes = [code for code in BLOCK.findall(PAGE.read_text("utf-8")) if ".write_text(" in code]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    wheel = [*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "."]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", "--target", "site"]
    subprocess.run([sys.executable, "-c", "\n".join(writes)], cwd=folder, check=True)
    subprocess.run([*wheel, "./graycard-shades"], cwd=folder, check=True)
    (built,) = folder.glob("*.whl")
    subprocess.run([*install, built], cwd=folder, check=True)
    return os.environ | {"PYTHONPATH": str(folder / "site")}


def test_the_package_adds_a_measure_a_reader_and_a_prompt_set(process, with_package, tmp_path):
    out = tmp_path / "run"
    audit = ("audit", "--prompts", "moods", "--images-per-prompt", "4", "--out", out)

    asked = process(*audit, env=with_package)
    read = process("read", out, "--reader", "shade", env=with_package)

    assert (asked.returncode, read.returncode) == (0, 0), asked.stderr + read.stderr
    numbers = load_run(out).estimates
    found = numbers.query("measure == 'dominance' and attribute == 'shade'")
    assert sorted(found.stratum) == ["*", "happy", "sad"]
    assert ((found.low <= found.value) & (found.value <= found.high)).all()
    assert (found.n.tolist(), found.floor_mean.isna().sum()) == ([4, 4, 8], 0)
    assert "max pᵢ" in (out / "report.html").read_text("utf-8")
    assert "dominance" in process("list", "measures", env=with_package).stdout


def test_the_report_of_its_numbers_needs_the_package_no_more(
    graycard, process, with_package, few_prompts, tmp_path
):
    out = tmp_path / "run"
    asked = ("--prompts", few_prompts, "--images-per-prompt", "1")
    process("audit", *asked, "--out", out, env=with_package)
    before = (out / "report.html").read_bytes()

    assert graycard("report", out).returncode == 0
    assert (out / "report.html").read_bytes() == before
    assert "max pᵢ" in before.decode()


def test_a_measure_that_crashes_costs_its_own_numbers_and_says_so(
    process, with_package, few_prompts, tmp_path
):
    site = tmp_path / "site"
    about = site / "broken-1.0.dist-info"
    about.mkdir(parents=True)
    shades = Path(with_package["PYTHONPATH"]) / "graycard_shades" / "dominance.py"
    code = shades.read_text("utf-8")
    assert "number = FromShares(" in code
    crashing = code.replace("number = FromShares(", "number = 1 / 0 or FromShares(")
    (site / "broken.py").write_text(crashing)
    (site / "unreadable.py").write_text("INFO = (")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[graycard.measures]\nbroken = broken\nunreadable = unreadable\n"
    )

    env = os.environ | {"PYTHONPATH": str(site)}
    asked = ("--prompts", few_prompts, "--images-per-prompt", "1")
    done = process("audit", *asked, "--out", tmp_path / "run", env=env)

    assert done.returncode == 0, done.stderr
    assert "the measure broken crashed on glasses" in done.stderr
    assert "the measure unreadable was left out" in done.stderr
    assert "ZeroDivisionError" in (tmp_path / "run" / "estimates.json").read_text("utf-8")
    assert len(load_run(tmp_path / "run").estimates) > 100
