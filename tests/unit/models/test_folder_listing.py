import io
import json
import os
import shutil

import pytest
from PIL import Image

from graycard import components, roles
from graycard.documents import digest
from graycard.errors import InputError, SpecError
from graycard.models import folder


def png(colour="red", mode="RGB", size=(4, 4)):
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def make(root, **files):
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return root


def load(root, **settings):
    return components.load("models", "folder", {"path": root, **settings})


def deliver(model, *sources):
    requests = [
        roles.Request(text=None, repetition=0, seed=None, source=source) for source in sources
    ]
    return list(model.generate(requests))


def listed(model):
    return [(image.source, image.text, image.stratum) for image in model.listing]


class TestWithoutPrompts:
    def test_a_flat_folder_has_one_stratum_and_no_text(self, tmp_path):
        model = load(make(tmp_path, **{"b.png": png(), "a.jpg": png()}))

        assert listed(model) == [("a.jpg", None, "all"), ("b.png", None, "all")]
        assert not model.strata_known
        assert {(i.marked, i.language, i.seed) for i in model.listing} == {(None, "und", None)}

    def test_sub_folders_are_strata(self, tmp_path):
        model = load(make(tmp_path, **{"nurse/1.png": png(), "ceo/1.png": png()}))

        assert listed(model) == [("ceo/1.png", None, "ceo"), ("nurse/1.png", None, "nurse")]
        assert model.strata_known

    def test_one_folder_for_all_is_no_stratum(self, tmp_path):
        model = load(make(tmp_path, **{"images/1.png": png(), "images/2.png": png()}))

        assert {stratum for _, _, stratum in listed(model)} == {"all"}
        assert not model.strata_known

    def test_deeper_folders_keep_their_whole_name(self, tmp_path):
        model = load(make(tmp_path, **{"sd/nurse/1.png": png(), "dalle/nurse/1.png": png()}))

        assert [stratum for _, _, stratum in listed(model)] == ["dalle/nurse", "sd/nurse"]

    def test_pictures_beside_the_sub_folders_do_not_join_a_stratum(self, tmp_path):
        model = load(make(tmp_path, **{"nurse/1.png": png(), "1.png": png()}))

        assert [stratum for _, _, stratum in listed(model)] == ["(no sub-folder)", "nurse"]

    def test_what_does_not_look_like_a_picture_is_passed_over(self, tmp_path):
        files = {"README.md": "", ".hidden.png": png(), ".cache/a.png": png(), "Thumbs.db": ""}
        model = load(make(tmp_path, **files, **{"A.PNG": png(), "new.heic": "?"}))

        assert [image.source for image in model.listing] == ["A.PNG", "new.heic"]

    def test_the_order_does_not_depend_on_the_file_system(self, tmp_path, monkeypatch):
        make(tmp_path, **{f"{name}.png": png() for name in "bca"})
        walk = os.walk
        monkeypatch.setattr(
            folder.list_folder.__globals__["os"],
            "walk",
            lambda *a, **k: ((f, d[::-1], names[::-1]) for f, d, names in walk(*a, **k)),
        )

        assert [image.source for image in load(tmp_path).listing] == ["a.png", "b.png", "c.png"]

    def test_the_same_pictures_elsewhere_are_the_same_model(self, tmp_path):
        make(tmp_path / "one", **{"a/1.png": png(), "b/1.png": png()})
        shutil.copytree(tmp_path / "one", tmp_path / "two")

        first, second = load(tmp_path / "one"), load(tmp_path / "two")
        make(tmp_path / "two", **{"b/2.png": png()})

        assert first.id == second.id
        assert (
            first.listing_digest == second.listing_digest != load(tmp_path / "two").listing_digest
        )


