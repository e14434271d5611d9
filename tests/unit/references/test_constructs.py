"""References of one's own that count something else than a reader reads."""

import pytest

from graycard.avatar import ATTRIBUTES
from graycard.errors import SpecError
from graycard.references import load_references
from graycard.types import Attribute

PRESENTATION = ATTRIBUTES["perceived_gender_presentation"]

FILE = """
name: village
population: people of a village
source: this test
states_the_value_of: nobody
languages: [de, fr]
constructs:
  - name: register_sex
    claim: people by the sex in a register
    categories: [women, men, no entry]
    stands_for:
      perceived_gender_presentation: {androgynous: no entry, masculine: men, feminine: women}
distributions:
  - attribute: register_sex
    stratum: nurse
    matched: carers
    match: close
    shares: {men: 0.2, women: 0.7, no entry: 0.1}
    standard_errors: {men: 0.02}
"""
TABLE = """
name: village
population: people of a village
source: this test
states_the_value_of: nobody
constructs:
  - name: register_sex
    claim: people by the sex in a register
    categories: [women, men]
    stands_for: {perceived_gender_presentation: {feminine: women, masculine: men}}
table: shares.csv
"""
CSV = "stratum,women,men,error women,match\nnurse,0.7,0.3,0.05,close\ncook,,,,\n"


def load(tmp_path, text, csv=None, attributes=(PRESENTATION,), strata=("nurse", "cook")):
    (tmp_path / "village.yaml").write_text(text, encoding="utf-8")
    if csv is not None:
        (tmp_path / "shares.csv").write_text(csv, encoding="utf-8")
    return load_references(tmp_path / "village.yaml", attributes, strata)


def test_shares_take_the_names_and_the_order_of_the_reader(tmp_path):
    [one] = load(tmp_path, FILE)

    assert list(one.shares.items()) == [
        ("feminine", 0.7),
        ("masculine", 0.2),
        ("androgynous", 0.1),
    ]
    assert one.stands_for == {"feminine": "women", "masculine": "men", "androgynous": "no entry"}
    assert one.standard_errors == {"masculine": 0.02}
    assert one.counted == "people by the sex in a register"
    assert (one.matched, one.match, one.languages) == ("carers", "close", ("de", "fr"))


def test_labels_of_the_very_thing_are_compared_as_they_are(tmp_path):
    register = Attribute(
        name="register_sex",
        categories=("men", "women", "no entry"),
        scale="nominal",
        claim="x",
        source="test",
    )

    [one] = load(tmp_path, FILE, attributes=(register,))

    assert list(one.shares) == ["men", "women", "no entry"]
    assert one.stands_for is None


def test_a_table_has_a_line_a_stratum(tmp_path):
    [one] = load(tmp_path, TABLE, CSV)

    assert one.shares == {"feminine": 0.7, "masculine": 0.3}
    assert one.standard_errors == {"feminine": 0.05}
    assert (one.stratum, one.match, one.matched) == ("nurse", "close", None)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("[women, men, no entry]", "[women]", "categories"),
        ("androgynous: no entry, ", "", "exactly one category that stands for it"),
        ("androgynous: no entry", "androgynous: men", "exactly one category"),
        ("feminine: women}", "female: women}", "'female' is no category of perceived_gender"),
        ("perceived_gender_presentation:", "perceived_gender_presentatio:", "did you mean 'perc"),
        ("perceived_gender_presentation:", "skin_tone:", "skin tone stands for nothing"),
        ("[women, men, no entry]", "[white, black, asian]", "needs people_only: true"),
        ("name: register_sex", "name: register_ethnicity", "needs people_only: true"),
        (
            "    stands_for:",
            "    people_only: true\n    stands_for:",
            "nothing that is read stands",
        ),
        ("{men: 0.2, women: 0.7, no entry: 0.1}", "{men: 0.2, women: 0.8}", "share of no entry"),
        ("shares: {men:", "shares: {man:", "did you mean 'men'"),
        ("match: close", "match: good", "match: .*'good'"),
        ("stratum: nurse", "stratum: nurze", "did you mean 'nurse'"),
        ("claim:", "clame:", "did you mean claim"),
    ],
)
def test_a_construct_that_does_not_say_what_it_should(tmp_path, before, after, message):
    assert before in FILE
    with pytest.raises(SpecError, match=message):
        load(tmp_path, FILE.replace(before, after))


