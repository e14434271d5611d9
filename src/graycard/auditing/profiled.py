"""Which readers an audit has: those that are named, those of a profile, or both."""

from __future__ import annotations

from typing import Final

from graycard.avatar import read_record
from graycard.errors import DomainError
from graycard.models.folder import Folder
from graycard.profiles import Profile, load_profile
from graycard.roles import DRAWN_WORLD, PHOTOGRAPHS, Model
from graycard.run.spec import AuditSpec, Component

_BY_DEFAULT: Final = {DRAWN_WORLD: "avatar", PHOTOGRAPHS: "photo"}
"""Profile of each kind of pictures, where nothing else is asked for."""

_ANYWHERE: Final = "colour"
"""What reads pictures of a kind that no profile is for: it claims nothing beyond the pixels."""

_RECORDING: Final = "avatar-renderer"
"""The model whose pictures hold a record of what was drawn."""

_LOOKED_AT: Final = 16
"""Pictures of a folder that are looked at for such a record."""


def profile_of(spec: AuditSpec, model: Model) -> Profile | None:
    """Return the profile that a spec names, or that fits the model where no reader is named.

    Raises:
        DomainError: If it is for another kind of pictures, and the spec does not insist.
        GraycardError: If there is no such profile, or its file does not say what it should.
    """
    name = spec.profile
    if name is None:
        if spec.readers is not None or model.domain not in _BY_DEFAULT:
            return None
        name = _BY_DEFAULT[model.domain]
    profile = load_profile(name)
    if profile.domain != model.domain and not spec.outside_domain:
        raise DomainError(
            what=f"the profile {profile.name!r} is for {profile.domain}, not for {model.domain}",
            why="its readers were chosen, and validated, for other pictures",
            fix="leave it out, or insist: --outside-domain, in a spec file outside_domain: true"
            " (the report will say so)",
        )
    return profile


def with_readers(spec: AuditSpec, profile: Profile | None, model: Model) -> AuditSpec:
    """Return the spec with its readers and its profile written out.

    What both name with the same settings is read once. Pictures that carry a record of what was
    drawn get the profile's readers of records; of a folder, some are looked at.
    """
    if profile is None:
        readers = spec.readers if spec.readers is not None else (Component(name=_ANYWHERE),)
        return spec.model_copy(update={"readers": readers})
    recorded = bool(profile.readers_of_records) and _has_records(spec, model)
    entries = profile.readers_of_records if recorded else profile.readers
    readers = tuple(
        Component.model_validate(Component.from_entry(entry, kind="readers")) for entry in entries
    )
    once = {one.model_dump_json(): one for one in (*readers, *(spec.readers or ()))}
    named = spec.profile or profile.name
    return spec.model_copy(update={"readers": tuple(once.values()), "profile": named})


def _has_records(spec: AuditSpec, model: Model) -> bool:
    if isinstance(model, Folder):
        return any(read_record(encoded) is not None for encoded in model.some(_LOOKED_AT))
    return spec.model.name == _RECORDING
