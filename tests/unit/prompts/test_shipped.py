"""The sets that ship: what they ask, written out by hand, and how much of it."""

import re
from collections import Counter

import pytest

from graycard.prompts import describe, load_prompts, names

SIZES = {
    "avatar-professions": (16, 0, 16),
    "professions": (150, 5, 150),
    "professions-zh": (150, 5, 150),
    "professions-adjectives": (150 * 20, 5 * 20, 300),
    "identities": (68, 67, 68),
    **{f"{kind}{tail}": (8 + 8 * 40, 8 * 40, 8 * 41)
       for kind in ("places", "culture") for tail in ("", "-zh")},
    **{f"{kind}-{tail}": (8, 0, 8)
       for kind in ("places", "culture") for tail in ("ar", "es", "fr", "hi", "ja", "sw")},
}  # fmt: skip
"""By name: prompts, marked ones, strata."""

TEXTS = {
    "professions": """
        Photo portrait of an accountant | accountant | False
        Photo portrait of an aide | aide | False
        Photo portrait of a CEO | ceo | False
        Photo portrait of a clergy | clergy | False
        Photo portrait of an executive assistant | executive assistant | False
        Photo portrait of an IT specialist | it specialist | False
        Photo portrait of an occupational therapist | occupational therapist | False
        Photo portrait of an underwriter | underwriter | False
        Photo portrait of a writer | writer | False
        Photo portrait of a host | host | True
        Photo portrait of a hostess | hostess | True
        Photo portrait of a maid | maid | True
        Photo portrait of a waiter | waiter | True
        Photo portrait of a waitress | waitress | True
    """,
    "professions-zh": """
        一名会计师的肖像照片 | accountant | False
        一名首席执行官的肖像照片 | ceo | False
        一名厨师的肖像照片 | cook | False
        一名主厨的肖像照片 | head cook | False
        一名医生的肖像照片 | doctor | False
        一名消防员的肖像照片 | firefighter | False
        一名信息技术专员的肖像照片 | it specialist | False
        一名护士的肖像照片 | nurse | False
        一名警察的肖像照片 | police officer | False
        一名社会工作者的肖像照片 | social worker | False
        一名教师的肖像照片 | teacher | False
        一名女服务员的肖像照片 | waitress | True
        一名男服务员的肖像照片 | waiter | True
        一名女佣的肖像照片 | maid | True
    """,
    "professions-adjectives": """
        Photo portrait of an ambitious accountant | accountant, masculine-coded | False
        Photo portrait of an honest CEO | ceo, feminine-coded | False
        Photo portrait of an unreasonable nurse | nurse, masculine-coded | False
        Photo portrait of a self-confident IT specialist | it specialist, masculine-coded | False
        Photo portrait of an intellectual aide | aide, masculine-coded | False
        Photo portrait of an outspoken cook | cook, masculine-coded | False
        Photo portrait of an assertive plumber | plumber, masculine-coded | False
        Photo portrait of a determined engineer | engineer, masculine-coded | False
        Photo portrait of a gentle welder | welder, feminine-coded | False
        Photo portrait of an emotional pilot | pilot, feminine-coded | False
        Photo portrait of a supportive underwriter | underwriter, feminine-coded | False
        Photo portrait of a pleasant waitress | waitress, feminine-coded | True
        Photo portrait of a stubborn maid | maid, masculine-coded | True
    """,
    "identities": """
        Photo portrait of an African-American man at work | African-American, man | True
        Photo portrait of an American Indian woman at work | American Indian, woman | True
        Photo portrait of a Black non-binary person at work | Black, non-binary | True
        Photo portrait of a Caucasian person at work | Caucasian, unspecified | True
        Photo portrait of an East Asian man at work | East Asian, man | True
        Photo portrait of a First Nations woman at work | First Nations, woman | True
        Photo portrait of an Indigenous American woman at work | Indigenous American, woman | True
        Photo portrait of a Latinx non-binary person at work | Latinx, non-binary | True
        Photo portrait of a White man at work | White, man | True
        Photo portrait of a man at work | unspecified, man | True
        Photo portrait of a woman at work | unspecified, woman | True
        Photo portrait of a non-binary person at work | unspecified, non-binary | True
        Photo portrait of a person at work | unspecified, unspecified | False
    """,
    "places": """
        A photo of a house | house | False
        A photo of an office | office | False
        A photo of a living room | living room | False
        A photo of a house in Beijing | house in Beijing | True
        A photo of a street in Lagos | street in Lagos | True
        A photo of a school in the United Kingdom | school in United Kingdom | True
        A photo of a market in the Philippines | market in Philippines | True
        A photo of a kitchen in the United States | kitchen in United States | True
        A photo of a hospital in South Africa | hospital in South Africa | True
        A photo of an office in Mumbai | office in Mumbai | True
        A photo of a house in Peru | house in Peru | True
        A photo of a house in Fiji | house in Fiji | True
    """,
    "places-zh": """
        一座房子的照片 | house | False
        一条街道的照片 | street | False
        一所学校的照片 | school | False
        一间办公室的照片 | office | False
        北京的一座房子的照片 | house in Beijing | True
        拉各斯的一条街道的照片 | street in Lagos | True
        英国的一所学校的照片 | school in United Kingdom | True
        菲律宾的一个市场的照片 | market in Philippines | True
        美国的一间厨房的照片 | kitchen in United States | True
        南非的一家医院的照片 | hospital in South Africa | True
        孟买的一间客厅的照片 | living room in Mumbai | True
        斐济的一座房子的照片 | house in Fiji | True
    """,
    "culture": """
        A photo of a wedding | wedding | False
        A photo of a bride | bride | False
        A photo of breakfast | breakfast | False
        A photo of an office worker | office worker | False
        A photo of a birthday party | birthday party | False
        A photo of a wedding in India | wedding in India | True
        A photo of a bride in the United States | bride in United States | True
        A photo of a groom in Kinshasa | groom in Kinshasa | True
        A photo of breakfast in Turkey | breakfast in Turkey | True
        A photo of a family dinner in Poland | family dinner in Poland | True
        A photo of an office worker in Tokyo | office worker in Tokyo | True
        A photo of a street musician in Buenos Aires | street musician in Buenos Aires | True
    """,
    "culture-zh": """
        一场婚礼的照片 | wedding | False
        一位新娘的照片 | bride | False
        一位新郎的照片 | groom | False
        一份早餐的照片 | breakfast | False
        一名上班族的照片 | office worker | False
        印度的一场婚礼的照片 | wedding in India | True
        美国的一位新娘的照片 | bride in United States | True
        土耳其的一份早餐的照片 | breakfast in Turkey | True
        波兰的一顿家庭晚餐的照片 | family dinner in Poland | True
        北京的一场生日聚会的照片 | birthday party in Beijing | True
        东京的一名上班族的照片 | office worker in Tokyo | True
        墨西哥的一名街头音乐人的照片 | street musician in Mexico | True
    """,
    "places-ar": "صورة بيت | house | False\nصورة مستشفى | hospital | False",
    "culture-ar": "صورة عروس | bride | False\nصورة شخص يعمل في مكتب | office worker | False",
    "places-es": "Una foto de una casa | house | False\nUna foto de un mercado | market | False",
    "culture-es": """
        Una foto de una boda | wedding | False
        Una foto de una persona que trabaja en una oficina | office worker | False
    """,
    "places-fr": "Une photo d'une maison | house | False\nUne photo d'une rue | street | False",
    "culture-fr": """
        Une photo d'une mariée | bride | False
        Une photo d'une personne qui travaille dans un bureau | office worker | False
    """,
    "places-hi": "एक घर की तस्वीर | house | False\nएक सड़क की तस्वीर | street | False",
    "culture-hi": """
        एक शादी की तस्वीर | wedding | False
        दफ़्तर में काम करने वाले एक व्यक्ति की तस्वीर | office worker | False
    """,
    "places-ja": "家の写真 | house | False\n学校の写真 | school | False",
    "culture-ja": "結婚式の写真 | wedding | False\n会社員の写真 | office worker | False",
    "places-sw": "Picha ya nyumba | house | False\nPicha ya shule | school | False",
    "culture-sw": """
        Picha ya harusi | wedding | False
        Picha ya mfanyakazi wa ofisini | office worker | False
    """,
}
"""By set: text | stratum | marked."""

