"""Labels in and out: round trips, and files that cannot be used change nothing."""

import csv
import json
import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graycard.errors import DamagedRunError, InputError, SpecError
from graycard.labels.drawn import draw_sample, samples
from graycard.labels.kept import keep_rubric, kept_rubrics
from graycard.labels.rubric import Rubric, load_rubric
from graycard.labels.table import add_labels, latest, read_labels
from graycard.labels.transfer import export_labels, import_labels
from graycard.run.folder import RunFolder

from .conftest import HAT, generation, label

COMMA = "a hat, or \"cap\"; <script>alert('x')</script>"
ODD = Rubric.model_validate(
    HAT.model_dump()
    | {
        "name": "odd",
        "attribute": "odd",
        "categories": [
            {"name": COMMA, "when": "it is <odd>"},
            {"name": "帽子", "when": 'it is "odd"'},
        ],
    }
)


@pytest.fixture
def drawn(run, monkeypatch):
    asked = SimpleNamespace(model_domain="photographs")
    monkeypatch.setattr("graycard.labels.transfer.read_resolved", lambda _: asked)
    folder = run(*(generation(i) for i in range(6)))
    draw_sample(folder, 4, rubrics=[HAT, ODD])
    return folder


def counting(folder):
    return set(latest(read_labels(folder)))


def copy_without_labels(folder, to):
    shutil.copytree(folder.root, to)
    copy = RunFolder(to)
    copy.labels.unlink(missing_ok=True)
    return copy


SAID = st.dictionaries(
    st.tuples(st.integers(0, 5), st.sampled_from(["ann", "bob", "小明"])),
    st.tuples(st.sampled_from(HAT.answers), st.sampled_from(ODD.answers), st.integers(0, 99)),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("ending", ["csv", "json"])
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=SAID)
def test_labels_that_go_out_come_in_again_as_they_were(drawn, tmp_path_factory, ending, said):
    drawn.labels.unlink(missing_ok=True)
    for (number, rater), (hat, odd, minute) in said.items():
        both = [
            label(number, hat, rater=rater, minute=minute),
            label(number, odd, rater=rater, minute=minute, rubric=ODD),
        ]
        add_labels(drawn, both)
    place = tmp_path_factory.mktemp("out")
    export_labels(drawn, place / f"labels.{ending}", everybody=True)
    copy = copy_without_labels(drawn, place / "copy")

    found = import_labels(copy, place / f"labels.{ending}")

    assert len(found.labels) == 2 * len(said)
    assert counting(copy) == counting(drawn)
    assert import_labels(copy, place / f"labels.{ending}").known == 2 * len(said)
    assert counting(copy) == counting(drawn)


