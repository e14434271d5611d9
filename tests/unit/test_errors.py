import pickle

import pytest

from graycard import errors

ALL = [
    one
    for one in vars(errors).values()
    if isinstance(one, type) and issubclass(one, errors.GraycardError)
]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_an_error_comes_back_whole_from_another_process(kind):
    error = kind(what="a", why="b", fix="c")

    back = pickle.loads(pickle.dumps(error))

    assert type(back) is kind
    assert (back.what, back.why, back.fix, str(back)) == ("a", "b", "c", str(error))


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_the_docstring_draws_every_error_with_its_exit_code(kind):
    line = next(one for one in (errors.__doc__ or "").splitlines() if kind.__name__ in one)

    assert kind.exit_code in (1, 2, 3)
    if "(" in line:
        assert f"({kind.exit_code})" in line
