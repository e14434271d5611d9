"""The command line: what it prints, what it writes, how it ends."""

import json
import os
import shutil
import subprocess
import sys

import pytest

import graycard as package
from graycard.auditing import road
from graycard.run.folder import RunFolder
from graycard.run.lock import sole_writer

VERBS = ("audit", "resume", "read", "measure", "report", "show", "label", "list", "doctor", "setup")


def test_an_audit_ends_with_a_report_and_says_where(process, few_prompts, tmp_path):
    asked = ("--prompts", few_prompts, "--images-per-prompt", "4")

    done = process("audit", *asked, "--out", tmp_path / "run")

    assert done.returncode == 0, done.stderr
    assert "16 images requested: 16 ok" in done.stdout
    assert f"report  {tmp_path / 'run' / 'report.html'}" in done.stdout
    assert "generate: 16 of 16 images" in done.stderr
    assert (tmp_path / "run" / "report.html").stat().st_size > 10_000


def test_a_spec_file_is_carried_out_and_the_command_line_goes_before_it(graycard, tmp_path):
    spec = tmp_path / "audit.yaml"
    spec.write_text("images_per_prompt: 9\nseed: 4\nreaders: [colour]\n")

    done = graycard("audit", spec, "--images-per-prompt", "1", "--json", "--out", tmp_path / "run")

    answer = json.loads(done.stdout)
    run = package.load_run(answer["run"])
    assert answer["requested"] == 16
    assert (run.spec.asked.seed, [r.name for r in run.readers]) == (4, ["colour"])