class TestMetadata:
    def test_csv(self, tmp_path):
        text = (
            "\ufefffile_name,prompt,stratum,language,seed,marked,extra\r\n"
            'b.png,"a nurse, <b>smiling</b>",nurse,en,7,false,x\r\n'
            "sub/a.png, a female nurse ,,,,yes,\r\n"
        )
        model = load(make(tmp_path, **{"metadata.csv": text, "b.png": png(), "sub/a.png": png()}))

        assert model.listing == (
            roles.ListedImage(
                source="b.png",
                text="a nurse, <b>smiling</b>",
                stratum="nurse",
                marked=False,
                language="en",
                seed=7,
            ),
            roles.ListedImage(
                source="sub/a.png",
                text=" a female nurse ",
                stratum=" a female nurse ",
                marked=True,
                language="und",
                seed=None,
            ),
        )
        assert model.strata_known

    def test_json_lines(self, tmp_path):
        rows = [
            {"file_name": "a.png", "text": "a nurse", "seed": 0, "marked": False},
            {"file_name": "b.png", "text": None, "seed": None},
        ]
        text = "\n".join(map(json.dumps, rows))
        model = load(make(tmp_path, **{"metadata.jsonl": text, "a.png": png(), "b.png": png()}))

        assert listed(model) == [("a.png", "a nurse", "a nurse"), ("b.png", None, "(no prompt)")]
        assert [image.seed for image in model.listing] == [0, None]

    def test_paths_are_relative_to_the_metadata(self, tmp_path):
        files = {
            f"{part}/metadata.csv": f"file_name,prompt\n./1.png,{part}\n"
            for part in ("train", "test")
        }
        pictures = {f"{part}/1.png": png() for part in ("train", "test")}
        model = load(make(tmp_path, **files, **pictures))

        assert listed(model) == [("test/1.png", "test", "test"), ("train/1.png", "train", "train")]

    def test_columns_can_be_named(self, tmp_path):
        text = "file_name,caption,job,prompt,text\na.png,a nurse,nurse,x,y\n"
        model = load(
            make(tmp_path, **{"metadata.csv": text, "a.png": png()}),
            prompt_column="caption",
            stratum_column="job",
        )

        assert listed(model) == [("a.png", "a nurse", "nurse")]

    def test_metadata_without_prompts_names_no_strata(self, tmp_path):
        text = "file_name,seed\na.png,1\n"
        model = load(make(tmp_path, **{"metadata.csv": text, "a.png": png()}))

        assert listed(model) == [("a.png", None, "all")]
        assert not model.strata_known

    def test_a_row_without_file_is_a_failed_row(self, tmp_path):
        text = "file_name,prompt\na.png,x\ngone.png,x\n"
        model = load(make(tmp_path, **{"metadata.csv": text, "a.png": png()}))

        assert [d.outcome for d in deliver(model, "a.png", "gone.png")] == ["ok", "failed"]
        assert deliver(model, "gone.png")[0].detail == "there is no such file"

    def test_pictures_that_no_row_names_are_not_left_out_silently(self, tmp_path):
        text = "file_name,prompt\na.png,x\n"
        make(tmp_path, **{"metadata.csv": text, "a.png": png(), "b.png": png()})

        with pytest.raises(InputError, match=r"1 pictures .*\n.*b\.png\n.*unlisted: skip"):
            load(tmp_path)
        assert listed(load(tmp_path, unlisted="skip")) == [("a.png", "x", "x")]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("filename,prompt\na.png,x\n", "did you mean 'file_name'"),
            ("path,prompt\na.png,x\n", "has no column file_name"),
            ("file_name,prompt,text\na.png,x,y\n", "column prompt and a column text"),
            ("file_name,prompt\na.png,x\na.png,y\n", "line 3 names a.png again"),
            ("file_name,prompt\n/etc/passwd,x\n", "line 2: .*\n.*is a full path"),
            ("file_name,prompt\nC:\\a.png,x\n", "is a full path"),
            ("file_name,prompt\n../a.png,x\n", "leads out of the folder"),
            ("file_name,prompt\nb/../../a.png,x\n", "leads out of the folder"),
            ("file_name,prompt\nb\\..\\..\\a.png,x\n", "leads out of the folder"),
            ("file_name,prompt\n,x\n", "it is ''"),
            ("file_name,prompt,seed\na.png,x,-1\n", "seed cannot be used"),
            ("file_name,prompt,seed\na.png,x,1.5\n", "seed cannot be used"),
            ("file_name,prompt,seed\na.png,x,4294967296\n", "seed cannot be used"),
            ("file_name,prompt,marked\na.png,x,maybe\n", "marked cannot be used"),
            ("file_name,prompt\n", "no picture|are not in its metadata"),
        ],
    )
    def test_rows_that_cannot_be_used_are_named(self, tmp_path, text, message):
        make(tmp_path, **{"metadata.csv": text, "a.png": png()})

        with pytest.raises(InputError, match=message):
            load(tmp_path)

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ('{"file_name": "a.png", "prompt": ["x"]}', "line 1: prompt cannot be used"),
            ('{"file_name": 3, "prompt": "x"}', "it is 3"),
            ('{"file_name": "a.png", "seed": true}', "seed cannot be used"),
            ('{"file_name": "a.png"', "line 1 is not JSON"),
        ],
    )
    def test_json_rows_that_cannot_be_used_are_named(self, tmp_path, row, message):
        make(tmp_path, **{"metadata.jsonl": row, "a.png": png()})

        with pytest.raises(SpecError, match=message):
            load(tmp_path)

    def test_parquet_metadata_is_not_ignored(self, tmp_path):
        make(tmp_path, **{"metadata.parquet": b"PAR1", "a.png": png()})

        with pytest.raises(InputError, match=r"to_json\('metadata\.jsonl'"):
            load(tmp_path)

    def test_a_column_that_is_not_there(self, tmp_path):
        make(tmp_path, **{"metadata.csv": "file_name,prompt\na.png,x\n", "a.png": png()})

        with pytest.raises(SpecError, match="has no column caption"):
            load(tmp_path, prompt_column="caption")