@pytest.mark.parametrize(
    "categories",
    [
        "[caucasian, none of these]",
        "[african_american, none of these]",
        "[Black or African-American, none of these]",
        "[white alone, none of these]",
        "[European ancestry, none of these]",
    ],
)
def test_what_counts_race_is_for_people_whatever_it_is_called(tmp_path, categories):
    assert "[women, men, no entry]" in FILE
    with pytest.raises(SpecError, match="needs people_only: true"):
        load(tmp_path, FILE.replace("[women, men, no entry]", categories))


def test_colours_of_things_are_no_race(tmp_path):
    tie = Attribute(
        name="tie_colour", categories=("dark", "light"), scale="nominal", claim="x", source="test"
    )
    text = FILE.replace("[women, men, no entry]", "[black tie, white tie]")
    text = text.replace(
        "perceived_gender_presentation: {androgynous: no entry, masculine: men, feminine: women}",
        "tie_colour: {dark: black tie, light: white tie}",
    )
    text = text.replace("{men: 0.2, women: 0.7, no entry: 0.1}", "{black tie: 0.7, white tie: 0.3}")
    text = text.replace("    standard_errors: {men: 0.02}\n", "")

    [one] = load(tmp_path, text, attributes=(tie,))

    assert one.shares == {"dark": 0.7, "light": 0.3}


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        (CSV.replace("women,men", "woman,men"), "has a column 'woman'"),
        (CSV.replace(",match", ",mach"), "did you mean 'match'"),
        ("stratum,women\nnurse,0.7\n", "has no column 'men'"),
        ("women,men\n0.7,0.3\n", "has no column 'stratum'"),
        (CSV.replace("0.7", "70 %"), "line 2: women is '70 %'"),
        (CSV.replace("0.7", "70"), r"shares\.women"),
        (CSV.replace("0.3", "0.4"), "sum to 1.1"),
        (CSV.replace("0.3", ""), "share of men"),
        (CSV.replace("close", "good"), "match: .*'good'"),
        (CSV.replace("cook,,,,", "nurse,0.5,0.5,,"), "about register_sex of nurse again"),
        ("stratum,women,men\n", "has no distributions"),
        ("", "no first line"),
    ],
)
def test_a_table_that_does_not_say_what_it_should(tmp_path, csv, message):
    with pytest.raises(SpecError, match=message):
        load(tmp_path, TABLE, csv)


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(SpecError, match=r"there is no file .*shares\.csv"):
        load(tmp_path, TABLE)


@pytest.mark.parametrize(
    "name",
    ["../shares.csv", "/elsewhere/shares.csv", "sub/shares.csv", "./shares.csv", "..", ".", "",
     "sub\\\\shares.csv", "C:shares.csv", "shares.csv/", "shares.csv\\0"],
)  # fmt: skip
def test_a_table_stands_beside_its_file(tmp_path, name):
    (tmp_path / "reference").mkdir()
    (tmp_path / "shares.csv").write_text(CSV, encoding="utf-8")
    text = TABLE.replace("table: shares.csv", f'table: "{name}"')

    with pytest.raises(SpecError, match="is not the name of a file") as refused:
        load(tmp_path / "reference", text, CSV)
    assert "without any folder" in refused.value.fix


def test_a_file_has_a_list_or_a_table(tmp_path):
    with pytest.raises(SpecError, match="table stands for the distributions"):
        load(tmp_path, FILE + "table: shares.csv\n", CSV)
