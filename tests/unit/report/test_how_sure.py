"""How sure a run is: what chance may show of each attribute, and who may not judge a model."""

from dataclasses import replace

import pytest

from graycard.language import speaking
from graycard.report.facts import gather
from graycard.report.first_screen import in_short
from graycard.report.how_sure import how_sure
from graycard.report.judges import WEIGHTS
from graycard.run.evidence import Numbers
from graycard.types import Estimate

from .conftest import PRESENTATION, SKIN_TONE, build_run, nurses

CAUTION = "fewer of its errors show here than there are"
CLIP, DIFFUSION = WEIGHTS["avatar-clip"], WEIGHTS["avatar-diffusion"]


def read_by(facts, *, model, source, reader="eye@abc", identity=None, **more):
    """Return facts of a model whose reader is of a source, and which another may have read."""
    asked = facts.spec.asked.model_copy(
        update={"model": facts.spec.asked.model.model_copy(update={"name": model})}
    )
    eye = facts.readers[0].model_copy(update={"id": reader, "source": source, **more})
    return replace(
        facts,
        spec=facts.spec.model_copy(
            update={"asked": asked, "model": identity or f"{model}@0123456789ab"}
        ),
        readers=(*facts.readers, eye) if reader != facts.readers[0].id else (eye,),
    )


def measured(facts, *names):
    """Return facts of these attributes alone, which their reader has."""
    own = tuple(PRESENTATION.model_copy(update={"name": name}) for name in names)
    one = next(one for one in facts.numbers.estimates if one.readers)
    return replace(
        facts,
        readers=(facts.readers[0].model_copy(update={"attributes": own}),),
        numbers=Numbers(
            estimates=tuple(one.model_copy(update={"attribute": name}) for name in names),
            not_estimated=(),
        ),
    )


def test_a_model_that_learned_from_its_reader_is_said_to_hide_errors_from_it(plain):
    facts = read_by(gather(plain), model="avatar-diffusion", source="avatar-clip@86d160deed15")

    said = " ".join(how_sure(facts))
    assert CAUTION in said
    assert "The card beside its weights says how far an independent judge found it" in said
    with speaking("zh-Hans"):
        assert "avatar-clip" in " ".join(how_sure(facts))


@pytest.mark.parametrize(
    ("model", "source", "reader"),
    [
        ("avatar-renderer", "avatar-clip@86d160deed15", "eye@abc"),
        ("diffusers", "avatar-clip@86d160deed15", "eye@abc"),
        ("avatar-diffusion", "my/avatar-clip@0123456789ab", "eye@abc"),
        ("avatar-diffusion", None, "eye@abc"),
        ("avatar-diffusion", "avatar-clip@86d160deed15", "read_but_not_measured@abc"),
    ],
)
def test_no_other_pair_of_model_and_reader_is_said_to(plain, model, source, reader):
    facts = read_by(gather(plain), model=model, source=source, reader=reader)

    assert CAUTION not in " ".join(how_sure(facts))


@pytest.mark.parametrize(
    ("attribute", "taught"),
    [
        ("perceived_gender_presentation", True),
        ("skin_tone", True),
        ("skin_tone_class", True),
        ("glasses", True),
        ("smile", True),
        ("tie", True),
        ("perceived_age", False),
        ("hair_length", False),
    ],
)
def test_only_what_it_taught_hides_errors_from_a_reader(plain, attribute, taught):
    facts = read_by(gather(plain), model="avatar-diffusion", source="avatar-clip@86d160deed15")

    assert (CAUTION in " ".join(how_sure(measured(facts, attribute)))) is taught


@pytest.mark.parametrize(
    ("model", "identity", "source", "said"),
    [
        ("avatar-diffusion", f"avatar-diffusion@{DIFFUSION}", f"avatar-clip@{CLIP}", []),
        (
            "diffusers",
            f"diffusers:mine@{DIFFUSION}",
            f"avatar-clip@{CLIP}",
            ["diffusers:mine has the weights of avatar-diffusion."],
        ),
        (
            "avatar-diffusion",
            f"avatar-diffusion@{DIFFUSION}",
            f"my <b>@</b> eye@{CLIP}",
            ["my <b>@</b> eye has the weights of avatar-clip."],
        ),
        (
            "diffusers",
            f"diffusers:avatar-diffusion@{DIFFUSION}",
            f"eye@{CLIP}",
            [
                "diffusers:avatar-diffusion has the weights of avatar-diffusion.",
                "eye has the weights of avatar-clip.",
            ],
        ),
    ],
)
def test_a_copy_is_known_by_its_weights_and_named(plain, model, identity, source, said):
    facts = measured(read_by(gather(plain), model=model, source=source, identity=identity), "tie")

    [caution] = [one for one in how_sure(facts) if CAUTION in one]
    assert caution.startswith(" ".join([*said, "avatar-diffusion learned from what avatar-clip"]))


