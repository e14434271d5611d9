"""Every choice that a spec leaves open is made here, and every ingredient gets its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graycard.auditing.compared import references_of
from graycard.auditing.generate import loaded_model
from graycard.auditing.profiled import profile_of, with_readers
from graycard.auditing.read import loaded_reader
from graycard.components import Kind, module
from graycard.documents import digest, parse
from graycard.errors import DomainError, InputError, SpecError
from graycard.prompts import load_prompts
from graycard.roles import (
    ANY_DOMAIN,
    DRAWN_WORLD,
    ListedImage,
    Model,
    is_embedder,
)
from graycard.run.active_readers import ActiveReader
from graycard.run.misfits import with_every_misfit
from graycard.run.spec import SHARED, AuditSpec, Component, PromptsUsed, ResolvedSpec
from graycard.types import PromptSet, Reference

DRAWN_WORLD_PROMPTS: Final = "avatar-professions"
DEFAULT_REFERENCES: Final = ("uniform", "avatar-planted")
"""Compared with where they are about what was read, and nothing else is asked for."""


@dataclass(frozen=True)
class Resolved:
    """A resolved spec with the ingredients in memory.

    Exactly one of `prompts` and `listing` is there.
    """

    spec: ResolvedSpec
    readers: tuple[ActiveReader, ...]
    references: tuple[Reference, ...]
    prompts: PromptSet | None
    listing: tuple[ListedImage, ...] | None
    seedable: bool


def resolve(spec: AuditSpec) -> Resolved:
    """Load what a spec names and pin it.

    Raises:
        GraycardError: If something it names does not exist, does not fit, or is outside the
            domain it was validated in.
    """
    try:
        spec = _with_whole_paths(spec)
    except InputError as error:
        named = {"model": spec.model, "readers": spec.readers}
        raise with_every_misfit(error, named, where="the audit's settings", complete=True) from None
    model = loaded_model(spec.model)
    listing: tuple[ListedImage, ...] | None = getattr(model, "listing", None)
    prompts = _prompts(spec, model) if listing is None else None
    if listing is not None and spec.prompts is not None:
        raise SpecError(
            what=f"prompts {spec.prompts!r} cannot be asked of pictures that are already there",
            why=f"the model {spec.model.name!r} brings its own requests",
            fix="leave --prompts out; a metadata.csv beside the pictures holds their prompts",
        )
    if listing is not None and "images_per_prompt" in spec.model_fields_set:
        raise SpecError(
            what="images_per_prompt does not go with pictures that are already there",
            why="each of them is looked at once",
            fix="leave it out",
        )
    if spec.seeds == SHARED and (listing is not None or not model.seedable):
        raise SpecError(
            what=f"seeds cannot be shared between prompts of the model {spec.model.name!r}",
            why="its pictures are already there" if listing is not None else "it takes no seed",
            fix="leave seeds out",
        )
    profile = profile_of(spec, model)
    spec = with_readers(spec, profile, model)
    readers = active_readers(spec.readers or (), domain=model.domain, outside=spec.outside_domain)
    if prompts is not None:
        strata = [prompt.stratum for prompt in prompts.prompts]
    else:
        strata = [image.stratum for image in listing or ()]
    if spec.references is None:
        references = references_of(DEFAULT_REFERENCES, readers, strata, must_apply=False)
        names = tuple(dict.fromkeys(reference.name for reference in references))
        spec = spec.model_copy(update={"references": names})
    else:
        references = references_of(spec.references, readers, strata)
    if prompts is not None:
        requests = len(prompts.prompts) * spec.images_per_prompt
    else:
        requests = len(listing or ())
    resolved = ResolvedSpec(
        asked=spec,
        model=model.id,
        model_settings=model.settings,
        model_domain=model.domain,
        prompts=None if prompts is None else _used(prompts),
        references_digest=digest([one.model_dump(mode="json") for one in references]),
        for_people={} if profile is None else profile.people,
        listing_digest=None if listing is None else getattr(model, "listing_digest", None),
        requests=requests,
        chunk=model.chunk,
    )
    return Resolved(resolved, readers, references, prompts, listing, model.seedable)


def active_readers(
    components: Sequence[Component], *, domain: str, outside: bool
) -> tuple[ActiveReader, ...]:
    """Load readers for pictures of a domain.

    Raises:
        DomainError: If one was not validated there and `outside` does not allow it.
    """
    readers = []
    for written in components:
        component = _whole_component(written, "readers")
        if not outside:
            _refuse_unloaded(component, domain)
        reader = loaded_reader(component)
        if not outside:
            nobody = getattr(reader, "not_validated", None)
            _refuse_outside(component, domain, reader.domains, nobody)
        readers.append(
            ActiveReader(
                id=reader.id,
                name=component.name,
                settings=component.settings,
                domains=tuple(sorted(reader.domains)),
                attributes=() if is_embedder(reader) else reader.attributes,
                width=reader.width if is_embedder(reader) else None,
                source=getattr(reader, "source", None),
                measured=getattr(reader, "measured", {}),
                note=getattr(reader, "note", None),
            )
        )
    return tuple(readers)


def _refuse_unloaded(component: Component, domain: str) -> None:
    """Refuse a reader before it is loaded, if its module says what it will be validated on."""
    found = module("readers", component.name)
    if not hasattr(found, "domains"):
        return
    where = f"settings of {component.name}"
    settings = parse(found.Settings, component.settings, where=where)
    nobody = found.not_validated(settings) if hasattr(found, "not_validated") else None
    _refuse_outside(component, domain, found.domains(settings), nobody)


def _refuse_outside(
    component: Component, domain: str, domains: frozenset[str], nobody: str | None
) -> None:
    if {ANY_DOMAIN, domain} & domains:
        return
    on = ", ".join(sorted(domains)) or "nothing"
    lacking = nobody or (None if domains else "nobody knows how often it is wrong")
    raise DomainError(
        what=f"the reader {_with_model(component)} was not validated on {domain}",
        why=f"it was validated on: {on}" + (f"; {lacking}" if lacking else ""),
        fix="leave it out, or insist: --outside-domain, in a spec file outside_domain: true (the"
        " report will say so)",
    )


def _with_model(component: Component) -> str:
    """Return the name of a reader, with that of the model which it loads."""
    where = f"settings of {component.name}"
    settings = parse(module("readers", component.name).Settings, component.settings, where=where)
    model = getattr(settings, "model", None)
    return repr(component.name) if model is None else f"{component.name!r} (with {model})"


def _with_whole_paths(spec: AuditSpec) -> AuditSpec:
    """Make paths in settings absolute, so that a run can be resumed from any folder."""
    update: dict[str, object] = {
        "model": _whole_component(spec.model, "models"),
        "prompts": None if spec.prompts is None else _whole(spec.prompts),
        "profile": None if spec.profile is None else _whole(spec.profile),
    }
    if spec.readers is not None:
        update["readers"] = tuple(_whole_component(one, "readers") for one in spec.readers)
    if spec.references is not None:
        update["references"] = tuple(map(_whole, spec.references))
    return spec.model_copy(update=update)


def _whole_component(component: Component, kind: Kind) -> Component:
    """Make the paths in a component's settings absolute, and refuse settings that do not fit."""
    found = module(kind, component.name)
    settings = dict(component.settings)
    if getattr(found, "MAIN_SETTING_IS_PATH", False) and found.MAIN_SETTING in settings:
        settings[found.MAIN_SETTING] = str(Path(str(settings[found.MAIN_SETTING])).absolute())
    for name in getattr(found, "SETTINGS_THAT_MAY_BE_PATHS", ()):
        written = settings.get(name)
        # What comes with Graycard is not hidden by a folder of that name, where it is known.
        shipped = written in getattr(found, "SHIPPED_NAMES", ())
        if isinstance(written, str) and not shipped and Path(written).exists():
            settings[name] = str(Path(written).absolute())
    parse(found.Settings, settings, where=f"settings of {component.name}")
    return Component(name=component.name, settings=settings)


def _whole(name_or_path: str) -> str:
    """Return a path that exists as an absolute one, and anything else as it is."""
    path = Path(name_or_path)
    return str(path.absolute()) if path.suffix and path.is_file() else name_or_path


def _prompts(spec: AuditSpec, model: Model) -> PromptSet:
    name = spec.prompts
    if name is None and model.domain == DRAWN_WORLD:
        name = DRAWN_WORLD_PROMPTS
    if name is None:
        raise SpecError(
            what=f"the audit of {spec.model.name} names no prompts",
            why="what is shown by default depends on what is asked",
            fix="--prompts SET (graycard list prompts), or a YAML or CSV file of your own",
        )
    return load_prompts(name)


def _used(prompts: PromptSet) -> PromptsUsed:
    return PromptsUsed(
        name=prompts.name,
        version=prompts.version,
        licence=prompts.licence,
        source=prompts.source,
        digest=digest(prompts.model_dump(mode="json")),
        prompts=len(prompts.prompts),
    )