def test_requests_that_failed_end_with_code_4_and_the_way_on(process, with_metadata, tmp_path):
    folder = with_metadata([("1.png", "a"), ("2.png", "a")], ["1.png"])

    done = process("audit", "--images", folder, "--out", tmp_path / "run")

    assert done.returncode == 4
    assert "1 ok, 1 failed" in done.stdout
    assert f"graycard resume {tmp_path / 'run'} --retry-failed" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["audit", "--model", "avatar-rendrer"], 2, "did you mean 'avatar-renderer'"),
        (["audit", "--prompts", "avatar-profesions"], 2, "did you mean 'avatar-professions'"),
        (["audit", "--reader", "color"], 2, "did you mean 'colour'"),
        (["audit", "--reference", "unifrom"], 2, "did you mean 'uniform'"),
        (["audit", "absent.yaml"], 2, "there is no file absent.yaml"),
        (["audit", "--images", "absent"], 2, "absent"),
        (["audit", "--images", "x", "--model", "folder:x"], 2, "not both"),
        (["audit", "--images-per-prompt", "0"], 2, "equal to 1"),
        (["resume", "absent"], 2, "there is no run absent"),
        (["show", "absent"], 2, "there is no run absent"),
        (["measure", "."], 2, "is not a run"),
        (["list", "modles"], 2, "did you mean 'models'?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_input_that_cannot_be_used_is_one_clear_error(graycard, tmp_path, arguments, code, said):
    done = graycard(*arguments, cwd=tmp_path)

    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    if done.stderr.startswith("error: "):
        _, why, fix = done.stderr.strip().splitlines()
        assert (why[:7], fix[:7]) == ("  why  ", "  fix  ")
    assert list(tmp_path.iterdir()) == [], "something was written"


def test_debug_shows_the_traceback(process):
    done = process("show", "absent", "--debug")

    assert done.returncode == 2
    assert "Traceback" in done.stderr


def test_misspelt_keys_in_a_spec_are_all_named_with_suggestions(graycard, tmp_path):
    spec = tmp_path / "audit.yaml"
    spec.write_text("imagesperprompt: 3\nmodel: {name: avatar-renderer, siez: 64}\n")
    first = graycard("audit", spec)
    spec.write_text("model: {name: avatar-renderer, siez: 64}\nreaders: [{name: faces, most: 1}]\n")
    second = graycard("audit", spec)

    for done, keys in ((first, ("imagesperprompt", "model.siez")),
                       (second, ("model.siez", "readers.faces.most"))):  # fmt: skip
        assert done.returncode == 2
        assert "2 entries cannot be used" in done.stderr
        for key in keys:
            assert f"{key}: is not a known key" in done.stderr
    assert "imagesperprompt: is not a known key (did you mean images_per_prompt?)" in first.stderr
    assert "siez: is not a known key (did you mean size?)" in second.stderr


def test_a_reader_outside_its_domain_is_refused_unless_the_user_insists(
    graycard, pictures, tmp_path
):
    arguments = ["audit", "--images", pictures, "--reader", "renderer_truth"]

    refused = graycard(*arguments, "--out", tmp_path / "a")
    allowed = graycard(*arguments, "--outside-domain", "--out", tmp_path / "b")

    assert refused.returncode == 2
    assert "was not validated on photographs" in refused.stderr
    assert allowed.returncode == 0, allowed.stderr
    report = (tmp_path / "b" / "report.html").read_text(encoding="utf-8")
    assert "not validated" in report


def test_a_full_disk_is_an_error_of_the_machine_and_loses_nothing(small, small_copy):
    """A real refusal of the system: no file of this process may grow beyond 60 kB."""
    (small_copy / "report.html").unlink()
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
        "sys.argv[0] = 'graycard'; from graycard.cli import main; main()"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, "report", str(small_copy)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 3, done.stderr
    assert "no room to write" in done.stderr
    assert not list(small_copy.rglob(".tmp-*"))
    assert (small_copy / "estimates.json").read_bytes() == small.folder.estimates_json.read_bytes()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_is_an_error_of_the_machine(graycard, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)

    done = graycard("audit", "--images-per-prompt", "1", "--out", tmp_path / "locked" / "run")

    assert done.returncode == 3
    assert "may not be written" in done.stderr


def test_a_file_in_the_place_of_the_run_folder_is_an_error_of_the_machine(graycard, tmp_path):
    (tmp_path / "run").write_text("a letter")

    done = graycard("audit", "--images-per-prompt", "1", "--out", tmp_path / "run")

    assert done.returncode == 3
    assert (tmp_path / "run").read_text() == "a letter"


def test_a_second_writer_is_refused(process, small_copy):
    with sole_writer(RunFolder(small_copy)):
        done = process("resume", small_copy)

    assert done.returncode == 2
    assert "is being written by another process" in done.stderr


def test_a_run_of_a_newer_schema_is_refused(graycard, small_copy):
    manifest = json.loads((small_copy / "manifest.json").read_text())
    (small_copy / "manifest.json").write_text(json.dumps(manifest | {"schema": 99}))

    done = graycard("show", small_copy)

    assert done.returncode == 2
    assert "written by a newer Graycard" in done.stderr


def test_show_tells_the_numbers_and_what_is_missing(graycard, small):
    table = graycard("show", small.path)
    one = graycard("show", small.path, "--attribute", "smile", "--json")
    missing = graycard("show", small.path, "--missing")
    unknown = graycard("show", small.path, "--attribute", "smlie")

    assert "perceived_gender_presentation" in table.stdout
    assert {row["attribute"] for row in json.loads(one.stdout)["numbers"]} == {"smile"}
    assert "nothing is missing: 80 images requested, made and read" in missing.stdout
    assert unknown.returncode == 2


def test_read_and_measure_add_to_a_run(graycard, few_prompts, tmp_path):
    out = tmp_path / "run"
    asked = ("--prompts", few_prompts, "--images-per-prompt", "2", "--reader", "colour")
    graycard("audit", *asked, "--out", out)
    before = package.load_run(out)
    assert before.references == ()
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "name: mine\npopulation: nobody\nsource: made up\nstates_the_value_of: the test\n"
        "distributions:\n  - attribute: smile\n    shares: {'yes': 0.9, 'no': 0.1}\n"
    )

    read = graycard("read", out, "--reader", "renderer_truth")
    measured = graycard("measure", out, "--reference", mine, "--level", "0.9")

    assert (read.returncode, measured.returncode) == (0, 0), read.stderr + measured.stderr
    after = package.load_run(out)
    assert [reader.name for reader in after.readers] == ["colour", "renderer_truth"]
    gaps = after.estimates.query("measure == 'representation_gap' and attribute == 'smile'")
    assert "mine" in set(gaps.reference)
    assert set(after.estimates.level) == {0.9}
    assert [launch.command for launch in after.manifest.launches] == ["audit", "read", "measure"]


MINE = (
    "name: {name}\npopulation: nobody\nsource: made up\nstates_the_value_of: the test\n"
    "distributions:\n  - attribute: smile\n    {stratum}\n"
    "    shares: {{'yes': {yes}, 'no': {no}}}\n"
)


SOUND = {"name": "mine", "stratum": "", "yes": 0.9, "no": 0.1}


