"""Profiles: which readers read which kind of pictures."""

import io
from types import SimpleNamespace

import pytest
from PIL import Image

from graycard import components
from graycard.auditing.profiled import profile_of, with_readers
from graycard.avatar import encode_png, sample
from graycard.errors import DomainError, SpecError, UnknownComponentError
from graycard.profiles import load_profile, names
from graycard.roles import ANY_DOMAIN, DRAWN_WORLD, PHOTOGRAPHS
from graycard.run.spec import AuditSpec, Component

OWN = """
name: uniforms
domain: photographs
about: colours of uniforms
readers:
  - colour
  - name: renderer_truth
people:
  hat: nobody has taught a machine hats
"""


def model(domain):
    return SimpleNamespace(domain=domain)


def resolved(spec, shown):
    return with_readers(spec, profile_of(spec, shown), shown)


def own(tmp_path, text=OWN):
    path = tmp_path / "own.yaml"
    path.write_text(text)
    return path


def read_by(**spec):
    made = AuditSpec(**spec)
    domain = DRAWN_WORLD if made.model.name == "avatar-renderer" else PHOTOGRAPHS
    whole = resolved(made, model(domain))
    return [reader.name for reader in whole.readers], whole.profile


@pytest.mark.parametrize("name", names())
def test_every_shipped_profile_names_readers_that_are_there(name):
    profile = load_profile(name)

    assert profile.name == name
    for entry in (*profile.readers, *profile.readers_of_records):
        written = Component.model_validate(Component.from_entry(entry, kind="readers"))
        components.module("readers", written.name)


def test_every_shipped_profile_is_for_a_domain_its_readers_were_validated_in():
    for name in names():
        profile = load_profile(name)
        for entry in (*profile.readers, *profile.readers_of_records):
            written = Component.model_validate(Component.from_entry(entry, kind="readers"))
            found = components.module("readers", written.name)
            if hasattr(found, "domains"):
                domains = found.domains(found.Settings(**written.settings))
            else:
                domains = components.load("readers", written.name, written.settings).domains
            assert {ANY_DOMAIN, profile.domain} & domains, (name, written.name)


def test_no_profile_reads_presentation_off_photographs():
    photo = load_profile("photo")

    assert photo.domain == PHOTOGRAPHS
    assert "perceived_gender_presentation" in photo.people
    assert not {"zero_shot", "renderer_truth", "words"} & set(photo.readers)


def test_the_domain_chooses_the_profile_where_nothing_is_named():
    assert read_by() == (["renderer_truth", "colour"], "avatar")
    assert read_by(model={"name": "diffusers", "pipeline": "x"})[1] == "photo"


def test_pictures_without_a_record_are_looked_at():
    spec = AuditSpec(model={"name": "diffusers", "pipeline": "x", "domain": DRAWN_WORLD})

    whole = resolved(spec, model(DRAWN_WORLD))

    assert [reader.name for reader in whole.readers] == ["zero_shot", "colour"]


@pytest.mark.parametrize(
    ("kept", "reader"), [("records", "renderer_truth"), ("pixels", "zero_shot")]
)
def test_a_folder_of_drawn_pictures_is_read_by_what_they_carry(tmp_path, kept, reader):
    """Saved anew, as a grid that is cut is, pictures lose their record and are looked at."""
    for number in range(3):
        png = encode_png(sample("nurse", seed=number), seed=number)
        with Image.open(io.BytesIO(png)) as picture:
            path = tmp_path / f"{number}.png"
            path.write_bytes(png) if kept == "records" else picture.convert("RGB").save(path)
    (tmp_path / "9.png").write_bytes(b"no picture")
    spec = AuditSpec(model={"name": "folder", "path": str(tmp_path), "domain": DRAWN_WORLD})
    folder = components.load("models", "folder", {"path": tmp_path, "domain": DRAWN_WORLD})

    whole = resolved(spec, folder)

    assert [one.name for one in whole.readers] == [reader, "colour"]


def test_named_readers_stand_alone_and_beside_a_profile_they_are_added():
    assert read_by(readers=["colour"]) == (["colour"], None)
    assert read_by(profile="avatar", readers=["features", "colour"]) == (
        ["renderer_truth", "colour", "features"],
        "avatar",
    )


def test_what_was_resolved_resolves_to_itself():
    once = resolved(AuditSpec(), model(DRAWN_WORLD))
    again = resolved(once, model(DRAWN_WORLD))

    assert once == again


def test_pictures_of_another_kind_get_only_what_claims_nothing():
    spec = AuditSpec(model={"name": "folder", "path": "x", "domain": "x-rays"})

    whole = resolved(spec, model("x-rays"))

    assert [reader.name for reader in whole.readers] == ["colour"]


def test_a_profile_for_other_pictures_is_refused_unless_one_insists():
    asked = AuditSpec(profile="photo")

    with pytest.raises(DomainError, match="'photo' is for photographs, not for drawn world"):
        profile_of(asked, model(DRAWN_WORLD))
    insisted = asked.model_copy(update={"outside_domain": True})
    assert profile_of(insisted, model(DRAWN_WORLD)).name == "photo"


def test_a_users_own(tmp_path):
    profile = load_profile(own(tmp_path))

    assert profile.people == {"hat": "nobody has taught a machine hats"}
    assert load_profile(str(tmp_path / "own.yaml")) == profile


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("name: uniforms", "name: photo", "a profile of that name is built in"),
        ("readers:", "raeders:", "raeders"),
        ("name: renderer_truth", "settings: {}", "names no reader"),
        ("domain: photographs\n", "", "domain"),
    ],
)
def test_a_file_that_does_not_say_what_it_should(before, after, message, tmp_path):
    with pytest.raises(SpecError, match=message):
        load_profile(own(tmp_path, OWN.replace(before, after)))


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownComponentError, match="did you mean 'photo'"):
        load_profile("foto")
