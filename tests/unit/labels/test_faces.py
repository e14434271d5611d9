"""Each face asked about in its turn: who is drawn, what each stands for, and how labels join."""

import json
from itertools import groupby
from operator import itemgetter
from types import SimpleNamespace

import numpy as np
import pytest

from graycard.cli._labels import draw as draw_and_say
from graycard.errors import DamagedRunError, InputError, SpecError
from graycard.labels.drawn import draw_sample, samples
from graycard.labels.faces import faces_by_picture, read_faces
from graycard.labels.sample import draw
from graycard.labels.session import Question, Session, session_of, take_back
from graycard.labels.shares import labelled
from graycard.labels.staging import ChangedMeanwhileError, Staging
from graycard.labels.table import add_labels, latest, read_labels
from graycard.run.active_readers import ActiveReader, write_active_readers
from graycard.run.schemas import READINGS, SAMPLE
from graycard.run.tables import put_rows, put_table, read_table
from graycard.stats.clusters import clustered_share

from .conftest import HAT, WHO, box, face_reading, generation, of_who


def asked(sample):
    return [one.thing.key for one in sample.drawn]


# Sampling ----------------------------------------------------------------------------------------


def test_every_face_of_a_picture_that_shows_several_is_asked_about_one_after_the_other(crowd):
    folder = crowd(2, 1, 0, 3)

    sample = draw_sample(folder, 4, rubrics=[WHO], each="face")

    by_picture = {}
    for generation_id, subject in asked(sample):
        by_picture.setdefault(generation_id, []).append(subject)
    assert by_picture == {
        "g0": ["faces@1#0", "faces@1#1"],
        "g1": ["image"],
        "g2": ["image"],
        "g3": ["faces@1#0", "faces@1#1", "faces@1#2"],
    }
    together = [generation_id for generation_id, _ in groupby(asked(sample), key=itemgetter(0))]
    assert len(together) == 4, "the faces of a picture are not torn apart"
    assert [one.box for one in sample.drawn if one.subject.endswith("#1")] == [(10, 5, 18, 15)] * 2
    assert samples(folder) == (sample,)


def test_the_same_pictures_are_drawn_and_each_face_stands_for_as_many_as_its_picture(crowd):
    folder = crowd(*[2, 1, 3, 0] * 5)

    pictures = draw_sample(folder, 8, rubrics=[WHO], seed=3)
    faces = draw_sample(folder, 8, rubrics=[WHO], seed=3, each="face")

    assert [one.picture for one in faces.pictures] == [one.picture for one in pictures.drawn]
    assert {one.weight for one in faces.drawn} == {20 / 8}
    assert faces.population == pictures.population == 20
    assert sum(one.weight for one in faces.pictures) == 20
    assert faces.drawn_by_stratum == {"nurse": 8}
    table = read_table(folder.sample(1), SAMPLE)
    assert set(table["each"].to_pylist()) == {"face"}


def test_every_face_of_a_run_is_equally_likely_to_be_asked_about(crowd):
    """Ten pictures, of which those with an even number show three faces: 4 of 10 are drawn."""
    folder = crowd(*[3, 1] * 5)
    frame = [one.picture for one in draw_sample(folder, 10, rubrics=[WHO]).drawn]
    faces = faces_by_picture(folder)
    totals = [
        sum(one.weight * len(faces[one.picture.generation_id]) for one in draw(frame, 4, seed=seed))
        for seed in range(600)
    ]

    # The weights of the faces that are drawn sum, on average, to the 20 faces that there are.
    assert np.mean(totals) == pytest.approx(20, abs=4 * np.std(totals) / 600**0.5)


def test_a_sample_of_an_older_version_is_one_of_whole_pictures(crowd):
    folder = crowd(2, 2)
    draw_sample(folder, 2, rubrics=[WHO])
    path = folder.sample(0)
    put_table(path, read_table(path, SAMPLE).drop_columns(["each", "subject", "box"]))

    (sample,) = samples(folder)

    assert sample.each == "picture"
    assert sorted(asked(sample)) == [("g0", "image"), ("g1", "image")]


def test_a_face_without_its_box_is_a_damaged_sample(crowd):
    folder = crowd(2, 2)
    draw_sample(folder, 2, rubrics=[WHO], each="face")
    path = folder.sample(0)
    rows = [row | {"box": None} for row in read_table(path, SAMPLE).to_pylist()]
    put_rows(path, rows, SAMPLE)

    with pytest.raises(DamagedRunError, match=r"sample-000\.parquet is damaged"):
        samples(folder)