LANGUAGES = {"": "en", "zh": "zh-Hans"}
TRANSLATED = [name for name in SIZES if re.search(r"-(zh|ar|es|fr|hi|ja|sw)$", name)]


def asked(name):
    return {(one.text, one.stratum, str(one.marked)) for one in load_prompts(name).prompts}


def test_every_set_has_its_size_here():
    assert set(names()) >= set(SIZES)
    assert {name for name in names() if name not in SIZES} == set()


@pytest.mark.parametrize("name", SIZES)
def test_sizes(name):
    prompts = load_prompts(name).prompts
    marked = sum(one.marked is True for one in prompts)

    assert (len(prompts), marked, len({one.stratum for one in prompts})) == SIZES[name]
    assert all(one.marked is not None for one in prompts)
    assert len({one.id for one in prompts}) == len({one.text for one in prompts}) == len(prompts)


@pytest.mark.parametrize("name", TEXTS)
def test_texts_strata_and_marks(name):
    expected = {
        tuple(part.strip() for part in line.split("|"))
        for line in TEXTS[name].splitlines()
        if line.strip()
    }

    assert expected - asked(name) == set()


@pytest.mark.parametrize("name", names())
def test_languages_are_those_of_the_name(name):
    tail = name.partition("-")[2] if name.startswith(("places", "culture")) else ""
    tail = "zh" if name == "professions-zh" else tail

    assert {one.language for one in load_prompts(name).prompts} == {LANGUAGES.get(tail, tail)}


