import sys
import types
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from graycard import data_components
from graycard.avatar import ATTRIBUTES, PERSON, planted_shares, professions
from graycard.documents import write_yaml
from graycard.errors import SpecError, UnknownComponentError
from graycard.references import describe, load_references, names
from graycard.testing import check_reference
from graycard.types import Attribute

SMILE, TONE = ATTRIBUTES["smile"], ATTRIBUTES["skin_tone"]
NUMBER = Attribute(name="lightness", scale="interval", claim="how light", source="here")


def mine(**changes):
    distribution = {"attribute": "smile", "shares": {"no": 0.25, "yes": 0.75}}
    return {
        "population": "portraits in a museum",
        "date": 2024,
        "source": "counted by us",
        "states_the_value_of": "nobody",
        "distributions": [distribution],
        **changes,
    }


def load(tmp_path, data, attributes=(SMILE, TONE, NUMBER), strata=("nurse", "ceo")):
    path = tmp_path / "mine.yaml"
    path.write_text(data if isinstance(data, str) else write_yaml(data), encoding="utf-8")
    return load_references(path, attributes, strata)


@pytest.mark.parametrize("name", names())
def test_what_ships_keeps_the_contract(name):
    found = load_references(name, [*ATTRIBUTES.values(), NUMBER], [*professions(), PERSON])

    assert found
    assert describe(name)
    for reference in found:
        check_reference(reference, ATTRIBUTES[reference.attribute])
        assert reference.name == name


def test_uniform_is_even_over_all_categories_and_skips_numbers():
    [reference] = load_references("uniform", [TONE, NUMBER], ["anything"])

    assert set(reference.shares.values()) == {0.1}
    assert len(reference.shares) == 10
    assert reference.stratum is None


def test_avatar_planted_is_the_truth_of_each_profession():
    found = load_references("avatar-planted", [SMILE, TONE], ["nurse", "ceo", "astronaut"])

    assert {(r.attribute, r.stratum) for r in found} == {
        (attribute, stratum) for attribute in ("smile", "skin_tone") for stratum in ("nurse", "ceo")
    }
    for reference in found:
        assert reference.shares == planted_shares(reference.attribute, reference.stratum)


def test_what_is_planted_holds_for_every_reader_that_claims_the_same():
    looked_at = SMILE.model_copy(
        update={"source": "zero-shot with a model, right most of the time"}
    )

    [reference] = load_references("avatar-planted", [looked_at], ["nurse"])

    assert reference.shares == planted_shares("smile", "nurse")


def test_what_is_planted_in_drawings_says_nothing_about_photographs():
    photographed = SMILE.model_copy(update={"claim": "a person smiles in the photograph"})

    with pytest.raises(SpecError, match="about nothing that is measured here"):
        load_references("avatar-planted", [photographed], ["nurse"])


def test_a_file_gives_the_shares_in_the_order_of_the_categories(tmp_path):
    [reference] = load(tmp_path, mine())

    assert list(reference.shares.items()) == [("yes", 0.75), ("no", 0.25)]
    assert (reference.name, reference.date, reference.stratum) == ("mine", "2024", None)
    check_reference(reference, SMILE)


def test_a_date_is_a_text(tmp_path):
    text = write_yaml(mine()).replace("2024", "2024-07-01")

    assert load(tmp_path, text)[0].date == "2024-07-01"


def test_numbers_as_categories_are_texts(tmp_path):
    shares = dict.fromkeys(range(1, 11), 0.1)
    distribution = {"attribute": "skin_tone", "shares": shares, "standard_errors": {1: 0.02}}

    [reference] = load(tmp_path, mine(distributions=[distribution]))

    assert list(reference.shares) == list(TONE.categories)
    assert reference.standard_errors == {"1": 0.02}


def test_strata_that_are_not_asked_about_are_left_out(tmp_path):
    distributions = [
        {"attribute": "smile", "stratum": stratum, "shares": {"yes": 1, "no": 0}}
        for stratum in ("nurse", "astronaut")
    ]

    assert [r.stratum for r in load(tmp_path, mine(distributions=distributions))] == ["nurse"]


def distributions(**changes):
    return mine(distributions=[{**mine()["distributions"][0], **changes}])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "population: is required"),
        (mine(poulation="x"), "did you mean population"),
        (mine(states_the_value_of=""), "states_the_value_of"),
        (mine(distributions=[]), "distributions"),
        (distributions(shares={"yes": 0.7, "no": 0.7}), r"distribution 1: .*\n.*sum to 1.4"),
        (distributions(shares={"yes": 1.0}), "does not say the share of no"),
        (distributions(shares={"yess": 0.5, "no": 0.5}), "did you mean 'yes'"),
        (distributions(shares={"white": 0.5, "black": 0.5}), "they are yes, no"),
        (distributions(shares={"yes": 1.5, "no": -0.5}), r"shares\.yes"),
        (distributions(standard_errors={"oui": 0.1}), "'oui' is no category of smile"),
        (distributions(attribute="lightness"), "it is a number, not a choice"),
        (distributions(attribute="race"), "about nothing that is measured here"),
        (mine(distributions=mine()["distributions"] * 2), "distribution 2 is about smile"),
        ("- a\n", "it holds a list"),
        ("a: [", "is not YAML"),
    ],
)
def test_a_file_that_does_not_say_what_it_should(tmp_path, data, message):
    with pytest.raises(SpecError, match=message):
        load(tmp_path, data)


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownComponentError, match="did you mean 'uniform'"):
        load_references("unifrom", [SMILE], [])


def test_other_files_are_not_guessed_at(tmp_path):
    with pytest.raises(SpecError, match=r"does not end in \.yaml"):
        load_references(tmp_path / "mine.csv", [SMILE], [])


def test_other_packages_offer_references(tmp_path, monkeypatch):
    load(tmp_path, mine())
    module = types.ModuleType("graycard_reference_plugin")
    module.__doc__ = "Theirs."
    module.path = str(tmp_path / "mine.yaml")
    module.make = lambda attributes, strata: load_references("uniform", attributes, strata)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    points = EntryPoints(
        EntryPoint(name, f"graycard_reference_plugin:{name}", "graycard.references")
        for name in ("make", "path")
    )
    monkeypatch.setattr(data_components, "entry_points", lambda group: points.select(group=group))
    data_components.names.cache_clear()
    try:
        assert set(names()) >= {"make", "path", "uniform"}
        assert load_references("make", [SMILE], [])[0].shares == {"yes": 0.5, "no": 0.5}
        assert load_references("path", [SMILE], [])[0].shares == {"yes": 0.75, "no": 0.25}
        assert describe("path") == "portraits in a museum: smile (no licence stated)"
    finally:
        data_components.names.cache_clear()
