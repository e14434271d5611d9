import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.neighbors import NearestNeighbors

from graycard.errors import EnvironmentFaultError, InputError
from graycard.explore.neighbours import nearest
from graycard.explore.neighbours.nearest import ByDirection, ByValue, nearest_among, neighbours
from graycard.explore.neighbours.of_many import ByLists


def cloud(n, d, *, groups=None, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    if groups:
        x = 0.5 * x + rng.normal(size=(groups, d))[rng.integers(groups, size=n)]
    return x.astype(np.float32)


def test_exact_neighbours_are_those_of_brute_force():
    x = cloud(400, 32)
    brute = NearestNeighbors(n_neighbors=11, metric="cosine", algorithm="brute").fit(x)
    apart, rows = brute.kneighbors(x[:20])
    index = nearest_among(x)

    for of in range(20):
        found = index.query(of, k=10)
        assert found.rows.tolist() == rows[of, 1:].tolist()
        assert found.values == pytest.approx(1 - apart[of, 1:], abs=1e-5)
        assert (found.among, found.recall) == (399, None)


def test_blocks_change_nothing(monkeypatch):
    x = cloud(100, 8)
    whole = neighbours(x, of=3, k=20)
    monkeypatch.setattr("graycard.explore.neighbours._rows._BLOCK", 64)

    assert neighbours(x, of=3, k=20).rows.tolist() == whole.rows.tolist()


def test_a_picture_is_never_its_own_neighbour_and_its_copies_come_first_in_order():
    x = cloud(50, 16)
    x[[40, 7, 23]] = 3 * x[11]  # the same direction, another length

    found = neighbours(x, of=11, k=4)

    assert found.rows[:3].tolist() == [7, 23, 40]
    assert found.values[:3].tolist() == [1, 1, 1]
    assert 11 not in neighbours(x, of=11, k=49).rows


def test_ties_at_the_last_place_go_to_the_lower_rows():
    x = np.repeat(np.eye(4, dtype=np.float32), [1, 30, 1, 1], axis=0)
    x[0] = [1, 1, 0, 0]

    assert neighbours(x, of=0, k=5).rows.tolist() == [1, 2, 3, 4, 5]
    assert neighbours(x, of=0, k=5).values == pytest.approx(np.full(5, 0.5**0.5))


def test_there_are_no_more_neighbours_than_others():
    assert neighbours(np.eye(3, dtype=np.float32), of=2, k=64).rows.tolist() == [0, 1]
    alone = neighbours(np.ones((1, 4), np.float32), of=0, k=64)
    assert (alone.rows.tolist(), alone.among) == ([], 0)


def test_rows_without_a_direction_have_no_neighbours_and_are_nobodys():
    x = cloud(6, 3)
    x[2] = 0
    x[4, 1] = np.nan

    assert sorted(neighbours(x, of=0, k=9).rows.tolist()) == [1, 3, 5]
    for row in (2, 4):
        with pytest.raises(InputError, match=f"row {row} has no neighbours"):
            neighbours(x, of=row)


@pytest.mark.parametrize("of", [-1, 6])
def test_rows_that_are_not_there_are_refused(of):
    with pytest.raises(InputError, match=f"there is no row {of}"):
        neighbours(cloud(6, 3), of=of)


def test_no_neighbours_cannot_be_asked_for():
    with pytest.raises(InputError, match="0 neighbours"):
        neighbours(cloud(6, 3), of=0, k=0)


def test_vectors_of_another_shape_are_refused():
    with pytest.raises(InputError, match=r"shape \(2, 3, 4\)"):
        nearest_among(np.zeros((2, 3, 4), np.float32))


def test_sparse_vectors_have_the_neighbours_of_dense_ones():
    x = cloud(80, 40)
    x[np.abs(x) < 1] = 0

    for of in (0, 17):
        sparse, dense = neighbours(csr_matrix(x), of=of, k=12), neighbours(x, of=of, k=12)
        assert sparse.rows.tolist() == dense.rows.tolist()
        assert sparse.values == pytest.approx(dense.values, abs=1e-8)


def test_memory_mapped_vectors_have_the_neighbours_of_those_in_memory(tmp_path):
    x = cloud(60, 8)
    np.save(tmp_path / "x.npy", x)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")

    assert neighbours(mapped, of=5).rows.tolist() == neighbours(x, of=5).rows.tolist()


def test_numbers_are_near_by_their_difference():
    values = np.array([10.0, 30.0, np.nan, 11.0, 9.0, 10.0])

    found = ByValue(values).query(0, k=3)

    assert found.rows.tolist() == [5, 3, 4]
    assert found.values.tolist() == [0, 1, 1]
    assert found.among == 4
    with pytest.raises(InputError, match="row 2"):
        ByValue(values).query(2)


def test_the_same_call_is_approximate_beyond_the_limit_and_exact_where_asked(monkeypatch):
    pytest.importorskip("faiss")
    monkeypatch.setattr(nearest, "EXACT_UP_TO", 500)
    x = cloud(2000, 16, groups=20)

    assert isinstance(nearest_among(x[:500]), ByDirection)
    assert isinstance(nearest_among(x), ByLists)
    assert isinstance(nearest_among(x, exact=True), ByDirection)
    assert isinstance(nearest_among(csr_matrix(x)), ByDirection)
    assert isinstance(nearest_among(x[:, 0]), ByValue)


def test_the_recall_that_is_told_holds_on_pictures_that_it_was_not_measured_on():
    pytest.importorskip("faiss")
    x = cloud(6000, 24, groups=60)
    x[77] = 0
    index, exact = ByLists(x), ByDirection(x)

    tried = [row for row in range(0, 6000, 60) if row != 77]
    hits = [
        len(set(index.query(row).rows.tolist()) & set(exact.query(row).rows.tolist())) / 64
        for row in tried
    ]

    recall = index.query(0).recall
    assert recall.share >= 0.95
    assert recall.low - 0.03 <= np.mean(hits) <= recall.high + 0.03
    assert (recall.n, recall.k, recall.level) == (64, 64, 0.95)
    assert index.looked_into < index.lists
    with pytest.raises(InputError, match="row 77"):
        index.query(77)


def test_what_is_found_approximately_has_the_numbers_of_the_exact_answer():
    pytest.importorskip("faiss")
    x = cloud(3000, 24, groups=10)
    x[9] = x[2500]
    found = ByLists(x).query(9, k=10)
    exact = ByDirection(x).query(9, k=2999)
    numbers = dict(zip(exact.rows.tolist(), exact.values.tolist(), strict=True))

    assert found.rows[0] == 2500
    assert 9 not in found.rows
    assert found.values.tolist() == [numbers[row] for row in found.rows.tolist()]
    assert (np.diff(found.values) <= 0).all()


def test_the_index_tells_how_much_memory_it_takes_beside_the_vectors():
    faiss = pytest.importorskip("faiss")
    index = ByLists(cloud(3000, 24, groups=10))

    written = len(faiss.serialize_index(index._index))

    assert index.__sizeof__() == pytest.approx(written, rel=0.05)


def test_without_faiss_many_vectors_say_what_to_install(monkeypatch):
    monkeypatch.setattr(nearest, "EXACT_UP_TO", 10)
    monkeypatch.setitem(__import__("sys").modules, "faiss", None)

    with pytest.raises(EnvironmentFaultError, match=r"graycard\[large\]"):
        neighbours(cloud(20, 4), of=0)