def corrected(path, to, *, answer):
    """Write an export again with another answer, as somebody does who changes nothing else."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["label"]]
        with to.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, rows[0])
            table.writeheader()
            table.writerows(row | {"label": answer} for row in rows)
    else:
        tasks = json.loads(path.read_text(encoding="utf-8"))
        for task in tasks:
            for annotation in task["annotations"]:
                for result in annotation["result"]:
                    result["value"]["choices"] = [answer]
        to.write_text(json.dumps(tasks), encoding="utf-8")
    return to


@pytest.mark.parametrize("ending", ["csv", "json"])
@pytest.mark.parametrize(("said", "meant"), [("yes", "no"), ("no", "yes")])
def test_an_answer_changed_in_an_exported_file_is_the_one_that_counts(
    drawn, tmp_path, ending, said, meant
):
    add_labels(drawn, [label(0, said)])
    export_labels(drawn, tmp_path / f"out.{ending}", rater="ann")
    changed = corrected(tmp_path / f"out.{ending}", tmp_path / f"changed.{ending}", answer=meant)

    assert import_labels(drawn, changed).known == 0

    assert [one.answer for one in latest(read_labels(drawn))] == [meant]
    assert [one.answer for one in read_labels(drawn)] == [said, meant]
    assert read_labels(drawn)[0].time == label(0).time
    assert import_labels(drawn, changed).known == 1
    assert len(read_labels(drawn)) == 2
    # The file as it was exported says nothing new: it does not undo the correction.
    import_labels(drawn, tmp_path / f"out.{ending}")
    assert [one.answer for one in latest(read_labels(drawn))] == [meant]


def test_a_correction_counts_though_the_clock_was_set_back(drawn, tmp_path):
    ahead = label(0, "yes").model_copy(update={"time": datetime.now(UTC) + timedelta(hours=9)})
    add_labels(drawn, [ahead])
    export_labels(drawn, tmp_path / "out.csv", everybody=True)

    import_labels(drawn, corrected(tmp_path / "out.csv", tmp_path / "changed.csv", answer="no"))

    assert [one.answer for one in latest(read_labels(drawn))] == ["no"]


def test_a_label_and_its_correction_in_one_file_contradict_each_other(drawn, tmp_path):
    add_labels(drawn, [label(0, "yes")])
    export_labels(drawn, tmp_path / "out.csv", everybody=True)
    changed = corrected(tmp_path / "out.csv", tmp_path / "changed.csv", answer="no")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    first = next(line for line in lines[1:] if ",yes," in line)
    changed.write_text(changed.read_text(encoding="utf-8") + first + "\n", encoding="utf-8")

    with pytest.raises(SpecError, match="says 'no' of the same by the same rater"):
        import_labels(drawn, changed)


def test_what_is_not_labelled_yet_is_a_row_to_fill_in(drawn, tmp_path):
    path = tmp_path / "labels.csv"
    export_labels(drawn, path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [row["attribute"] for row in rows] == ["hat", "odd"] * 4
    assert {row["label"] for row in rows} == {""}
    assert all((drawn.root / row["image"]).parent.parent == drawn.images for row in rows)
    for row in rows[:3]:
        row["label"] = "Yes" if row["attribute"] == "hat" else "cannot tell"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)

    found = import_labels(drawn, path, rater="ann")

    assert sorted(one.answer for one in found.labels) == ["cannot tell", "yes", "yes"]
    assert {one.rater for one in found.labels} == {"ann"}
    assert import_labels(drawn, path, rater="ann").known == 3
    assert len(read_labels(drawn)) == 3


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_who_gets_only_the_table_reads_what_is_asked_and_how_to_answer(drawn, tmp_path):
    add_labels(drawn, [label(0, "yes")])
    export_labels(drawn, tmp_path / "labels.csv", rater="ann")

    hats = [row for row in rows_of(tmp_path / "labels.csv") if row["attribute"] == "hat"]

    assert {row["label"] for row in hats} == {"", "yes"}
    assert {(row["question"], row["answers"], row["when"]) for row in hats} == {
        (
            "Is a hat worn?",
            "no | yes | cannot tell | not depicted",
            "no: there is none | yes: there is one | cannot tell: it is dark"
            " | not depicted: there is no head",
        )
    }


def test_each_label_stands_beside_the_question_that_it_answers(drawn, tmp_path):
    new = Rubric.model_validate(HAT.model_dump() | {"question": "Is it a hat?"})
    add_labels(drawn, [label(0, "yes")])
    draw_sample(drawn, 4, rubrics=[new])

    export_labels(drawn, tmp_path / "labels.csv", everybody=True)

    hats = [row for row in rows_of(tmp_path / "labels.csv") if row["attribute"] == "hat"]
    assert [row["question"] for row in hats if row["label"]] == ["Is a hat worn?"]
    assert {row["question"] for row in hats if not row["label"]} == {"Is it a hat?"}


@pytest.mark.parametrize("question", ["=1+1", " \t=1+1", "@x\ny", "-2", "+3"])
def test_a_question_that_begins_like_a_formula_is_put_behind_an_apostrophe(
    drawn, tmp_path, question
):
    odd = Rubric.model_validate(HAT.model_dump() | {"name": "formula", "question": question})
    draw_sample(drawn, 1, rubrics=[odd])
    export_labels(drawn, tmp_path / "labels.csv")

    asked = {row["question"] for row in rows_of(tmp_path / "labels.csv")}
    assert f"'{' '.join(question.split())}" in asked
    assert [one for one in asked if one.startswith(("=", "+", "-", "@"))] == []


def test_a_table_of_an_earlier_version_without_the_question_is_imported(drawn, tmp_path):
    path = tmp_path / "labels.csv"
    columns = "generation_id,image,subject,attribute,label,rater,time,rubric"
    path.write_text(f"{columns}\ng0,x.png,image,hat,yes,ann,,{HAT.id}\n", encoding="utf-8")

    assert [one.answer for one in import_labels(drawn, path).labels] == ["yes"]


def test_what_somebody_writes_into_the_question_changes_nothing(drawn, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(
        "generation_id,attribute,question,answers,when,label\ng0,hat,<script>,no such,,yes\n",
        encoding="utf-8",
    )

    (one,) = import_labels(drawn, path, rater="ann").labels

    assert (one.answer, one.rubric) == ("yes", HAT.id)


def test_a_label_whose_rubric_was_lost_still_goes_out(drawn, tmp_path):
    add_labels(drawn, [label(0, "yes")])
    shutil.rmtree(drawn.labelling)

    export_labels(drawn, tmp_path / "labels.csv", everybody=True)

    (row,) = rows_of(tmp_path / "labels.csv")
    assert (row["label"], row["question"]) == ("yes", "")


def seen_in(path):
    """Return the answers in an exported file, by rater and picture, and what is left to say."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        rows = list(csv.DictReader(text.splitlines()))
        said = {(r["rater"], r["generation_id"], r["attribute"]): r["label"] for r in rows}
        return {key: answer for key, answer in said.items() if answer}, text
    said = {}
    for task in json.loads(text):
        assert task["predictions"] == []
        for annotation in task["annotations"]:
            for result in annotation["result"]:
                key = (result["meta"]["rater"], task["data"]["generation_id"], result["from_name"])
                (said[key],) = result["value"]["choices"]
    return said, text