@pytest.fixture(scope="module")
def compared(small, tmp_path_factory):
    """The folder of a run that was compared with a sound reference; left as it is."""
    folder = tmp_path_factory.mktemp("compared")
    (folder / "mine.yaml").write_text(MINE.format(**SOUND))
    run = shutil.copytree(small.path, folder / "run")
    road.measure(run, references=[str(folder / "mine.yaml")])
    return run


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "uniform"}, "a reference of that name is built in"),
        ({"stratum": "stratum: nurses"}, "did you mean 'nurse'?"),
        ({"yes": 0.2, "no": 0.8}, "another reference 'mine' already"),
        ({"yes": 90, "no": 10}, "less than or equal to 1"),
    ],
    ids=["taken", "misspelt", "changed", "percent"],
)
def test_a_reference_that_would_mislead_is_refused(graycard, compared, tmp_path, change, said):
    out, file = shutil.copytree(compared, tmp_path / "run"), tmp_path / "mine.yaml"
    before = (out / "references.json").read_bytes()
    file.write_text(MINE.format(**(SOUND | change)))

    done = graycard("measure", out, "--reference", file)

    assert done.returncode == 2
    assert said in done.stderr
    assert (out / "references.json").read_bytes() == before


def test_what_failed_and_why_is_shown(graycard, with_metadata, tmp_path):
    folder = with_metadata([("1.png", "a"), ("2.png", "a"), ("3.png", "b")], ["1.png"])
    graycard("audit", "--images", folder, "--out", tmp_path / "run")

    said = graycard("show", tmp_path / "run", "--missing").stdout

    assert "2 of 3 requests have the outcome failed:" in said
    assert "  2 times: there is no such file\n    2.png\n    3.png\n" in said


def test_bounds_are_never_narrower_than_intervals_and_the_level_stays(graycard, small_copy):
    graycard("measure", small_copy, "--level", "0.999")
    graycard("resume", small_copy)

    estimates = package.load_run(small_copy).estimates
    assert set(estimates.level) == {0.999}
    bounded = estimates.dropna(subset=["missing_low"])
    assert (bounded.missing_low <= bounded.low + 1e-9).all()
    assert (bounded.missing_high >= bounded.high - 1e-9).all()


def test_what_could_redraw_the_terminal_is_not_printed(graycard, tmp_path):
    prompts = tmp_path / "mine.csv"
    prompts.write_text("text,stratum\na photo of a nurse,\x1b[2Jgone\n")
    graycard("audit", "--prompts", prompts, "--images-per-prompt", "2", "--out", tmp_path / "run")

    done = graycard("show", tmp_path / "run", "--attribute", "smile")

    assert "gone" in done.stdout
    assert "\x1b[2J" not in done.stdout


def test_a_name_that_the_system_refuses_is_an_error_and_no_traceback(graycard):
    done = graycard("audit", "--images-per-prompt", "1", "--out", "x" * 300)

    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_report_writes_the_same_bytes_again(process, small_copy):
    before = {name: (small_copy / name).read_bytes() for name in ("report.html", "report.md")}
    for name in before:
        (small_copy / name).unlink()

    assert process("report", small_copy).returncode == 0

    assert {name: (small_copy / name).read_bytes() for name in before} == before


@pytest.mark.parametrize("kind", ["models", "readers", "measures", "prompts", "references"])
def test_list_says_a_line_about_everything_that_is_installed(graycard, kind):
    done = graycard("list", kind, "--json")

    answer = json.loads(done.stdout)
    assert answer
    assert all(about and "\n" not in about for about in answer.values())


def test_doctor_tries_the_drawn_world(process):
    found = json.loads(process("doctor", "--json").stdout)

    assert found["drawn world"] == "draws 64x64 pictures"
    assert "avatar-clip" not in found["its models"], "it is not among those that are missing"


def test_help_names_every_verb_and_imports_nothing_heavy():
    script = (
        "import sys; sys.argv = ['graycard', '--help']\nfrom graycard.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'pandas', 'scipy', 'diffusers', 'pyarrow', 'numpy', 'altair', 'cv2'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert all(verb in done.stdout for verb in VERBS)
    assert "HEAVY []" in done.stdout


def test_importing_the_package_is_light_and_every_public_name_is_there():
    script = (
        "import sys, graycard\n"
        "heavy = {'torch', 'pandas', 'scipy', 'diffusers', 'ray', 'fastapi', 'pyarrow', 'cv2'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "for name in graycard.__all__: getattr(graycard, name)\n"
        "assert callable(graycard.audit)"
    )

    subprocess.run([sys.executable, "-c", script], check=True)
