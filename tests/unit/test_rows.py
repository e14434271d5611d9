import pytest

from graycard.errors import SpecError
from graycard.rows import read_rows


def rows(tmp_path, text, name="a.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_rows(path)


def test_texts_are_kept_to_the_letter(tmp_path):
    found = rows(tmp_path, 'id,text\r\na," two,\r\nlines ""quoted"" "\r\nb, spaces \r\n')

    assert [row.cells["text"] for row in found] == [' two,\r\nlines "quoted" ', " spaces "]
    assert [row.line for row in found] == [3, 4]


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path):
    assert rows(tmp_path, b"\xef\xbb\xbfid\na\n")[0].cells == {"id": "a"}


def test_empty_lines_are_no_rows(tmp_path):
    assert [row.line for row in rows(tmp_path, "id\n\na\n\n")] == [3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no first line"),
        ("\n", "has no first line"),
        ("id,id\n", "'id' stands there twice"),
        ("id,\n", "a column has no name"),
        ("id;text\na;b\n", "separated by semicolons"),
        ("id\ttext\na\tb\n", "separated by tabs"),
        ("id,text\na,b,c\n", "line 2 has 3 cells"),
        ("id,text\na\n", "line 2 has 1 cells"),
        ('id,text\na,"b\n', "line 2 is not CSV"),
        ('id,text\na,"b"c\n', "line 2 is not CSV"),
        ("id\n" + "x" * 200_000, "line 2 is not CSV"),
    ],
)
def test_a_broken_csv_names_the_line(tmp_path, text, message):
    with pytest.raises(SpecError, match=message):
        rows(tmp_path, text)


def test_json_lines(tmp_path):
    found = rows(tmp_path, '{"a": 1}\r\n\n{"a": "x\u2028y"}', "a.jsonl")

    assert [(row.line, row.cells) for row in found] == [(1, {"a": 1}), (3, {"a": "x\u2028y"})]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{'a': 1}", "character 2"),
        ("[1]", "holds '.1.'"),
        ('{"a": NaN}', "NaN is not a JSON value"),
        (r'{"a": "\ud800"}', "half of a surrogate pair"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_json_line_is_named(tmp_path, line, why):
    with pytest.raises(SpecError, match=f"line 2 .*\n  why  .*{why}"):
        rows(tmp_path, '{"a": 1}\n' + line, "a.jsonl")