@pytest.fixture
def labelled(drawn):
    """A run that ann has labelled as far as it was drawn, and bob in part; each says another."""
    ids = [one.picture.generation_id for one in samples(drawn)[0].drawn]
    anns = [label(int(one[1:]), "yes", minute=i) for i, one in enumerate(ids)]
    bobs = [label(int(ids[0][1:]), "cannot tell", rater="bob", minute=7)]
    add_labels(drawn, [*anns, *bobs])
    return drawn, ids


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_file_to_be_filled_in_has_nobodys_answers(labelled, tmp_path, ending):
    folder, ids = labelled
    path = tmp_path / f"tasks.{ending}"

    found = export_labels(folder, path)

    said, text = seen_in(path)
    assert said == {}
    assert (found.answers, found.withheld) == (0, 5)
    for word in ('"ann"', ",ann", "-ann", "bob", "2026-03-01"):
        assert word not in text
    # A table tells with every row which answers there are; that bob gave one of them it does not.
    assert text.count("cannot tell") == (2 * 8 if ending == "csv" else 0)
    assert all(one in text for one in ids)
    if ending == "csv":
        rows = list(csv.DictReader(text.splitlines()))
        assert [(row["generation_id"], row["attribute"]) for row in rows] == [
            (one, attribute) for one in ids for attribute in ("hat", "odd")
        ]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_person_gets_their_own_answers_and_what_they_have_left(labelled, tmp_path, ending):
    folder, ids = labelled
    path = tmp_path / f"bob.{ending}"

    found = export_labels(folder, path, rater="bob")

    said, text = seen_in(path)
    assert said == {("bob", ids[0], "hat"): "cannot tell"}
    assert (found.answers, found.withheld) == (1, 4)
    for word in ('"ann"', ",ann", "-ann"):
        assert word not in text
    assert import_labels(folder, path).known == 1
    assert len(read_labels(folder)) == 5
    if ending == "csv":
        rows = list(csv.DictReader(text.splitlines()))
        assert {row["rater"] for row in rows} == {"bob"}
        left = [(row["generation_id"], row["attribute"]) for row in rows if not row["label"]]
        assert left == [(one, a) for one in ids for a in ("hat", "odd")][1:]


