"""What an audit is asked to do, as a person writes it and as it is frozen into the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from graycard.components import Kind, module
from graycard.documents import parse, read_yaml
from graycard.errors import DamagedRunError, GraycardError, InputError, SpecError
from graycard.run.folder import RunFolder
from graycard.run.reader_files import written_in
from graycard.types import Noun

Seeds = Literal["per_prompt", "shared"]
"""Whether prompts have seeds of their own, or the n-th images of all prompts have one seed."""

PER_PROMPT: Final = "per_prompt"
SHARED: Final = "shared"


class Component(Noun):
    """A model or reader by name, with the settings that differ from its defaults.

    Example:
        >>> Component.from_text("folder:pictures", kind="models")
        Component(name='folder', settings={'path': 'pictures'})
    """

    name: str
    settings: dict[str, Any] = Field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str, *, kind: Kind) -> Self:
        """Return `name` or `name:target`, where the target goes to the component's main setting.

        Raises:
            SpecError: If the component takes no target.
        """
        name, colon, target = text.partition(":")
        if not colon:
            return cls(name=name)
        if not target.strip():
            raise SpecError(
                what=f"nothing stands after the colon of {text!r}",
                why="an empty name would mean the folder one happens to be in",
                fix=f"write {name}:TARGET",
            )
        main = getattr(module(kind, name), "MAIN_SETTING", None)
        if main is None:
            raise SpecError(
                what=f"{name!r} takes nothing after the colon",
                why=f"it was given {target!r}",
                fix=f"write {name}",
            )
        return cls(name=name, settings={main: target})

    @classmethod
    def from_entry(cls, entry: Any, *, kind: Kind) -> Any:
        """Return the component that a spec's entry stands for; what is neither text nor map stays.

        In a map, `name` is the component and all other keys are its settings.
        """
        if isinstance(entry, str):
            return cls.from_text(entry, kind=kind)
        if isinstance(entry, Mapping) and "settings" not in entry and "name" in entry:
            return cls(
                name=str(entry["name"]),
                settings={key: value for key, value in entry.items() if key != "name"},
            )
        return entry


def readers_named(entries: Iterable[Any]) -> list[Any]:
    """Return the readers that entries stand for, as a spec, a command or a call has them.

    Args:
        entries: Names, `name:target`, maps of a `name` and settings, or YAML files that hold
            such an entry or a list of them. What is none of these stays.

    Raises:
        SpecError: If a file cannot be read or holds no readers.
        UnknownComponentError: If there is no reader of a name that has a target.
    """
    return [
        Component.from_entry(one, kind="readers") for entry in entries for one in written_in(entry)
    ]


class AuditSpec(Noun):
    """What to audit and how. Every field but the model has a default.

    Attributes:
        model: The model under test.
        prompts: Name of a shipped prompt set or path of one's own; None for pictures that
            are already there, and for the drawn world, which has its own.
        images_per_prompt: How often each prompt is asked.
        seed: Of the run; every request's seed follows from it.
        seeds: `per_prompt`: images of different prompts are independent draws. `shared`: the n-th
            image of every prompt has the same seed, so that prompts pair; what is pooled over
            prompts is then given with intervals over seeds, or refused.
        profile: Which readers read, by the name of a profile or as its file; None for the one
            that fits the model's domain, unless readers are named.
        readers: What reads the pictures; beside a profile, what reads them besides.
        references: Distributions to compare with, by name or path; None for those that fit.
        level: Confidence level of the intervals.
        outside_domain: Lets readers read pictures they were not validated on. The report
            then says so in its first paragraph.
    """

    model: Component = Component(name="avatar-renderer")
    prompts: str | None = None
    images_per_prompt: int = Field(default=32, ge=1, le=1_000_000)
    seed: int = Field(default=0, ge=0, lt=2**63)
    seeds: Seeds = PER_PROMPT
    profile: str | None = None
    readers: tuple[Component, ...] | None = None
    references: tuple[str, ...] | None = None
    level: float = Field(default=0.95, ge=0.5, lt=1)
    outside_domain: bool = False

    @field_validator("model", mode="before")
    @classmethod
    def _model_by_name(cls, entry: Any) -> Any:
        return Component.from_entry(entry, kind="models")

    @field_validator("readers", mode="before")
    @classmethod
    def _readers_by_name(cls, entries: Any) -> Any:
        if not isinstance(entries, list | tuple):
            return entries
        return readers_named(entries)

    @model_validator(mode="after")
    def _each_reader_once(self) -> Self:
        seen = [reader.model_dump_json() for reader in self.readers or ()]
        if len(set(seen)) < len(seen):
            raise ValueError("a reader is named twice with the same settings")
        return self


class PromptsUsed(Noun):
    """Which prompts were asked: their name, version, origin, and the hash of them all."""

    name: str
    version: str
    licence: str | None
    source: str | None
    digest: str
    prompts: int


class ResolvedSpec(Noun):
    """A spec with every choice made and every ingredient pinned by its hash.

    Attributes:
        asked: The spec as it was given, defaults filled in.
        model: Identity of the model.
        model_settings: Its sampler settings.
        model_domain: What kind of pictures it makes.
        prompts: Which prompts; None for a folder of images.
        references_digest: Of the distributions compared with, as they were in the beginning.
        for_people: Attributes that the profile leaves to people's labels, each with the reason.
        listing_digest: Of the list of pictures, for a folder of images.
        requests: How many images were asked for.
        chunk: Requests a part; fixed, so that a resumed run has the same parts.
    """

    asked: AuditSpec
    model: str
    model_settings: dict[str, Any]
    model_domain: str
    prompts: PromptsUsed | None
    references_digest: str | None = None
    for_people: dict[str, str] = Field(default_factory=dict)
    listing_digest: str | None
    requests: int = Field(ge=1)
    chunk: int = Field(ge=1)


def load_spec(path: Path) -> AuditSpec:
    """Return the spec in a YAML file.

    Raises:
        SpecError: If it cannot be read, holds nothing, or does not say what it should.
    """
    return make_spec(read_yaml(path), where=str(path))


def make_spec(data: Any, *, where: str) -> AuditSpec:
    """Return the spec that these plain values make.

    Raises:
        SpecError: If they do not fit; it tells what is wrong in the settings of models and
            readers as well, which nothing is asked about otherwise.
    """
    try:
        return parse(AuditSpec, data, where=where)
    except InputError as error:
        from graycard.run.misfits import with_every_misfit  # it needs what this module holds

        raise with_every_misfit(error, data, where=where, complete=False) from None


def read_resolved(folder: RunFolder) -> ResolvedSpec:
    """Return the spec that is frozen in a run.

    Raises:
        DamagedRunError: If it is not what was written.
    """
    if not folder.spec.is_file():
        raise DamagedRunError(
            what=f"{folder.spec} is missing",
            why="it says what was asked",
            fix="restore it from a copy of the run, or audit into a new folder",
        )
    try:
        return parse(ResolvedSpec, read_yaml(folder.spec), where=str(folder.spec))
    except GraycardError as error:
        raise DamagedRunError(
            what=f"{folder.spec} is damaged",
            why=error.why if isinstance(error, SpecError) else str(error),
            fix="restore it from a copy of the run, or audit into a new folder",
        ) from error
