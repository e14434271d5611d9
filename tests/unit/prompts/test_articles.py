"""The article goes by the sound, not by the letter."""

import pytest

from graycard.prompts._articles import english

AN = (
    "accountant, usher, umpire, underwriter, uncle, upholsterer, unreasonable nurse, unimportant"
    " clerk, uninterested teller, unidentified person, urban planner, ulcer, Uzbek singer,"
    " hour-long film, honest lawyer, honorable judge, heir, heiress, onerous task, 8-year-old,"
    " 80-year-old, 11th floor, 18-year-old, 1850s house, HR manager, IT specialist, MRI"
    " technician, NGO worker, SUV, X-ray technician, FBI agent, L-shaped room, African-American"
    " woman, East Asian man, IT"
)
A = (
    "nurse, union member, university teacher, unique artist, uniformed guard, unicyclist,"
    " unanimous jury, European, eulogist, user, useful clerk, usual suspect, utility worker,"
    " urologist, uranium miner, ukulele player, Ukrainian, Ugandan, Uyghur, ubiquitous face, UFO,"
    " ewe, one-armed man, once famous singer, house, historian, hotel clerk, Hispanic person, CEO,"
    " UX designer, UN envoy, TV host, NASA engineer, SWAT officer, 1,100-word text, 10-year-old,"
    " 7th floor, Black man"
)


@pytest.mark.parametrize("text", AN.split(", "))
def test_an(text):
    assert english(text) == "an"


@pytest.mark.parametrize("text", A.split(", "))
def test_a(text):
    assert english(text) == "a"