def test_who_has_said_nothing_yet_gets_rows_with_their_pseudonym_and_no_others_pictures(
    labelled, tmp_path
):
    folder, ids = labelled
    chosen = next(i for i in range(6) if f"g{i}" not in ids)
    add_labels(folder, [label(chosen, "no", rater="ann")])  # a picture that nobody drew

    export_labels(folder, tmp_path / "eve.csv", rater="eve")
    export_labels(folder, tmp_path / "all.csv", everybody=True)

    said, text = seen_in(tmp_path / "eve.csv")
    assert said == {}
    assert f"g{chosen}" not in text
    assert {row["rater"] for row in csv.DictReader(text.splitlines())} == {"eve"}
    assert seen_in(tmp_path / "all.csv")[0]["ann", f"g{chosen}", "hat"] == "no"


@pytest.mark.parametrize("rater", ["a@b.org", "", "=cmd", "ann\n"])
def test_a_file_is_for_a_pseudonym(drawn, tmp_path, rater):
    with pytest.raises(InputError, match="is no pseudonym"):
        export_labels(drawn, tmp_path / "x.csv", rater=rater)

    assert list(tmp_path.glob("*.csv")) == []


def test_what_was_answered_under_an_earlier_version_is_still_asked(labelled, tmp_path):
    folder, ids = labelled
    new = Rubric.model_validate(HAT.model_dump() | {"question": "Is it a hat?"})
    keep_rubric(folder, HAT)
    draw_sample(folder, 4, rubrics=[new])

    export_labels(folder, tmp_path / "ann.csv", rater="ann")
    export_labels(folder, tmp_path / "ann.json", rater="ann")

    text = (tmp_path / "ann.csv").read_text(encoding="utf-8")
    hats = [row for row in csv.DictReader(text.splitlines()) if row["attribute"] == "hat"]
    assert [(row["generation_id"], row["label"], row["rubric"]) for row in hats] == [
        (one, *more) for one in ids for more in (("yes", HAT.id), ("", new.id))
    ]
    asked = ElementTree.parse(tmp_path / "ann.xml").getroot().iter("Header")
    assert [one.get("value") for one in asked] == [new.question, ODD.question]


def test_a_picture_that_is_not_in_the_run_any_more_is_named(labelled, run, tmp_path):
    folder, ids = labelled
    run(*(generation(i) for i in range(6) if f"g{i}" != ids[0]))

    with pytest.raises(DamagedRunError, match=r"generations\.parquet is damaged") as caught:
        export_labels(folder, tmp_path / "tasks.csv")
    assert ids[0] in caught.value.why


