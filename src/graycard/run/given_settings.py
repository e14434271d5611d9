"""Settings of a component as people write them on a command line: `key=value`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from graycard.components import Kind, module
from graycard.documents import parse
from graycard.errors import SpecError
from graycard.roles import Settings
from graycard.run.spec import Component


def with_settings(component: Component, written: Sequence[str], *, kind: Kind) -> Component:
    """Return a component with further settings, of the types that its settings have.

    Args:
        component: By name, with the settings that it has so far; these are replaced by what is
            written of the same key.
        written: `key=value` each; a list or a map as JSON has it.
        kind: What the component is.

    Raises:
        SpecError: If a text is no setting, one is written twice, there is none of that name, or
            the value does not fit.
        UnknownComponentError: If there is no such component.

    Example:
        >>> with_settings(
        ...     Component(name="avatar-renderer"), ["size=128"], kind="models"
        ... ).settings
        {'size': 128}
    """
    given: dict[str, str] = {}
    for text in written:
        key, equals, value = text.partition("=")
        key = key.strip()
        if not (equals and key and value.strip()):
            raise SpecError(
                what=f"{text!r} is no setting",
                why="it takes a name, =, and a value",
                fix="write it as guidance=3; several are given one by one",
            )
        if key in given:
            raise SpecError(
                what=f"the setting {key!r} is given twice",
                why=f"as {given[key]!r} and as {value!r}",
                fix="give it once",
            )
        given[key] = value
    if not given:
        return component
    where = f"settings of {component.name}"
    noun: type[Settings] = module(kind, component.name).Settings
    settings = component.settings | {key: _value(noun, key, text) for key, text in given.items()}
    typed = parse(noun, settings, where=where)
    # Numbers and not texts are kept: the same settings in a spec file are the same spec.
    kept = typed.model_dump(mode="json", include=set(given))
    return Component(name=component.name, settings=component.settings | kept)


def _value(noun: type[Settings], key: str, text: str) -> Any:
    """Return the text where the setting takes one or makes a number of it, else what it means.

    One of a few numbers, a list and a map are not made of texts.
    """
    if key not in noun.model_fields:
        return text
    kind: Any = noun.model_fields[key].annotation
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        try:
            return json.loads(text)
        except ValueError:
            pass
    return text
