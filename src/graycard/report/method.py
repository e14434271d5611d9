"""How it was done: settings, prompts, model, readers, references, launches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from graycard.documents import canonical_json
from graycard.report.facts import Facts
from graycard.report.numbers import NONE, count, percent
from graycard.report.table import Table
from graycard.report.words import attribute_name, listed
from graycard.roles import ANY_DOMAIN
from graycard.types import Reference

_NO_CLAIM: Final = "None: the numbers say how alike pictures are to this model."
_PLANTED: Final = "avatar-planted"
_RENDERER: Final = "avatar-renderer"

Entries = tuple[tuple[str, str], ...]


def settings(facts: Facts) -> Entries:
    """Return what was asked, as terms and their values."""
    spec = facts.spec
    entries = [
        ("Model", spec.model),
        ("Kind of pictures", spec.model_domain),
        ("Sampler settings", _plain(spec.model_settings)),
        ("Settings that differ from the defaults", _plain(spec.asked.model.settings)),
    ]
    if spec.prompts is not None:
        prompts = spec.prompts
        entries += [
            ("Prompt set", f"{prompts.name}, version {prompts.version}"),
            ("Prompts", f"{count(prompts.prompts)}, sha256 {prompts.digest}"),
            ("Licence of the prompts", prompts.licence or "not stated"),
            ("Source of the prompts", prompts.source or "not stated"),
            ("Images per prompt", count(spec.asked.images_per_prompt)),
            ("Seed of the run", f"{spec.asked.seed} (each request's seed follows from it)"),
        ]
    else:
        entries.append(("List of pictures", f"sha256 {spec.listing_digest or 'not stated'}"))
    entries += [
        ("Confidence level", percent(facts.level)),
        ("Readers outside their domain", "allowed" if spec.asked.outside_domain else "refused"),
    ]
    return tuple(entries)


def readers_table(facts: Facts) -> Table:
    """Return the readers, what they claim to read, and where that was validated."""
    readings = [
        (reader, attribute_name(attribute.name), attribute.claim, attribute.source)
        for reader in facts.readers
        for attribute in reader.attributes
    ]
    vectors = [
        (reader, f"vectors of {count(reader.width)} numbers", _NO_CLAIM, reader.source or NONE)
        for reader in facts.readers
        if reader.width is not None
    ]
    return Table(
        caption="Readers",
        columns=("reader", "read", "claim", "valid for", "id", "source"),
        rows=tuple(
            (
                reader.name,
                read,
                claim,
                _valid_for(reader.domains),
                reader.id,
                source,
            )
            for reader, read, claim, source in (*readings, *vectors)
        ),
    )


def _valid_for(domains: Sequence[str]) -> str:
    if ANY_DOMAIN in domains:
        return "any picture"
    return listed(domains) if domains else "nothing: nobody has validated it"


def references_table(facts: Facts) -> Table | None:
    """Return the references, whose value each states, and where it comes from."""
    groups: dict[tuple[str, ...], set[str]] = {}
    for one in facts.references:
        key = (
            one.name,
            _whose(one, facts),
            _of_whom(one),
            one.date or NONE,
            one.source,
            one.licence or "not stated",
        )
        groups.setdefault(key, set()).add(attribute_name(one.attribute))
    if not groups:
        return None
    return Table(
        caption="References",
        columns=("reference", "whose value", "population", "date", "source", "licence", "for"),
        rows=tuple((*key, listed(sorted(names), most=6)) for key, names in groups.items()),
    )


def states(facts: Facts) -> Entries:
    """Return each reference with of whom it is and whose value it states."""
    said: dict[str, str] = {}
    for one in facts.references:
        value = _whose(one, facts).rstrip(".")
        said.setdefault(one.name, f"{_of_whom(one).rstrip('.')}. Whose value: {value}.")
    return tuple(said.items())


def _of_whom(one: Reference) -> str:
    """Return of whom a reference is, and what it counts where that is not what was read."""
    if not one.counted:
        return one.population
    pairs = [f"{ours} with {theirs}" for ours, theirs in (one.stands_for or {}).items()]
    compared = f"; compared are {' and '.join(pairs)}" if pairs else ""
    return f"{one.population}; it counts {one.counted}{compared}"


def _whose(one: Reference, facts: Facts) -> str:
    """Return whose value a reference states; of what is planted, what a gap means for this model.

    The renderer draws from the planted shares themselves; a trained model has learnt them.
    """
    if one.name != _PLANTED:
        return one.states_the_value_of
    if facts.spec.model.partition("@")[0] == _RENDERER:
        cause = "draws from these very shares, so a gap to them is chance or a fault of the"
        return f"Nobody: the shares were planted at will. This model {cause} instrument."
    return (
        "Nobody: the shares were planted at will. A gap to them is chance, a fault of the"
        " instrument, or of the model’s training."
    )


def launches_table(facts: Facts) -> Table:
    """Return every time that a command worked on the run, with versions.

    What a launch has done is not told: the last one still runs while the report is written.
    """
    return Table(
        caption="Launches",
        columns=("started (UTC)", "command", "graycard", "python", "platform", "packages"),
        rows=tuple(
            (
                launch.started,
                launch.command,
                launch.graycard,
                launch.python,
                "; ".join((launch.platform, *launch.devices)),
                ", ".join(f"{name} {version}" for name, version in launch.packages.items()),
            )
            for launch in facts.launches
        ),
    )


def _plain(values: dict[str, Any]) -> str:
    """Return settings as text; of a path on this machine only the last part."""
    return ", ".join(f"{key} = {_value(value)}" for key, value in values.items()) or "none"


def _value(value: Any) -> str:
    if not isinstance(value, str):
        return canonical_json(value)
    if PurePosixPath(value).is_absolute():
        return PurePosixPath(value).name
    if PureWindowsPath(value).is_absolute():
        return PureWindowsPath(value).name
    return value