def test_no_cell_can_begin_like_a_formula(drawn, tmp_path):
    with pytest.raises(ValueError, match="formula"):
        Rubric.model_validate(
            HAT.model_dump()
            | {"categories": [{"name": "@x", "when": "x"}, {"name": "b", "when": "y"}]}
        )
    add_labels(drawn, [label(i, COMMA, rubric=ODD) for i in range(3)])
    export_labels(drawn, tmp_path / "labels.csv", everybody=True)

    lines = (tmp_path / "labels.csv").read_text(encoding="utf-8").splitlines()
    cells = [cell for row in csv.reader(lines) for cell in row]
    assert COMMA in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("generation_id,attribute\ng0,hat\n", "there is no column label"),
        (
            "generation_id,attribute,label,ratr\ng0,hat,yes,ann\n",
            "'ratr' is not known (did you mean rater?)",
        ),
        ("generation_id,attribute,label\ng9,hat,yes\n", "line 2: the run has no picture 'g9'"),
        ("generation_id,attribute,label\ng0,hat,maybe\n", "line 2: 'maybe' is no answer of hat@"),
        ("generation_id,attribute,label\ng0,hat,yess\n", "did you mean 'yes'?"),
        ("generation_id,attribute,label\ng0,hatt,yes\n", "line 2: there is no rubric 'hatt'"),
        (
            "generation_id,attribute,label,rater\ng0,hat,yes,ann@example.org\n",
            "'ann@example.org' is no pseudonym",
        ),
        ("generation_id,attribute,label,time\ng0,hat,yes,noon\n", "'noon' is no time"),
        ("generation_id,attribute,label,time\ng0,hat,yes,2026-03-01 12:00\n", "has no offset"),
        ("generation_id,attribute,label,time\ng0,hat,yes,9999-01-01T00:00Z\n", "not come yet"),
        ("generation_id,attribute,label,time\ng0,hat,yes,0001-01-01T00:00+09:00\n", "the year 1"),
        (
            "generation_id,attribute,label,rubric\ng0,hat,yes,hat@000000000000\n",
            "the run has no rubric 'hat@000000000000'",
        ),
        (
            "generation_id,attribute,label,subject\ng0,hat,yes,faces@1#7\n",
            "no reader found a face 'faces@1#7'",
        ),
        (
            "generation_id,attribute,label\ng0,hat,yes\ng0,hat,no\n",
            "line 3: line 2 says 'yes' of the same by the same rater",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_error_and_nothing_is_imported(
    drawn, tmp_path, text, said
):
    path = tmp_path / "labels.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SpecError) as caught:
        import_labels(drawn, path, rater="ann")

    assert said in f"{caught.value.what} {caught.value.why}"
    assert "nothing was imported" in caught.value.what
    assert read_labels(drawn) == ()


def test_every_row_that_cannot_be_used_is_counted_and_the_others_wait(drawn, tmp_path):
    rows = "".join(f"x{i},hat,yes\n" for i in range(20))
    path = tmp_path / "labels.csv"
    path.write_text(f"generation_id,attribute,label\ng0,hat,yes\n{rows}", encoding="utf-8")

    with pytest.raises(SpecError, match="20 rows of 21 cannot be used") as caught:
        import_labels(drawn, path, rater="ann")

    assert "line 3: " in caught.value.why
    assert "and 12 more" in caught.value.why
    assert read_labels(drawn) == ()


def test_who_labelled_must_be_said(drawn, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("generation_id,attribute,label\ng0,hat,yes\n", encoding="utf-8")

    with pytest.raises(SpecError, match="--rater PSEUDONYM"):
        import_labels(drawn, path)


def test_requests_without_a_picture_cannot_be_labelled(run, tmp_path):
    folder = run(generation(0), generation(1, "refused"))
    path = tmp_path / "labels.csv"
    path.write_text("generation_id,attribute,label\ng1,hat,yes\n", encoding="utf-8")

    with pytest.raises(SpecError, match="no picture 'g1'"):
        import_labels(folder, path, rubrics=[HAT], rater="ann")


def test_faces_that_a_reader_found_can_be_labelled(run, tmp_path):
    folder = run(generation(0), faces=[("g0", 0), ("g0", 1)])
    path = tmp_path / "labels.csv"
    path.write_text(
        "generation_id,subject,attribute,label\ng0,faces@1#1,hat,yes\ng0,,hat,no\n",
        encoding="utf-8",
    )

    found = import_labels(folder, path, rubrics=[HAT], rater="ann")

    assert {(one.subject, one.answer) for one in found.labels} == {
        ("faces@1#1", "yes"),
        ("image", "no"),
    }
    assert kept_rubrics(folder) == (HAT,)


def test_a_rubric_that_ships_can_be_named_by_its_version(run, tmp_path):
    folder, smile = run(generation(0)), load_rubric("smile", domain="photographs")
    path = tmp_path / "labels.csv"
    path.write_text(
        f"generation_id,attribute,label,rubric\ng0,smile,yes,{smile.id}\n", encoding="utf-8"
    )

    import_labels(folder, path, rater="ann")

    assert kept_rubrics(folder) == (smile,)


# Label Studio ------------------------------------------------------------------------------------


def exported(*annotations, generation_id="g0"):
    return [
        {
            "id": 7,
            "data": {"image": "x.png", "generation_id": generation_id},
            "annotations": list(annotations),
            "predictions": [
                {"result": [{"from_name": "hat", "type": "choices", "value": {"choices": ["no"]}}]}
            ],
        }
    ]


def annotated(*choices, attribute="hat", **more):
    result = {
        "from_name": attribute,
        "to_name": "image",
        "type": "choices",
        "value": {"choices": list(choices)},
    }
    return {
        "result": [result],
        "created_at": "2026-03-02T09:30:00.5Z",
        "was_cancelled": False,
    } | more


def test_what_label_studio_exports_comes_in_and_predictions_do_not(drawn, tmp_path):
    path = tmp_path / "project.json"
    skipped = annotated("no", completed_by=3, was_cancelled=True)
    by_id = annotated("yes", completed_by=10)
    by_user = annotated(
        "cannot tell", completed_by={"id": 11, "email": "bob@example.org", "first_name": "Bob"}
    )
    path.write_text(json.dumps(exported(by_id, by_user, skipped)), encoding="utf-8")

    import_labels(drawn, path)

    found = {one.rater: one for one in read_labels(drawn)}
    assert {rater: one.answer for rater, one in found.items()} == {
        "user-10": "yes",
        "user-11": "cannot tell",
    }
    assert found["user-10"].time == datetime(2026, 3, 2, 9, 30, 0, 500_000, tzinfo=UTC)
    assert b"example.org" not in drawn.labels.read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("{}", "a list of tasks"),
        ([{"data": {"image": "x.png"}}], "lacks 'generation_id'"),
        ([7], "task 1 lacks"),
        (exported(annotated("yes", "no", completed_by=1)), "2 choices of one attribute"),
        (exported({"result": [{"type": "rectanglelabels"}]}), "'rectanglelabels'"),
        (exported(annotated("yes", completed_by=1), generation_id="g9"), "task 1: the run has no"),
        (exported(annotated("perhaps", completed_by=1)), "'perhaps' is no answer"),
        (exported(annotated("yes")), "--rater PSEUDONYM"),
    ],
)
def test_json_that_holds_no_labels_is_one_clear_error(drawn, tmp_path, content, said):
    path = tmp_path / "project.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))

    with pytest.raises(SpecError) as caught:
        import_labels(drawn, path)

    assert said in f"{caught.value.what} {caught.value.why}"
    assert read_labels(drawn) == ()