def test_a_rubric_about_the_whole_picture_is_not_asked_of_faces(crowd):
    folder = crowd(2, 2)

    with pytest.raises(SpecError, match="hat cannot be asked of each face") as caught:
        draw_sample(folder, 2, rubrics=[HAT], each="face")

    assert "about: person" in caught.value.fix
    assert not folder.labelling.exists()


def test_what_a_rubric_is_about_is_no_word_of_it():
    """So labels under rubrics that were kept before this could be said count as they did."""
    assert WHO.model_copy(update={"about": "picture"}).id == WHO.id


@pytest.mark.parametrize("readings", ["none", "no boxes", "boxes that cannot be drawn"])
def test_without_boxes_there_is_nobody_to_frame(run, readings):
    folder = run(generation(0), generation(1))
    odd = iter([[1.0, 1.0, 1.0, 9.0], [0.0, 0.0, float("nan"), 4.0], [1.0, 2.0]])
    where = {"no boxes": None, "boxes that cannot be drawn": lambda _: next(odd)}.get(readings)
    if readings != "none":
        rows = [face_reading(0, k, where=where) for k in range(3)]
        put_rows(folder.readings, rows, READINGS)

    with pytest.raises(InputError, match="no face of this run can be shown") as caught:
        draw_sample(folder, 2, rubrics=[WHO], each="face")
    assert "--reader faces" in caught.value.fix
    assert not folder.labelling.exists()


def test_of_several_readers_that_look_for_faces_the_runs_own_reader_of_faces_is_taken(run):
    folder = run(generation(0))
    finders = ("other@2", "faces@1")
    rows = [face_reading(0, k, finder=finder) for finder in finders for k in range(2)]
    odd = [
        face_reading(0, "<b>x", where=lambda _: box(1)),
        face_reading(0, 0, finder='=HYPERLINK("evil")'),
    ]
    put_rows(folder.readings, [*rows, *odd], READINGS)
    with pytest.raises(InputError, match="several readers found faces"):
        faces_by_picture(folder)

    readers = [
        ActiveReader(id=one, name=one, domains=(), attributes=()) for one in ("tone@3", "faces@1")
    ]
    write_active_readers(folder, readers)

    assert [one.subject for one in faces_by_picture(folder)["g0"]] == ["faces@1#0", "faces@1#1"]
    assert len(read_faces(folder)) == 4, "a subject that no label could have is no face"


def test_the_tenth_face_comes_after_the_second(crowd):
    faces = faces_by_picture(crowd(11))["g0"]

    assert [one.subject for one in faces] == [f"faces@1#{k}" for k in range(11)]


def test_who_draws_pictures_is_told_that_each_face_could_be_asked_about(crowd, capsys):
    folder = crowd(2, 1, 3, 0)
    audit = SimpleNamespace(folder=folder, path="run")

    draw_and_say(audit, 4, rubrics=[WHO], by="stratum", each="picture", seed=0, as_json=False)
    assert "2 of them show several faces" in capsys.readouterr().out
    draw_and_say(audit, 4, rubrics=[HAT], by="stratum", each="picture", seed=0, as_json=False)
    assert "faces" not in capsys.readouterr().out, "it is about the whole picture"
    draw_and_say(audit, 4, rubrics=[WHO], by="stratum", each="face", seed=0, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["drawn"], said["questions"], said["each"]) == (4, 7, "face")
    with pytest.raises(InputError, match="each 'faces'"):
        draw_and_say(audit, 4, rubrics=[WHO], by="stratum", each="faces", seed=0, as_json=False)


# Staging -----------------------------------------------------------------------------------------


def test_one_person_answers_face_by_face_and_takes_one_back(crowd):
    folder = crowd(2, 1)
    question = Question(sample=draw_sample(folder, 2, rubrics=[WHO], each="face"), rubric=WHO)
    staging = Staging(folder)

    def give(place, answer, rater="ann"):
        generation_id, subject = question.thing(place)
        return staging.give(
            generation_id=generation_id, subject=subject, rubric=WHO, answer=answer, rater=rater
        )

    first, second = (place for place in range(3) if question.thing(place)[0] == "g0")
    give(first, "yes")
    last = give(second, "no")
    give(first, "no", rater="bob")

    anns = session_of(staging, question, "ann")
    assert {place: one.answer for place, one in anns.mine.items()} == {first: "yes", second: "no"}
    assert (anns.done, anns.size, anns.last) == (2, 3, second)
    assert question.thing(anns.next())[0] == "g1"
    take_back(staging, question, rater="ann", place=second, seen=last.time.isoformat())
    assert {*session_of(staging, question, "ann").mine} == {first}
    staging.collect()
    assert {(one.rater, one.subject, one.answer) for one in latest(read_labels(folder))} == {
        ("ann", "faces@1#0", "yes"),
        ("bob", "faces@1#0", "no"),
    }


