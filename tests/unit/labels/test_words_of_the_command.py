"""What `graycard label` says of one answer."""

from types import SimpleNamespace

from graycard.cli._labels import state, take_out
from graycard.labels.drawn import draw_sample
from graycard.labels.table import add_labels

from .conftest import HAT, generation, label


def test_one_answer_is_said_in_the_singular(run, tmp_path, capsys):
    folder = run(generation(0), generation(1))
    draw_sample(folder, 2, rubrics=[HAT])
    add_labels(folder, [label(0)])
    audit = SimpleNamespace(folder=folder, path=tmp_path / "run")

    take_out(audit, tmp_path / "blind.csv", rater=None, everybody=False, as_json=False)
    take_out(audit, tmp_path / "all.csv", rater=None, everybody=True, as_json=False)
    state(audit, as_json=False)

    said = capsys.readouterr().out
    assert "1 answer is not in it" in said
    assert "1 answer by everybody" in said
    assert "ann: 1 label of hat" in said
