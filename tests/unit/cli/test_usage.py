"""How a command was written wrongly is told in three lines, like every other error."""

import sys

import pytest

from graycard.cli import main


@pytest.fixture
def graycard(monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["graycard", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.mark.parametrize(
    ("arguments", "what", "why"),
    [
        ("explore words", "graycard explore words needs RUN...", "RUN...: Run folders."),
        (
            "explore words a-run",
            "graycard explore words needs --group",
            "--group: The pictures that are asked about.",
        ),
        (
            "explore neighbours a-run --of abcd",
            "graycard explore neighbours needs --by",
            "--by: What near means: colourfulness, colourfulness_absolute, lightness, contrast,"
            " visual-words, or the name or id of an embedder.",
        ),
        ("audit --imges x", "graycard audit has no option --imges", "did you mean '--images'?"),
        ("doctor --x", "graycard doctor has no option --x", "there is: --json"),
        (
            "explore clusters a-run --along promts",
            "--along cannot be 'promts'",
            "did you mean 'prompts'?",
        ),
        ("exlpore a-run", "graycard has no command 'exlpore'", "did you mean 'explore'?"),
        (
            "explore clusters a --along x'y",
            '--along cannot be "x\'y"',
            "there is: prompts, all",
        ),
        ("report a b", "graycard report takes no 'b'", "it takes: RUN"),
        ("doctor a b", "graycard doctor takes no 'a b'", "it takes: options only"),
        (
            "report --language",
            "--language has no value",
            "what is between it and the next option is its value",
        ),
        ("audit --images=", "the value of --images cannot be used", "it is empty"),
    ],
)
def test_it_is_told_what_is_wrong_why_and_what_to_do(graycard, arguments, what, why):
    code, out, err = graycard(*arguments.split())

    assert (code, out) == (2, "")
    assert err.startswith(f"error: {what}\n  why  {why}\n  fix  graycard")
    assert err.endswith(" --help\n")
    assert err.count("\n") == 3


def test_a_number_out_of_range_is_told(graycard):
    code, _, err = graycard("audit", "--images-per-prompt", "0")

    assert code == 2
    assert err.startswith("error: the value of --images-per-prompt cannot be used\n  why  ")
    assert err.endswith("\n  fix  graycard audit --help\n")


def test_what_was_typed_cannot_redraw_the_terminal(graycard):
    _, _, err = graycard("audit", "--\x1b[2Jx")

    assert "\x1b" not in err


def test_a_group_alone_shows_its_help(graycard):
    code, out, err = graycard("lab")

    assert code == 2
    assert "Usage: graycard lab" in out + err
    assert "error" not in err


@pytest.mark.parametrize("arguments", [["explore"], ["explore", "--help"]])
def test_the_help_of_explore_begins_with_its_main_use(graycard, arguments):
    _, out, err = graycard(*arguments)

    first = " ".join((out + err).partition("Commands:")[0].split())
    assert first.startswith("Usage: graycard explore [OPTIONS] RUN... | COMMAND [ARGS]...")
    assert "graycard explore RUN... opens the app" in first
    assert all(option in first for option in ("--export DIR", "--port", "--no-browser"))
    assert "graycard explore app --help" in first


@pytest.mark.parametrize("further", [[], ["--export", "absent-folder"]])
def test_an_unknown_language_of_the_app_is_refused(graycard, further):
    code, out, err = graycard("explore", "absent-run", "--language", "zh", *further)

    assert (code, out) == (2, "")
    assert err.startswith("error: there is no language 'zh' here\n  why  did you mean 'zh-Hans'?")


def test_what_goes_well_ends_well(graycard):
    assert graycard("--version")[0] == 0


def test_a_name_with_an_apostrophe_is_no_command(graycard):
    code, _, err = graycard("it's")

    assert code == 2
    assert err.startswith('error: graycard has no command "it\'s"\n  why  there is: audit, ')