def test_a_page_that_framed_another_face_takes_nothing_down(crowd):
    sample = draw_sample(crowd(2), 1, rubrics=[WHO], each="face")
    asks = Session(sample=sample, rubric=WHO, said={})

    asks.must_show(1, picture="g0", subject="faces@1#1", rubric=WHO.id)
    for subject in ("faces@1#0", "image"):
        with pytest.raises(ChangedMeanwhileError):
            asks.must_show(1, picture="g0", subject=subject, rubric=WHO.id)


# Shares ------------------------------------------------------------------------------------------


def shares(folder, stratum):
    (found,) = labelled(folder)
    return {one.category: one for one in found.shares.estimates if one.stratum == stratum}


def test_shares_are_of_faces_with_pictures_as_the_draws(crowd):
    """Worked by hand: pictures of 2, 2, 1 and 1 faces, of which 2, 0, 1 and 0 say yes."""
    folder = crowd(2, 2, 1, 0)
    draw_sample(folder, 4, rubrics=[WHO], each="face")
    both = [of_who(i, answer, k) for i, answer in ((0, "yes"), (1, "no")) for k in range(2)]
    add_labels(folder, [*both, of_who(2, "yes"), of_who(3, "no")])

    yes = shares(folder, "nurse")["yes"]

    assert (yes.measure, yes.value, yes.n, yes.n_missing) == ("share_of_faces", 0.5, 6, 0)
    low, high = clustered_share(
        3, 6, squares=5, products=5, total_squares=10, clusters=4, level=0.95
    )
    assert (yes.low, yes.high) == (pytest.approx(float(low)), pytest.approx(float(high)))
    assert yes.floor_high is yes.missing_low is None
    assert any("take" in one and "pictures as the draws" in one for one in yes.cautions)


def test_over_strata_faces_count_as_often_as_their_picture_stands_for_others(run):
    """30 pictures of two nurses, 4 drawn; 10 of one cook, 4 drawn: weights 7.5 and 2.5."""
    folder = run(*(generation(i, stratum="nurse" if i < 30 else "cook") for i in range(40)))
    rows = [face_reading(i, k) for i in range(40) for k in range(2 if i < 30 else 1)]
    put_rows(folder.readings, rows, READINGS)
    sample = draw_sample(folder, 8, rubrics=[WHO], each="face")
    cooks = iter(["yes", "no", "no", "no"])
    said = []
    for one in sample.drawn:
        number = int(one.picture.generation_id[1:])
        if one.picture.stratum == "cook":
            said.append(of_who(number, next(cooks)))
        else:
            said.append(of_who(number, "yes", int(one.subject[-1])))
    add_labels(folder, said)

    every = shares(folder, "*")["yes"]

    # (8 faces * 7.5 + 1 * 2.5) / (8 * 7.5 + 4 * 2.5)
    assert every.value == pytest.approx(62.5 / 70)
    assert every.n == 12
    assert every.low < 62.5 / 70 < every.high
    assert shares(folder, "cook")["yes"].value == 0.25


def test_labels_of_another_subject_than_is_asked_about_are_told_and_not_counted(crowd):
    folder = crowd(2, 2, 1)
    draw_sample(folder, 3, rubrics=[WHO], each="face")
    add_labels(
        folder,
        [
            of_who(0, "yes", 0),
            of_who(1, "no", 1),
            of_who(2, "no"),
            of_who(0, "no"),
            of_who(2, "yes", 0, minute=1),
        ],
    )

    (found,) = labelled(folder)

    assert found.tally.apart == 2, "the whole of g0, and the only face of g2"
    assert shares(folder, "nurse")["yes"].n == 3
    assert shares(folder, "nurse")["yes"].n_missing == 2


def test_faces_are_told_where_whole_pictures_are_asked_about(crowd):
    folder = crowd(2, 1)
    draw_sample(folder, 2, rubrics=[WHO])
    add_labels(folder, [of_who(0, "yes", 0), of_who(0, "no"), of_who(1, "no")])

    (found,) = labelled(folder)

    assert found.tally.apart == 1
    assert shares(folder, "nurse")["no"].measure == "share"
    assert shares(folder, "nurse")["no"].value == 1


def test_one_picture_does_not_say_how_pictures_differ(crowd):
    folder = crowd(2, 2)
    draw_sample(folder, 2, rubrics=[WHO], each="face")
    add_labels(folder, [of_who(0, "yes", 0), of_who(0, "no", 1)])

    (found,) = labelled(folder)

    assert found.shares.estimates == []
    (refused,) = found.shares.not_estimated
    assert (refused.measure, refused.requested) == ("share_of_faces", 2)
    assert "is of one picture" in refused.reason