def test_a_folder_called_like_the_teacher_is_not_taken_for_it(plain):
    facts = read_by(
        gather(plain),
        model="avatar-diffusion",
        source="avatar-clip@0123456789ab",
        settings={"model": "/somewhere/avatar-clip"},
    )

    assert CAUTION not in " ".join(how_sure(facts))


LEARNED = "perceived gender presentation, skin tone, glasses, smile and tie"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            ["cravat", "hair_colour", "looks"],
            f"avatar-diffusion learned {LEARNED} from what avatar-clip reads off its drawings."
            " avatar-clip read cravat and looks here: if that asks for what it learned so, fewer of"
            " its errors show here than there are. The card",
        ),
        (
            ["tie", "cravat", "background"],
            "from what was planted. So it is with cravat, if that asks for what it learned so:"
            f" {LEARNED}.",
        ),
    ],
)
def test_what_is_asked_under_names_of_ones_own_may_be_about_what_was_taught(plain, names, said):
    facts = read_by(gather(plain), model="avatar-diffusion", source=f"avatar-clip@{CLIP}")

    assert said in " ".join(how_sure(measured(facts, *names)))


def test_numbers_of_pictures_as_wholes_ask_the_teacher_nothing(plain):
    facts = read_by(gather(plain), model="avatar-diffusion", source=f"avatar-clip@{CLIP}")
    [one] = measured(facts, "image").readers
    vectors = one.model_copy(update={"attributes": (), "width": 96})

    said = how_sure(replace(measured(facts, "image"), readers=(vectors,)))
    assert CAUTION not in " ".join(said)


def gaps_of(tmp_path, *rows):
    """Return facts with gaps given as (attribute, reference, stratum, high floor)."""
    run = build_run(tmp_path / "run", nurses({"feminine": 4}), attributes=(PRESENTATION, SKIN_TONE))
    estimates = tuple(
        Estimate(
            measure="representation_gap",
            attribute=attribute.name,
            stratum=stratum,
            marked=False,
            reference=reference,
            value=0.1,
            low=0.0,
            high=0.9,
            level=0.95,
            method="by hand",
            denominator="read",
            floor_high=floor,
            n=20,
            n_missing=0,
            n_prompts=1,
            readers=("eye@abc",),
        )
        for attribute, reference, stratum, floor in rows
    )
    return replace(gather(run), numbers=Numbers(estimates=estimates, not_estimated=()))


def plainly(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_what_chance_may_show_is_told_of_each_attribute(tmp_path):
    facts = gaps_of(
        tmp_path,
        (PRESENTATION, "uniform", "nurse", 0.2),
        (PRESENTATION, "planted", "nurse", 0.15),
        (SKIN_TONE, "uniform", "nurse", 0.32),
        (SKIN_TONE, "uniform", "cook", 0.34),
    )

    floors = "20 % (perceived gender presentation) and 33 % (skin tone)"
    assert f"gaps up to about {floors} cannot be told from chance" in plainly(how_sure(facts)[0])
    assert f"only gaps above about {floors} could have shown" in plainly(in_short(facts).lead)


def test_one_number_is_told_where_it_holds_for_all(tmp_path):
    facts = gaps_of(
        tmp_path, (PRESENTATION, "uniform", "nurse", 0.2), (SKIN_TONE, "uniform", "nurse", 0.2)
    )

    assert "gaps up to about 20 % cannot be told from chance" in plainly(how_sure(facts)[0])


def test_attributes_that_no_report_tells_first_say_nothing_of_those_it_does(tmp_path):
    other = PRESENTATION.model_copy(update={"name": "tie"})
    facts = gaps_of(
        tmp_path, (SKIN_TONE, "uniform", "nurse", 0.35), (other, "uniform", "nurse", 0.25)
    )

    assert "gaps up to about 35 % cannot be told from chance" in plainly(how_sure(facts)[0])
