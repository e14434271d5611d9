"""What all tests share: examples in docstrings and documents run in a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

_ROOT = Path(__file__).parent


@pytest.fixture(autouse=True)
def _folder_for_examples(doctest_namespace: dict[str, Any], tmp_path: Path) -> None:
    doctest_namespace["tmp_path"] = tmp_path


@pytest.fixture(scope="module")
def _folder_for_document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("document"))
    yield
    os.chdir(before)


def _run_in_shell(example: Example) -> None:
    """Run a `bash` block of a document as a reader would type it."""
    bin_folder = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "200",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", example.parsed],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser(language="bash", evaluator=_run_in_shell),
        SkipParser(),
    ],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    fixtures=["_folder_for_document"],
).pytest()
