"""Settings of a component as people write them on a command line: `key=value`."""

from __future__ import annotations

from collections.abc import Sequence

from graycard.components import Kind, module
from graycard.documents import parse
from graycard.errors import SpecError
from graycard.run.spec import Component


def with_settings(component: Component, written: Sequence[str], *, kind: Kind) -> Component:
    """Return a component with further settings, of the types that its settings have.

    Args:
        component: By name, with the settings that it has so far; these are replaced by what is
            written of the same key.
        written: `key=value` each. A value that is no single word, number, `true` or `false`
            belongs into a spec file.
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
    settings = component.settings | given
    typed = parse(module(kind, component.name).Settings, settings, where=where)
    # Numbers and not texts are kept: the same settings in a spec file are the same spec.
    kept = typed.model_dump(mode="json", include=set(given))
    return Component(name=component.name, settings=component.settings | kept)
