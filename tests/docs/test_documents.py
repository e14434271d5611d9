"""Documents that say what the code does: generated pages are current, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

import graycard
from graycard import components, prompts, references
from graycard.cli import app
from graycard.run import schemas
from graycard.run.spec import AuditSpec, ResolvedSpec
from graycard.stats.floor import gap_floor
from graycard.types import Estimate, Generation, NotEstimated, Reading

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
DOCUMENTS = [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)", re.DOTALL)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\bgraycard ([a-z]+)\b([^\n`|;&]*)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def reference(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generated", DOCS / "generate_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verbs() -> dict[str, Any]:
    """Return every command by its whole name, such as `audit` and `lab train`."""

    def commands(group: Any, above: str = "") -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, command in group.commands.items():
            inner = hasattr(command, "commands")
            found |= commands(command, f"{above}{name} ") if inner else {f"{above}{name}": command}
            default = getattr(command, "default_verb", None)
            if inner and default in command.commands:
                found[f"{above}{name}"] = found.pop(f"{above}{name} {default}")
        return found

    return commands(typer.main.get_command(app))


def anchors(path: Path) -> set[str]:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", head.lower()).strip() for head in heads]
    return {re.sub(r"[\s-]+", "-", head) for head in plain}


def test_reference_pages_are_what_the_code_says() -> None:
    stale = [name for name, text in generator().pages().items() if reference(name) != text]
    assert not stale, "run: python docs/generate_reference.py"


def test_command_line_page_names_every_option() -> None:
    page = reference("command-line.md")
    for verb, command in verbs().items():
        section = page.split(f"## `graycard {verb}`")[1].split("\n## ")[0]
        options = [o for p in command.params if p.name != "help" for o in p.opts if o[0] == "-"]
        assert [option for option in options if f"`{option}" not in section] == []


@pytest.mark.parametrize("noun", [Estimate, Generation, Reading, NotEstimated])
def test_run_folder_page_names_every_field(noun: Any) -> None:
    page = reference("run-folder.md")
    assert [field for field in noun.model_fields if f"| `{field}` |" not in page] == []


def test_run_folder_page_names_every_column() -> None:
    page = reference("run-folder.md")
    tables = [schemas.PLAN, schemas.GENERATIONS, schemas.READINGS, schemas.COUNTS]
    tables.append(schemas.ESTIMATES)
    columns = [name for schema in tables for name in schema.names]
    assert [name for name in columns if f"| `{name}` |" not in page] == []


@pytest.mark.parametrize("noun", [AuditSpec, ResolvedSpec])
def test_spec_page_names_every_key(noun: Any) -> None:
    page = reference("spec-file.md")
    assert [key for key in noun.model_fields if f"| `{key}` |" not in page] == []


def test_component_pages_name_everything_that_ships() -> None:
    page = reference("components.md") + reference("measures.md")
    shipped = {*components.names("models"), *components.names("readers"), *prompts.names()}
    shipped |= {*components.names("measures"), *references.names()}
    assert [name for name in sorted(shipped) if f" `{name}`" not in page] == []


def test_python_page_names_the_public_door() -> None:
    page = reference("python.md")
    public = [name for name in graycard.__all__ if name not in ("__version__", "GraycardError")]
    assert [name for name in public if f"{name}`" not in page] == []


def test_error_page_names_every_error() -> None:
    page = reference("errors.md")
    kinds = {
        name
        for name, kind in vars(graycard.errors).items()
        if isinstance(kind, type) and kind.__module__ == graycard.errors.__name__
    }
    assert [kind for kind in sorted(kinds) if f"`{kind}`" not in page] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_relative_links_lead_somewhere(path: Path) -> None:
    broken = []
    for target in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        file, _, anchor = target.partition("#")
        if "://" in file:
            continue
        to = (path.parent / file).resolve() if file else path
        if not to.is_file() or (anchor and anchor not in anchors(to)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_link_only_to_pages(path: Path) -> None:
    """What lies outside of docs/ is not on the site."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    targets = [target.partition("#")[0] for target in LINK.findall(text)]
    local = [target for target in targets if target and "://" not in target]
    outside = [one for one in local if not (path.parent / one).resolve().is_relative_to(DOCS)]
    assert outside == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_commands_in_documents_exist(path: Path) -> None:
    known = verbs()
    wrong = []
    for block in FENCE.findall(path.read_text(encoding="utf-8")):
        if not block.startswith(("```bash", "```sh", "```text")):
            continue
        for first, after in COMMAND.findall(block):
            second, _, tail = after.strip().partition(" ")
            nested = f"{first} {second}" in known
            verb, rest = (f"{first} {second}", f" {tail}") if nested else (first, after)
            options = re.findall(r"(?<=\s)--[a-z][a-z-]*", rest)
            opts = [o for p in known[verb].params for o in p.opts] if verb in known else []
            if verb not in known or not {*options} <= {*opts, "--debug", "--help"}:
                wrong.append(f"graycard {verb}{rest}")
    assert wrong == []


def navigation() -> dict[str, str]:
    """Return the title of every page that the navigation lists, in its order."""

    def listed(title: str, entry: Any) -> dict[str, str]:
        if isinstance(entry, str):
            return {entry: title}
        found: dict[str, str] = {}
        for group in entry:
            for name, inner in group.items():
                found |= listed(name, inner)
        return found

    config = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))
    return listed("", config["project"]["nav"])


def test_every_page_is_in_the_navigation() -> None:
    assert {*navigation()} == {path.relative_to(DOCS).as_posix() for path in PAGES}


def test_the_index_lists_what_the_navigation_lists() -> None:
    """Page by page, in one order and by one title; of the decisions only the page about them."""
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    begin, _, listing = text.partition("\n## How to\n")
    named = re.findall(r"\[([^\]]+)\]\(([^)]+)\)", listing)
    sections = ("how-to/", "explanation/", "reference/")
    asked = [(name, page) for page, name in navigation().items() if page.startswith(sections)]
    assert named == [*asked, ("Decisions", "decisions/index.md")]
    assert {"tutorial.md", "glossary.md"} <= {*LINK.findall(begin)}


def test_the_glossary_names_what_there_is() -> None:
    page = (DOCS / "glossary.md").read_text(encoding="utf-8")
    named = {*re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+)+)`", page)}
    attribute = "perceived_gender_presentation"
    assert {"amplification_slope", "t2iat_effect_size", attribute} <= named
    assert named - {*components.names("measures"), *Estimate.model_fields, attribute} == set()


def test_documents_speak_of_the_project_alone() -> None:
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/tmp/|/home/|/root/", text), path


def test_table_of_floors_is_what_the_code_says() -> None:
    page = (DOCS / "explanation" / "uncertainty.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", page, re.MULTILINE)
    assert len(rows) == 4
    for n, cells in rows:
        floors = [gap_floor([1 / k] * k, int(n)) for k in (2, 3, 10)]
        assert cells.split(" | ") == [f"{mean:.3f} ({high:.3f})" for mean, high in floors]


def test_nothing_on_the_site_is_fetched_from_elsewhere() -> None:
    config = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))
    assert config["project"]["theme"]["font"] is False
    for path in PAGES:
        text = FENCE.sub("", path.read_text(encoding="utf-8"))
        assert not re.search(r"!\[[^\]]*\]\(https?:|<(?:script|img|link|iframe)\b", text), path
