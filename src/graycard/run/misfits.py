"""All that is wrong in a spec at once: in its own keys, and in the settings of what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graycard.components import Kind, module
from graycard.documents import REQUIRED, keys_of, misfits, misfits_error
from graycard.errors import GraycardError
from graycard.run.spec import AuditSpec, Component, readers_named


@dataclass(frozen=True)
class _Faulty:
    """A model or reader of a spec that cannot be used: under which key, why, and what to do."""

    key: str
    misfits: list[str]
    fix: str


def with_every_misfit(
    error: GraycardError, data: Any, *, where: str, complete: bool
) -> GraycardError:
    """Return the error that tells all that is wrong in a spec, given the one met first.

    Args:
        error: Of its own keys, or of a model or reader that it names.
        data: The spec, as plain values.
        where: What the user would call its place, such as a file name.
        complete: Whether all settings are there; if more may be given, none is missed.

    Returns:
        The same error, if nothing else is wrong.

    Example:
        >>> from graycard.errors import SpecError
        >>> first = SpecError(what="what was met first", why="it is wrong", fix="mend it")
        >>> data = {"sed": 1, "model": {"name": "avatar-renderer", "siez": 64}}
        >>> every = with_every_misfit(first, data, where="audit.yaml", complete=True)
        >>> every.what
        'audit.yaml: 2 entries cannot be used'
        >>> every.why.split("; ")[1]
        'model.siez: is not a known key (did you mean size?)'
        >>> with_every_misfit(first, {"sed": 1}, where="audit.yaml", complete=True).why
        'it is wrong'
    """
    if not isinstance(data, Mapping):
        return error
    faulty = [*_model(data, complete=complete), *_readers(data, complete=complete)]
    known = {key: value for key, value in data.items() if key not in {one.key for one in faulty}}
    own = misfits(AuditSpec, known)
    if len(faulty) + bool(own) < 2:
        return error
    found = [*own, *(misfit for one in faulty for misfit in one.misfits)]
    fixes = [f"the keys are: {keys_of(AuditSpec)}"] if own else []
    fixes += dict.fromkeys(one.fix for one in faulty)
    return misfits_error(found, where=where, fix="; ".join(fixes))


def _model(data: Mapping[str, Any], *, complete: bool) -> Iterator[_Faulty]:
    try:
        component = Component.from_entry(data.get("model"), kind="models")
        yield from _settings("model", component, "models", complete=complete)
    except GraycardError as error:
        yield _Faulty("model", [f"model: {error.what} ({error.why})"], error.fix)


def _readers(data: Mapping[str, Any], *, complete: bool) -> Iterator[_Faulty]:
    entries = data.get("readers")
    for entry in entries if isinstance(entries, list | tuple) else ():
        try:
            for component in readers_named([entry]):
                yield from _settings("readers", component, "readers", complete=complete)
        except GraycardError as error:
            yield _Faulty("readers", [f"readers: {error.what} ({error.why})"], error.fix)


def _settings(key: str, component: Any, kind: Kind, *, complete: bool) -> Iterator[_Faulty]:
    """Yield what is wrong in the settings of a component; what is none is a misfit of its spec."""
    if not isinstance(component, Component):
        return
    noun = module(kind, component.name).Settings
    place = key if kind == "models" else f"{key}.{component.name}"
    found = [
        f"{place}.{misfit}"
        for misfit in misfits(noun, component.settings)
        if complete or not misfit.endswith(REQUIRED)
    ]
    if found:
        yield _Faulty(key, found, f"the keys of {component.name} are: {keys_of(noun)}")
