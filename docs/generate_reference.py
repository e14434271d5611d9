"""Write the pages of `docs/reference/` from the code, so that they cannot drift from it.

    python docs/generate_reference.py            writes the pages
    python docs/generate_reference.py --check    exits with 1 if a page is not what would be written

A test calls `pages` and compares with what is committed.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, get_args

import pyarrow as pa
import typer
from pydantic import BaseModel

import graycard
from graycard import components, errors, prompts, references, roles, testing, types
from graycard.cli import app
from graycard.labels import rubric
from graycard.run import schemas
from graycard.run.active_readers import ActiveReader
from graycard.run.manifest import Launch
from graycard.run.spec import AuditSpec, ResolvedSpec
from graycard.run.summary import Summary
from graycard.stats import (
    difference,
    discriminant,
    floor,
    gap_interval,
    instrument,
    intervals,
    likeness,
    missingness,
    multiplicity,
)

FOLDER: Final = Path(__file__).parent / "reference"

_SECTIONS: Final = (
    "Args",
    "Attributes",
    "Returns",
    "Yields",
    "Raises",
    "Notes",
    "Source",
    "Example",
)

_COLUMNS: Final = {
    "chunk": "Number of the chunk that the request is carried out in; chunk k is one part file.",
    "language": "BCP 47 tag of the prompt; `und` where it is not known.",
    "factors": "How the text was made, such as template and adjective.",
    "source": "Relative path of the file, for a folder of images.",
    "kind": "`category`, `missing` or `value`: what the row counts.",
    "name": "Which category, or which reason; for `value` the attribute.",
    "n": "How many images.",
    "sum": "Sum of the values, where `kind` is `value`.",
    "sum_of_squares": "Sum of their squares.",
    "prompt_id": "Id of the prompt; null (in counts `(prompt not known)`) where nobody knows it.",
    "attribute": "Name of the attribute; `outcome` for what came of the requests.",
    "reader": "Id of the reader; empty for `outcome`.",
    "text": "What the model was sent; null where it is not known.",
    "stratum": "What results are grouped by.",
    "marked": "Whether the prompt states what is measured; null where it is not known.",
    "repetition": "0, 1, 2, ... for one prompt.",
    "seed": "In [0, 2**32); null for a model that takes none.",
}
"""What columns are that no noun has an attribute for (or that mean a little more in a table)."""


def pages() -> dict[str, str]:
    """Return the text of every generated page by file name."""
    return {
        "command-line.md": _command_line(),
        "spec-file.md": _spec_file(),
        "run-folder.md": _run_folder(),
        "errors.md": _errors(),
        "python.md": _python(),
        "components.md": _components(),
        "measures.md": _measures(),
        "rubrics.md": _rubrics(),
    }


def main() -> int:
    """Write the pages, or with `--check` say which are out of date."""
    stale = []
    for name, text in pages().items():
        path = FOLDER / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
    sys.stdout.write("".join(f"docs/reference/{name} was out of date\n" for name in stale))
    return 1 if stale and "--check" in sys.argv[1:] else 0


def _page(title: str, lead: str, *parts: str) -> str:
    note = (
        "<!-- Written by docs/generate_reference.py from the code: change the code, "
        "then run it again. -->"
    )
    return "\n\n".join([note, f"# {title}", lead, *(part.strip() for part in parts)]) + "\n"


# The command line -------------------------------------------------------------------------------


def _command_line() -> str:
    group: Any = typer.main.get_command(app)
    lead = (
        "`graycard VERB --help` says the same in the terminal. Progress and notes go to standard "
        "error, answers to standard output. `--json` prints the answer for programs. `--debug` "
        "after any command shows the traceback of an error."
    )
    verbs = [_verb(name, command) for name, command in _commands(group)]
    common = [p for p in group.params if p.name != "help"]
    everywhere = _table(
        ("option", "what it does"), [(_option(one), _about_option(one)) for one in common]
    )
    codes = _table(
        ("exit code", "when"),
        [
            ("0", "Done."),
            ("2", "Your input: a spec, a path, a name, or a run that cannot be used as asked."),
            ("3", "This machine: a missing package, a full or read-only disk."),
            ("4", "Finished, but requests failed or a reader crashed; the run says which."),
            ("130", "Interrupted with Ctrl-C; what was done is kept."),
            ("143", "Asked to end, as by `kill` (SIGTERM); what was done is kept."),
        ],
    )
    head = ["## `graycard`", everywhere] if common else []
    return _page("Command line", lead, "## Exit codes", codes, *head, *verbs)


def _commands(group: Any, above: str = "") -> Iterable[tuple[str, Any]]:
    """Yield every command with its whole name, those of a group in the place of the group.

    What a group does without a verb has the name of the group.
    """
    default = getattr(group, "default_verb", None)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{above}{name} ")
        else:
            yield above.strip() if name == default else f"{above}{name}", command


def _verb(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    usage = " ".join(["graycard", name, *map(_argument, arguments), *["[OPTIONS]"][: len(options)]])
    parts = [f"## `graycard {name}`", inspect.cleandoc(command.help or ""), _block("text", usage)]
    if arguments:
        rows = [(f"`{_argument(one)}`", _about_argument(one)) for one in arguments]
        parts.append(_table(("argument", "what it is"), rows))
    if options:
        rows = [(_option(one), _about_option(one)) for one in options]
        parts.append(_table(("option", "what it does"), rows))
    return "\n\n".join(parts)


def _argument(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _about_argument(parameter: Any) -> str:
    choices = get_args(parameter.bare_type())
    one_of = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
    return f"{parameter.help or ''}{one_of}"


def _option(parameter: Any) -> str:
    names = " / ".join(parameter.opts)
    return f"`{names}`" if parameter.is_flag else f"`{names} {parameter.name.upper()}`"


def _about_option(parameter: Any) -> str:
    about = " ".join((parameter.help or "").split())
    about = re.sub(r"\s*\[default: (.*)\]", r" Default: \1.", about)
    if (
        not parameter.is_flag
        and parameter.default not in (None, [])
        and not callable(parameter.default)
    ):
        about += f" Default: {parameter.default}."
    return about


# The spec file ----------------------------------------------------------------------------------


def _spec_file() -> str:
    lead = (
        "A spec file says what to audit and how, in YAML. Every key may be left out; what is given "
        "on the command line or to `graycard.audit` takes the place of what the file says. A "
        "misspelt key is an error that suggests the right one. YAML is read as version 1.2, in "
        "which `no` is a word (the language code, say) and not `false`."
    )
    example = '''Save this as `audit.yaml`:

```python
from pathlib import Path

Path("audit.yaml").write_text("""
model: avatar-renderer
prompts: avatar-professions
images_per_prompt: 4
seed: 7
readers: [renderer_truth, colour]
references:
  - uniform
  - avatar-planted