@pytest.mark.parametrize("column", ["promt", "Prompt", "markd", "stratums"])
def test_a_misspelt_column_does_not_pass_in_silence(tmp_path, column):
    make(tmp_path, **{"a.png": png(), "metadata.csv": f"file_name,{column}\na.png,x\n"})

    with pytest.raises(SpecError, match="did you mean"):
        load(tmp_path)


def test_a_column_that_the_user_named_is_not_misspelt(tmp_path):
    make(tmp_path, **{"a.png": png(), "metadata.csv": "file_name,prompts\na.png,x\n"})

    assert listed(load(tmp_path, prompt_column="prompts")) == [("a.png", "x", "x")]


class TestFactors:
    TEXT = """file_name,prompt,scene,place,region,note
a.png,a house,house,,,x
b.png,a house in Lagos,house,Lagos,Africa,y
"""

    def written(self, root, text=TEXT):
        return make(root, **{"a.png": png(), "b.png": png("blue"), "metadata.csv": text})

    def test_scene_place_and_region_are_kept_and_other_columns_are_not(self, tmp_path):
        factors = [image.factors for image in load(self.written(tmp_path)).listing]

        assert factors == [
            {"scene": "house"},
            {"scene": "house", "place": "Lagos", "region": "Africa"},
        ]

    def test_others_are_kept_if_they_are_named(self, tmp_path):
        model = load(self.written(tmp_path), factor_columns=["note"])

        assert [image.factors for image in model.listing] == [{"note": "x"}, {"note": "y"}]

    def test_a_place_that_is_misspelt_does_not_pass_in_silence(self, tmp_path):
        with pytest.raises(SpecError, match="did you mean 'place'"):
            load(self.written(tmp_path, self.TEXT.replace("place", "plaice")))

    def test_a_listing_without_factors_is_what_it_was(self, tmp_path):
        """A run of a folder that was begun before there were factors can be resumed."""
        text = "file_name,prompt\na.png,x\nb.png,y\n"
        model = load(self.written(tmp_path, text))
        before = [
            {"source": name, "text": text, "stratum": text, "marked": None, "language": "und",
             "seed": None}
            for name, text in (("a.png", "x"), ("b.png", "y"))
        ]  # fmt: skip

        assert model.listing_digest == digest(before)
        assert load(self.written(tmp_path)).listing_digest != model.listing_digest