def test_the_labelling_interface_asks_what_the_rubrics_ask(drawn, tmp_path):
    add_labels(drawn, [label(0)])
    files = export_labels(drawn, tmp_path / "tasks.json").files

    assert [one.name for one in files] == ["tasks.json", "tasks.xml"]
    tree = ElementTree.parse(tmp_path / "tasks.xml").getroot()
    asked = {one.get("name"): [c.get("value") for c in one] for one in tree.iter("Choices")}
    assert asked == {"hat": list(HAT.answers), "odd": list(ODD.answers)}
    hints = [one.get("hint") for one in tree.iter("Choice")]
    assert "it is <odd>" in hints
    task = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))[0]
    assert task["data"]["image"].startswith("/data/local-files/?d=images/")


def test_a_file_in_which_somebody_may_have_filled_in_labels_is_not_written_over(drawn, tmp_path):
    (tmp_path / "labels.csv").write_text("hours of work")

    with pytest.raises(InputError, match="is there already"):
        export_labels(drawn, tmp_path / "labels.csv")
    assert (tmp_path / "labels.csv").read_text() == "hours of work"


def test_there_may_be_nothing_to_export_and_other_endings_are_not_known(run, drawn, tmp_path):
    with pytest.raises(InputError, match=r"neither \.csv nor \.json"):
        export_labels(drawn, tmp_path / "labels.xlsx")
    shutil.rmtree(drawn.labelling)
    with pytest.raises(InputError, match="nothing to export") as caught:
        export_labels(drawn, tmp_path / "labels.csv")
    assert "--sample" in caught.value.fix
    add_labels(drawn, [label(0)])
    with pytest.raises(InputError, match="without people's answers") as caught:
        export_labels(drawn, tmp_path / "labels.csv")
    assert "--with-answers" in caught.value.fix