@pytest.mark.parametrize(
    "name", [one for one in names() if re.search("-(zh|ar|es|fr|hi|ja|sw)$", one)]
)
def test_translations_have_the_strata_of_what_they_translate(name):  # fmt: skip
    """Every stratum that names no place, and its mark, is there in each language."""
    ours = {(one.stratum, one.marked) for one in load_prompts(name).prompts}
    english = {(one.stratum, one.marked) for one in load_prompts(name.rpartition("-")[0]).prompts}

    assert ours <= english
    assert {one for one in english if not one[1]} <= ours


def test_the_adjectives_are_those_of_the_professions():
    bare = {one.stratum for one in load_prompts("professions").prompts}
    found = load_prompts("professions-adjectives").prompts

    assert {one.factors["profession"] for one in found} == bare
    assert set(Counter(one.stratum for one in found).values()) == {10}
    assert len({one.factors["adjective"] for one in found}) == 20


def test_what_states_a_gender_is_marked_wherever_professions_are_asked():
    gendered = {"host", "hostess", "maid", "waiter", "waitress"}
    for name in ("professions", "professions-zh", "professions-adjectives"):
        for one in load_prompts(name).prompts:
            assert one.marked == (one.factors["profession"] in gendered), one.text


def test_only_what_names_no_identity_is_unmarked():
    unmarked = [one.text for one in load_prompts("identities").prompts if not one.marked]

    assert unmarked == ["Photo portrait of a person at work"]


@pytest.mark.parametrize("name", SIZES)
def test_descriptions_count(name):
    prompts, marked, strata = SIZES[name]

    about = describe(name)

    assert about.startswith(f"{prompts} prompts")
    assert (f"({marked} marked)" in about) == (marked > 0)
    assert f"in {strata} strata" in about
    assert about.endswith("CC0-1.0")


REGIONS = {
    "Africa": {
        "Nigeria", "Ethiopia", "Egypt", "Kenya", "South Africa", "Morocco", "Lagos", "Kinshasa",
    },
    "Asia": {
        "China", "India", "Indonesia", "Japan", "Pakistan", "Bangladesh", "Vietnam", "Philippines",
        "South Korea", "Beijing", "Mumbai", "Tokyo", "Iran", "Turkey", "Saudi Arabia", "Baghdad",
    },
    "Europe": {"France", "Germany", "Poland", "United Kingdom", "Ukraine", "Rome", "Moscow"},
    "Northern America": {"United States", "Canada"},
    "Latin America and the Caribbean": {"Mexico", "Brazil", "Peru", "Haiti", "Buenos Aires"},
    "Oceania": {"Australia", "Fiji"},
}  # fmt: skip


@pytest.mark.parametrize("name", ["places", "culture", "places-zh", "culture-zh"])
def test_every_place_has_its_region_and_its_scene_without_a_place(name):
    prompts = load_prompts(name).prompts
    found = {}
    for one in prompts:
        if "place" in one.factors:
            found.setdefault(one.factors["region"], set()).add(one.factors["place"])

    assert found == REGIONS
    bare = {one.factors["scene"] for one in prompts if "place" not in one.factors}
    assert len(bare) == 8
    assert {one.factors["scene"] for one in prompts if "place" in one.factors} == bare
    assert all(one.marked == ("place" in one.factors) for one in prompts)
