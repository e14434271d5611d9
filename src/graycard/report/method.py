"""How it was done: settings, prompts, model, readers, references, launches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from graycard.documents import canonical_json
from graycard.language import retell, say
from graycard.report.facts import Facts
from graycard.report.numbers import NONE, count, percent
from graycard.report.table import Table
from graycard.report.words import attribute_name, category_name, domain_name, listed
from graycard.roles import ANY_DOMAIN
from graycard.run.active_readers import ActiveReader
from graycard.run.spec import SHARED, AuditSpec
from graycard.types import Attribute, Reference

_STOPS: Final = ".。"
"""That end a sentence: another is put after what follows."""

_PLANTED: Final = "avatar-planted"
_RENDERER: Final = "avatar-renderer"

Entries = tuple[tuple[str, str], ...]


def settings(facts: Facts) -> Entries:
    """Return what was asked, as terms and their values."""
    spec = facts.spec
    entries = [
        (say("Model"), spec.model),
        (say("Kind of pictures"), domain_name(spec.model_domain)),
        (say("Sampler settings"), _plain(spec.model_settings)),
        (say("Settings that differ from the defaults"), _plain(spec.asked.model.settings)),
    ]
    if spec.prompts is not None:
        prompts = spec.prompts
        entries += [
            (
                say("Prompt set"),
                say("{name}, version {version}", name=prompts.name, version=prompts.version),
            ),
            (
                say("Prompts"),
                say("{n}, sha256 {digest}", n=count(prompts.prompts), digest=prompts.digest),
            ),
            (say("Licence of the prompts"), prompts.licence or say("not stated")),
            (say("Source of the prompts"), prompts.source or say("not stated")),
            (say("Images per prompt"), count(spec.asked.images_per_prompt)),
            (say("Seed of the run"), _seed(spec.asked)),
        ]
    else:
        entries.append(
            (say("List of pictures"), f"sha256 {spec.listing_digest or say('not stated')}")
        )
    outside = say("allowed") if spec.asked.outside_domain else say("refused")
    entries += [
        (say("Confidence level"), percent(facts.level)),
        (say("Readers outside their domain"), outside),
    ]
    return tuple(entries)


def readers_table(facts: Facts) -> Table:
    """Return the readers, what they claim to read, and where that was validated."""
    domain = facts.spec.model_domain
    readings = [
        (
            reader,
            attribute_name(attribute.name),
            retell(attribute.claim),
            _source(reader, attribute, domain),
        )
        for reader in facts.readers
        for attribute in reader.attributes
    ]
    vectors = [
        (
            reader,
            say("vectors of {n} numbers", n=count(reader.width)),
            say("None: the numbers say how alike pictures are to this model."),
            reader.source or NONE,
        )
        for reader in facts.readers
        if reader.width is not None
    ]
    return Table(
        caption=say("Readers"),
        columns=(
            say("reader"),
            say("read"),
            say("claim"),
            say("valid for"),
            say("id"),
            say("source"),
        ),
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


def _source(reader: ActiveReader, attribute: Attribute, domain: str) -> str:
    """Return who defined an attribute and how it is read; how well, only where that was found."""
    measured = None if reader.outside(domain) else reader.measured.get(attribute.name)
    return attribute.source if measured is None else f"{attribute.source}; {retell(measured)}"


def _valid_for(domains: Sequence[str]) -> str:
    if ANY_DOMAIN in domains:
        return say("any picture")
    if not domains:
        return say("nothing: nobody has validated it")
    return listed([*map(domain_name, domains)])


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
            one.licence or say("not stated"),
        )
        groups.setdefault(key, set()).add(attribute_name(one.attribute))
    if not groups:
        return None
    return Table(
        caption=say("References"),
        columns=(
            say("reference"),
            say("whose value"),
            say("population"),
            say("date"),
            say("source"),
            say("licence"),
            say("for"),
        ),
        rows=tuple((*key, listed(sorted(names), most=6)) for key, names in groups.items()),
    )


def states(facts: Facts) -> Entries:
    """Return each reference with of whom it is and whose value it states."""
    said: dict[str, str] = {}
    for one in facts.references:
        said.setdefault(
            one.name,
            say(
                "{population}. Whose value: {value}.",
                population=_of_whom(one).rstrip(_STOPS),
                value=_whose(one, facts).rstrip(_STOPS),
            ),
        )
    return tuple(said.items())


def _of_whom(one: Reference) -> str:
    """Return of whom a reference is, and what it counts where that is not what was read."""
    population = retell(one.population)
    if not one.counted:
        return population
    counted = say(
        "{population}; it counts {counted}", population=population, counted=retell(one.counted)
    )
    pairs = [
        say(
            "{ours} with {theirs}",
            ours=category_name(one.attribute, ours),
            theirs=category_name(one.attribute, theirs),
        )
        for ours, theirs in (one.stands_for or {}).items()
    ]
    if not pairs:
        return counted
    return say("{counted}; compared are {pairs}", counted=counted, pairs=listed(pairs))


def _whose(one: Reference, facts: Facts) -> str:
    """Return whose value a reference states; of what is planted, what a gap means for this model.

    The renderer draws from the planted shares themselves; a trained model has learnt them.
    """
    if one.name != _PLANTED:
        return retell(one.states_the_value_of)
    if facts.spec.model.partition("@")[0] == _RENDERER:
        return say(
            "Nobody: the shares were planted at will. This model draws from these very shares, so a"
            " gap to them is chance or a fault of the instrument."
        )
    return say(
        "Nobody: the shares were planted at will. A gap to them is chance, a fault of the"
        " instrument, or of the model’s training."
    )


def launches_table(facts: Facts) -> Table:
    """Return every time that a command worked on the run, with versions.

    What a launch has done is not told: the last one still runs while the report is written.
    """
    return Table(
        caption=say("Launches"),
        columns=(
            say("started (UTC)"),
            say("command"),
            "graycard",
            "python",
            say("platform"),
            say("packages"),
        ),
        rows=tuple(
            (
                launch.started.removesuffix("+00:00").replace("T", " "),
                launch.command,
                launch.graycard,
                launch.python,
                "; ".join((launch.platform, *launch.devices)),
                ", ".join(f"{name} {version}" for name, version in launch.packages.items()),
            )
            for launch in facts.launches
        ),
    )


def _seed(asked: AuditSpec) -> str:
    if asked.seeds == SHARED:
        return say(
            "{seed} (seeds follow from it; the n-th images of all prompts share one)",
            seed=asked.seed,
        )
    return say("{seed} (each request's seed follows from it)", seed=asked.seed)


def _plain(values: dict[str, Any]) -> str:
    """Return settings as text; of a path on this machine only the last part."""
    return ", ".join(f"{key} = {_value(value)}" for key, value in values.items()) or say("none")


def _value(value: Any) -> str:
    if not isinstance(value, str):
        return canonical_json(value)
    if PurePosixPath(value).is_absolute():
        return PurePosixPath(value).name
    if PureWindowsPath(value).is_absolute():
        return PureWindowsPath(value).name
    return value
