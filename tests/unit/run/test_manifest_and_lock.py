import json

import pytest

from graycard.errors import DamagedRunError, NewerRunError, RunError, RunLockedError
from graycard.run.folder import RunFolder
from graycard.run.lock import sole_writer
from graycard.run.manifest import new_launch, read_manifest, write_manifest


def test_a_manifest_comes_back(folder):
    launch = new_launch("audit", workers=2)

    write_manifest(folder, [launch], kind="audit")

    manifest = read_manifest(folder)
    assert (manifest.schema_version, manifest.kind, manifest.launches) == (1, "audit", (launch,))
    assert launch.packages["numpy"]
    assert launch.ended is None


def test_a_newer_run_is_refused_even_where_its_manifest_has_other_fields(folder):
    folder.manifest.write_text(json.dumps({"schema": 2, "surprise": [], "kind": "dream"}))

    with pytest.raises(NewerRunError, match="its schema is 2, this version knows 1"):
        read_manifest(folder)


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": "one"}', '{"schema": 1}'])
def test_a_damaged_manifest_is_named(folder, text):
    folder.manifest.write_text(text)

    with pytest.raises(DamagedRunError, match=r"manifest\.json is damaged"):
        read_manifest(folder)


def test_a_folder_that_is_no_run_is_named(tmp_path):
    with pytest.raises(RunError, match="is not a run"):
        read_manifest(RunFolder(tmp_path))
    with pytest.raises(RunError, match="there is no run"):
        read_manifest(RunFolder(tmp_path / "absent"))


def test_there_is_one_writer_at_a_time(folder):
    other = sole_writer(folder)
    with sole_writer(folder), pytest.raises(RunLockedError, match="another process"):
        other.__enter__()
    with sole_writer(folder):
        pass