level: 0.95
""")
```

and run it:

```bash
graycard audit audit.yaml --out from-a-spec
```'''
    keys = [
        (
            f"`{name}`",
            _default(field.default, none="chosen for the model"),
            _attribute_docs(AuditSpec)[name],
        )
        for name, field in AuditSpec.model_fields.items()
    ]
    entries = """A model or reader is written in one of three ways:

```yaml
model: avatar-renderer             # by name
model: folder:pictures             # by name, with its main setting after a colon
model:                             # with settings; `name` is the component, the rest are settings
  name: avatar-renderer
  size: 128
```"""
    kinds: tuple[components.Kind, ...] = ("models", "readers")
    settings = [
        f"### Settings of `{name}`\n\n{_settings(kind, name)}"
        for kind in kinds
        for name in components.names(kind)
    ]
    frozen = (
        "When a run starts, the spec is frozen into `RUN/audit.yaml` with every choice made. Its "
        "keys:\n\n"
        + _table(
            ("key", "what it is"),
            [(f"`{name}`", text) for name, text in _attribute_docs(ResolvedSpec).items()],
        )
    )
    return _page(
        "Spec file",
        lead,
        "## An example",
        example,
        "## Keys",
        _table(("key", "default", "what it is"), keys),
        "## Models and readers in a spec",
        entries,
        *settings,
        "## What a run freezes",
        frozen,
    )


def _settings(kind: components.Kind, name: str) -> str:
    settings: type[BaseModel] = components.module(kind, name).Settings
    if not settings.model_fields:
        return "There is nothing to set."
    docs = _attribute_docs(settings)
    return _table(
        ("setting", "default", "what it is"),
        [
            (
                f"`{key}`",
                "required"
                if field.is_required()
                else _default(field.get_default(call_default_factory=True)),
                docs[key],
            )
            for key, field in settings.model_fields.items()
        ],
    )


def _default(value: Any, *, none: str = "not set") -> str:
    if isinstance(value, BaseModel):
        return f"`{value.name}`" if hasattr(value, "name") else ""
    if value is None:
        return none
    if value in ({}, ()):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


# The run folder ---------------------------------------------------------------------------------


def _run_folder() -> str:
    lead = (
        "A run folder is one piece of evidence: what was asked, every picture, everything that was "
        "read, and every number with what it was computed from. Nothing outside of it is needed to "
        "check the numbers or to write the report again. [What it guarantees]"
        "(../explanation/run-folder.md) is explained elsewhere; this page lists what is in it."
    )
    layout = """```text
RUN/
  audit.yaml              what was asked, with every choice made
  manifest.json           the schema version, and one entry a launch
  plan/r000.parquet       every request, written before any is made
  images/ab/<sha256>.png  the pictures by the hash of their bytes
  parts/generations/      what came of each chunk of requests, or of its beginning
  parts/readings/         what each reader read off each chunk
  parts/vectors/          what each embedder made of each chunk
  generations.parquet     one row a requested image
  readings.parquet        one row a thing read, or not read
  vectors/                a table an embedder: one row a request
  counts.parquet          what the measures see
  readers.yaml            the readers whose readings count
  labels.parquet          what people said of the pictures: their only home
  labels/                 samples drawn to be labelled, rubrics, and labels on their way
  references.json         the distributions that it is compared with
  estimates.parquet       one row a number that may be quoted
  estimates.json          the same, and what could not be estimated
  report.html report.md   rebuilt at any time: graycard report RUN
```"""
    generation, reading = _attribute_docs(types.Generation), _attribute_docs(types.Reading)
    estimate = _attribute_docs(types.Estimate)
    tables = [
        ("`plan/r000.parquet`", schemas.PLAN, {}, "One row a request, in the order of chunks."),
        (
            "`generations.parquet`",
            schemas.GENERATIONS,
            generation,
            "One row a requested image, whatever came of it: a refused or failed request is a row "
            "like any other. The files in `parts/generations/` have the same columns.",
        ),
        (
            "`readings.parquet`",
            schemas.READINGS,
            reading,
            "One row a reading. A reading has a label, a value, or the reason why there is "
            "neither. The files in `parts/readings/<reader id>/` have the same columns.",
        ),
        (
            "`vectors/<embedder id>.parquet`",
            schemas.vectors_schema(64),
            {
                "generation_id": reading["generation_id"],
                "vector": "As many numbers as the embedder makes (here 64), of length 1 where it "
                "says so; null if there is none.",
                "missing_reason": "Why there is no vector; `no picture: <outcome>` where there is "
                "no picture.",
            },
            "One row a request, in step with the generations. The files in "
            "`parts/vectors/<embedder id>/` have the same columns.",
        ),
        (
            "`labels.parquet`",
            schemas.LABELS,
            _attribute_docs(types.Label),
            "One row a label that a person gave, all that were ever given; of several by one rater "
            "of the same thing the latest counts.",
        ),
        (
            "`labels/sample-000.parquet`",
            schemas.SAMPLE,
            {
                "generation_id": reading["generation_id"],
                "place": "In the order in which pictures are shown.",
                "prompt_id": "Id of the prompt; null where nobody knows it.",
                "size": "Pictures of its cell, such as its stratum, that could be drawn.",
                "drawn": "How many of them were drawn.",
                "weight": "How many pictures it stands for: `size / drawn`.",
                "drawn_by": "Cells that got the same number of pictures: `stratum`, `prompt` or "
                "`none`.",
                "seed": "The sample was drawn with.",
                "rubrics": "What is asked of each picture, by id: `labels/rubrics/<id>.yaml`.",
                "each": "`face` where each face of a picture that shows several is asked about, "
                "each in a row of its own with the picture's weight; else `picture`, or null in "
                "tables of older versions.",
                "subject": "`image` for the picture as a whole, or the face, as readings have it; "
                "null in tables of older versions.",
                "box": "Where that face is: left, top, right, bottom in pixels of the upright "
                "picture; null for a picture.",
            },
            "One row a picture drawn at random for people to label, or a face of it. Marked and "
            "unmarked prompts are always cells apart.",
        ),
        (
            "`counts.parquet`",
            schemas.COUNTS,
            {},
            "The only way from tables to measures. Every requested image is counted once for each "
            "attribute: under its label or value, or under the reason why it is missing.",
        ),
        (
            "`estimates.parquet`",
            schemas.ESTIMATES,
            estimate,
            "One row a number that may be quoted, with everything that must stand beside it.",
        ),
    ]
    not_estimated = _table(
        ("key", "what it is"),
        [(f"`{key}`", text) for key, text in _attribute_docs(types.NotEstimated).items()],
    )
    return _page(
        "Run folder and tables",
        lead,
        "## Files",
        layout,
        *(_columns(*table) for table in tables),
        "## `estimates.json`",
        "Two lists. `estimates` has the rows of `estimates.parquet`. `not_estimated` has what has "
        "no valid answer:",
        not_estimated,
        "## `manifest.json`",
        f"`schema` is {schemas.SCHEMA_VERSION} in this version; a newer one is refused. "
        "Each entry of `launches`:",
        _attribute_table(Launch),
        "## `readers.yaml`",
        "Each entry of `active`:",
        _attribute_table(ActiveReader),
        "## What `--json` prints after a run",
        _attribute_table(Summary),
    )


def _columns(name: str, schema: pa.Schema, docs: Mapping[str, str], about: str) -> str:
    rows = [
        (f"`{field.name}`", f"`{_arrow(field.type)}`", docs.get(field.name) or _COLUMNS[field.name])
        for field in schema
    ]
    return f"## {name}\n\n{about}\n\n" + _table(("column", "type", "what it is"), rows)


def _arrow(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return _arrow(kind.value_type)
    return re.sub(r"list<\w+: (\w+)>", r"list of \1", str(kind)).replace(", ", " to ")


# Rubrics ----------------------------------------------------------------------------------------


def _rubrics() -> str:
    lead = (
        "What people are asked about a picture, and when each answer is given. A version of a "
        "rubric is called by its name and a digest of its content. [Label the pictures of a run]"
        "(../how-to/label-a-run.md) says how they are used, and how to write your own."
    )
    return _page("Rubrics", lead, *(_rubric(one) for one in rubric.shipped()))


def _rubric(one: rubric.Rubric) -> str:
    about = [
        ("attribute", f"`{one.attribute}`"),
        ("for pictures of", one.domain),
        ("scale", one.scale),
        ("about", f"a {one.about}" + (", each face in its turn" * (one.about == "person"))),
        ("claim", one.claim),
        ("source", one.source),
        ("version", f"`{one.id}`"),
    ]
    answers = [
        *((f"`{each.name}`", each.when) for each in one.categories),
        ("cannot tell", one.cannot_tell),
        ("not depicted", one.not_depicted),
    ]
    return "\n\n".join(
        (
            f"## `{one.name}`",
            one.question,
            _table(("", "what it is"), about),
            _table(("answer", "when"), answers),
        )
    )


# Errors -----------------------------------------------------------------------------------------


def _errors() -> str:
    lead = (
        "Every error that you may meet says three things: what happened, why, and the next thing "
        "to do. In Python they are exceptions with the attributes `what`, `why` and `fix`, all "
        "below `graycard.GraycardError`. The command line prints the three lines and ends with the "
        "exit code."
    )
    example = """```text
error: audit.yaml: 1 entry cannot be used
  why  images_per_promt: is not a known key (did you mean images_per_prompt?)
  fix  the keys are: images_per_prompt, level, model, outside_domain, ...
```"""
    rows = [
        (f"{'&emsp;' * depth}`{kind.__name__}`", str(kind.exit_code), _first(kind))
        for kind, depth in _tree(errors.GraycardError)
    ]
    recorded = (
        "## What is no error\n\n"
        "A refused, filtered or failed request, a broken picture and a picture that a reader could "
        "make nothing of are results. They are rows, they are counted, and the audit goes on. A "
        "picture on which a reader crashes is a row as well (`the reader crashed`); the command "
        "then ends with exit code 4."
    )
    return _page(
        "Errors and exit codes",
        lead,
        example,
        _table(("error", "exit code", "when"), rows),
        recorded,
    )


def _tree(
    kind: type[errors.GraycardError], depth: int = 0
) -> Iterable[tuple[type[errors.GraycardError], int]]:
    yield kind, depth
    for inner in kind.__subclasses__():
        if inner.__module__ == errors.__name__:
            yield from _tree(inner, depth + 1)


# Python -----------------------------------------------------------------------------------------


def _python() -> str:
    lead = (
        "Everything here is imported from `graycard` itself. Importing it is light: what a name "
        "needs is imported when the name is first used."
    )
    functions = [name for name in graycard.__all__ if inspect.isfunction(getattr(graycard, name))]
    parts = ["## Functions", *(_function(f"graycard.{n}", getattr(graycard, n)) for n in functions)]
    parts += ["## `Run`", _run_class()]
    parts.append("## Nouns")
    parts.append(
        "What runs are made of. They are frozen and refuse unknown fields; `model_dump()` gives "
        "plain data."
    )
    parts += [_noun(one) for one in _nouns()]
    parts.append("## Roles")
    parts.append("What a component of your own has to be (`graycard.roles`).")
    parts += [
        _noun(one)
        for one in (
            roles.Request,
            roles.Delivery,
            roles.ListedImage,
            roles.Model,
            roles.Reader,
            roles.Embedder,
        )
    ]
    parts.append("## Contract checks")
    parts.append("`graycard.testing`: call them in a test of your component.")
    parts += [
        _function(f"graycard.testing.{name}", getattr(testing, name))
        for name in testing.__all__
        if inspect.isfunction(getattr(testing, name))
    ]
    return _page("Python", lead, *parts)


def _nouns() -> list[type[types.Noun]]:
    return [
        types.Prompt,
        types.PromptSet,
        types.Generation,
        types.Attribute,
        types.Reading,
        types.Reference,
        types.Estimate,
        types.NotEstimated,
    ]


def _run_class() -> str:
    rows = [
        (f"`{name}`", _first(member))
        for name, member in vars(graycard.Run).items()
        if not name.startswith("_") and inspect.getdoc(member)
    ]
    return (
        "Opened by `graycard.load_run(path)`, returned by `graycard.audit(...)`. Tables come as "
        "pandas data frames; `manifest` and `spec` are there as attributes too.\n\n"
        + _table(("property", "what it is"), rows)
    )


def _noun(kind: type) -> str:
    docs = _attribute_docs(kind)
    fields = getattr(kind, "model_fields", None) or kind.__annotations__
    rows = [(f"`{name}`", docs.get(name, "")) for name in fields]
    about = _parsed(kind)["about"]
    table = (
        _table(("field", "what it is"), rows)
        if any(text for _, text in rows)
        else ("Fields: " + ", ".join(name for name, _ in rows) + ".")
    )
    return f"### `{kind.__name__}`\n\n{about}\n\n{table}"


def _function(name: str, function: Callable[..., Any]) -> str:
    parsed = _parsed(function)
    parts = [f"### `{name}`", _block("py", _signature(name, function)), parsed["about"]]
    if "Args" in parsed:
        rows = [(f"`{key}`", text) for key, text in _items(parsed["Args"]).items()]
        parts.append(_table(("argument", "what it is"), rows))
    parts += [
        f"**{section}** {parsed[section]}"
        for section in ("Returns", "Yields", "Notes", "Source")
        if section in parsed
    ]
    if "Raises" in parsed:
        rows = [(f"`{key}`", text) for key, text in _items(parsed["Raises"]).items()]
        parts.append(_table(("raises", "when"), rows))
    if "Example" in parsed:
        parts.append(_block("pycon", parsed["Example"]))
    return "\n\n".join(part for part in parts if part)


def _signature(name: str, function: Callable[..., Any]) -> str:
    lines = [f"{name}("]
    star = False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            lines.append("    *,")
            star = True
        default = parameter.default
        shown = getattr(default, "__name__", None) or repr(default)
        tail = "" if default is parameter.empty else f" = {shown}"
        lines.append(f"    {parameter.name}: {parameter.annotation}{tail},")
    returns = inspect.signature(function).return_annotation
    return "\n".join([*lines, f") -> {returns}"])


# Components and measures ------------------------------------------------------------------------


def _components() -> str:
    lead = (
        "What is installed, as `graycard list KIND` prints it, with what each component claims. "
        "Other packages may add models, readers, prompt sets and references; see the how-to pages."
    )
    parts = ["## Models"]
    for name in components.names("models"):
        module = components.module("models", name)
        parts.append(f"### `{name}`\n\n{_prose(inspect.getdoc(module) or '')}")
        parts.append(_settings("models", name))
    parts.append("## Readers")
    for name in components.names("readers"):
        module = components.module("readers", name)
        parts.append(f"### `{name}`\n\n{_prose(inspect.getdoc(module) or '')}")
        domains, reads = _declared(name)
        parts.append(f"Validated on: {', '.join(sorted(domains))}.")
        parts.append(reads)
    parts.append("## Prompt sets")
    parts.append(_prompt_sets())
    parts += [_prompt_set(name) for name in prompts.names()]
    parts.append("## References")
    parts.append("None of them is the correct one. Each says whose value it states.")
    parts.append(_references())
    parts += [_reference(name) for name in references.names()]
    return _page("Components", lead, *parts)


def _declared(name: str) -> tuple[frozenset[str], str]:
    """Return a reader's domains, and what it reads, by default.

    A reader whose module declares both is not loaded: it would need a model of somebody's, or
    differs with what is installed here.
    """
    module = components.module("readers", name)
    if hasattr(module, "DOMAINS"):
        return module.DOMAINS, _attributes(module.ATTRIBUTES)
    reader: roles.Reader | roles.Embedder = components.load("readers", name, {})
    if roles.is_embedder(reader):
        return reader.domains, f"It makes vectors, by default of {reader.width} numbers."
    return reader.domains, _attributes(reader.attributes, getattr(reader, "measured", {}))


def _attributes(
    attributes: Sequence[types.Attribute], measured: Mapping[str, str] | None = None
) -> str:
    rows = [
        (
            f"`{one.name}`",
            one.scale,
            ", ".join(one.categories) or f"a number: {one.unit}",
            one.claim,
            "; ".join(filter(None, (one.source, (measured or {}).get(one.name)))),
        )
        for one in attributes
    ]
    return _table(("attribute", "scale", "categories", "what is claimed", "source"), rows)


def _prompt_sets() -> str:
    rows = []
    for name in prompts.names():
        found = prompts.load_prompts(name)
        marked = sum(one.marked is True for one in found.prompts)
        rows.append(
            (
                f"[`{name}`](#{name})",
                f"{len(found.prompts)}",
                f"{marked}",
                f"{len({one.stratum for one in found.prompts})}",
                ", ".join(sorted({one.language for one in found.prompts})),
                found.licence or "not stated",
            )
        )
    heads = ("set", "prompts", "of them marked", "strata", "language", "licence")
    return _table(heads, rows)


def _prompt_set(name: str) -> str:
    """Return where a set comes from, with one prompt of each way in which it makes them."""
    found = prompts.load_prompts(name)
    ways: dict[tuple[str | None, bool | None], types.Prompt] = {}
    for one in found.prompts:
        ways.setdefault((one.factors.get("template"), one.marked), one)
    rows = [(f"`{one.stratum}`", one.text, "yes" if one.marked else "no") for one in ways.values()]
    table = _table(("for example, stratum", "text", "marked"), rows)
    return f"### `{name}`\n\n{found.source or ''}\n\n{table}"


_SHOWN: Final = ("perceived_gender_presentation", "nurse")
"""What references are shown for: an attribute of the drawn world, and a stratum."""


def _references() -> str:
    rows = []
    for name in references.names():
        one = _one_of(name)
        rows.append(
            (
                f"[`{name}`](#{name})",
                one.population,
                one.date or "—",
                ", ".join(one.languages) or "any",
                one.licence or "not stated",
            )
        )
    return _table(("reference", "population", "date", "for prompts in", "licence"), rows)


def _one_of(name: str) -> types.Reference:
    from graycard.avatar import ATTRIBUTES

    attribute, stratum = _SHOWN
    return references.load_references(name, [ATTRIBUTES[attribute]], [stratum])[0]


def _reference(name: str) -> str:
    one = _one_of(name)
    rows = [
        ("population", one.population),
        ("source", re.sub(r"world [0-9a-f]{12}", "with the digest of its world", one.source)),
        ("licence", one.licence or "not stated"),
        ("states the value of", one.states_the_value_of),
    ]
    if one.counted and one.stands_for:
        pairs = [f"{ours} with {theirs}" for ours, theirs in one.stands_for.items()]
        rows.append(("counts", one.counted))
        rows.append((f"compares, of `{one.attribute}`", ", ".join(pairs)))
    return f"### `{name}`\n\n{references.describe(name)}\n\n" + _table(("", "what it is"), rows)


def _measures() -> str:
    lead = (
        "Every number of a run comes from one of these. A measure is a plain function of "
        "counts, or of vectors; the formula stands first, then what it is not defined for. What "
        "stands beside the number (interval, floor, bounds) is in "
        "[what the numbers carry](../explanation/uncertainty.md)."
    )
    names = components.names("measures")
    parts = []
    for name in names:
        module = components.module("measures", name)
        info = getattr(module, "INFO", None)
        function = getattr(module, name, None)
        parts.append(f"## `{name}`\n\n{_prose(inspect.getdoc(module) or '')}")
        if info is not None:
            low, high = (
                ("-∞", "∞")[b > 0] if abs(b) == float("inf") else f"{b:g}" for b in info.bounds
            )
            rows = [
                ("family", info.family),
                ("unit", info.unit),
                ("bounds", f"{low} to {high}"),
                ("where nothing deviates", "—" if info.parity is None else f"{info.parity:g}"),
                ("computed from", ", ".join(sorted(info.needs))),
            ]
            parts.append(_table(("", "what it is"), rows))
        if inspect.isfunction(function):
            parts.append(_function(f"graycard.measures.{name}.{name}", function))
    parts.append("## Intervals, chance floors and bounds")
    parts.append("What stands beside the numbers. Arrays in, numbers out; leading axes are kept.")
    parts += [
        _function(f"{function.__module__}.{function.__name__}", function)
        for function in (
            intervals.wilson,
            intervals.t_mean,
            gap_interval.gap_interval,
            floor.share_floor,
            floor.gap_floor,
            missingness.share_bounds,
            missingness.gap_bounds,
            discriminant.fit_discriminant,
            instrument.shared_doubt,
            instrument.design_effect,
            instrument.predicted_floor,
            likeness.pair_mean_error,
            likeness.likeness_interval,
            likeness.pooled_pair_means,
            difference.newcombe,
            difference.exact_difference_test,
            multiplicity.benjamini_hochberg,
            multiplicity.holm,
        )
    ]
    return _page("Measures", lead, *parts)


# Docstrings and Markdown ------------------------------------------------------------------------


def _parsed(thing: Any) -> dict[str, str]:
    """Return the sections of a Google-style docstring; what stands before them is `about`."""
    found: dict[str, list[str]] = {"about": []}
    section = "about"
    for line in (inspect.getdoc(thing) or "").splitlines():
        head = line.removesuffix(":")
        if line.endswith(":") and head in _SECTIONS:
            section = head
            found[section] = []
        else:
            found[section].append(line)
    texts = {name: inspect.cleandoc("\n".join(lines)) for name, lines in found.items()}
    return {
        name: text if name in ("Args", "Attributes", "Raises", "Example") else _prose(text)
        for name, text in texts.items()
    }


def _items(text: str) -> dict[str, str]:
    """Return `name: text` entries, with the lines of each joined."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        started = re.match(r"(\w+): (.*)", line)
        if started:
            name = started[1]
            found[name] = started[2]
        elif line.strip():
            found[name] += " " + line.strip()
    return found


def _attribute_docs(kind: type) -> dict[str, str]:
    """Return what a class says of its attributes, and its bases of those that they give it."""
    ours = [one for one in reversed(kind.__mro__) if one.__module__.startswith("graycard.")]
    return {
        name: text
        for one in ours
        for name, text in _items(_parsed(one).get("Attributes", "")).items()
    }


def _attribute_table(kind: type) -> str:
    rows = [(f"`{name}`", text) for name, text in _attribute_docs(kind).items()]
    return _table(("key", "what it is"), rows)


def _first(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").strip().partition("\n")[0]


def _prose(text: str) -> str:
    """Return paragraphs with each on one line, lists kept as they are."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if re.match(r"\s*([-*]|\d+\.) ", paragraph):
            paragraphs.append(paragraph)
        else:
            paragraphs.append(" ".join(paragraph.split()))
    return "\n\n".join(paragraphs)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _block(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


if __name__ == "__main__":
    sys.exit(main())
