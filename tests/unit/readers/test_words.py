"""The reader `words` with real tiny models: what they write, what is counted, what is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from graycard import components
from graycard.errors import EnvironmentFaultError, InputError, SpecError
from graycard.hub.models import Source
from graycard.pictures import Picture
from graycard.readers import words
from graycard.readers._words_lists import own_list, shipped_list
from graycard.testing import check_module, check_reader, odd_pictures

KINDS = ("captioner", "answerer", "blip2", "vilt", "vit-bert", "llava")


def of_colour(name, *, size=(40, 48)):
    rgb = np.zeros((*size, 3), np.uint8)
    rgb[:] = {"red": (255, 0, 0), "blue": (0, 0, 255)}[name]
    return Picture(name, b"", rgb)


def load(folder, **settings):
    return components.load("readers", "words", {"model": str(folder), **settings})


def labels(reader, picture):
    return {one.attribute: one.label for one in reader.read([picture])}


@pytest.fixture
def copied(tiny_writer, tmp_path):
    """Return a copy of a tiny model, to be changed."""

    def copy(kind):
        return shutil.copytree(tiny_writer(kind), tmp_path / f"{kind}-changed")

    return copy


class Says:
    """A writer that always writes the same."""

    question = None
    device = "cpu"

    def __init__(self, text):
        self.text = text

    def write(self, rgb):
        return self.text


def reading_of(text, words_looked_for=None):
    listed = words_looked_for or shipped_list("gender")
    says = Source(Path(), "says", "0" * 64)
    reader = words.Words(Says(text), listed, identity="words@test", source=says)
    return list(reader.read([of_colour("red")]))


def test_a_captioner_is_read_with_its_text(tiny_writer):
    reader = load(tiny_writer("captioner"))

    readings = list(reader.read([of_colour("red"), of_colour("blue")]))

    assert [(one.generation_id, one.attribute, one.label) for one in readings] == [
        ("red", "words_feminine", "yes"),
        ("red", "words_masculine", "no"),
        ("red", "words_nonbinary", "no"),
        ("red", "words_person", "no"),
        ("red", "words_gender_marker", "feminine only"),
        ("blue", "words_feminine", "no"),
        ("blue", "words_masculine", "yes"),
        ("blue", "words_nonbinary", "no"),
        ("blue", "words_person", "no"),
        ("blue", "words_gender_marker", "masculine only"),
    ]
    assert [one.text for one in readings] == ["a woman"] * 5 + ["a man"] * 5
    assert reader.domains == {"photographs"}


def test_an_answer_that_names_the_profession_alone_has_no_marker(tiny_writer):
    reader = load(tiny_writer("answerer"))

    assert labels(reader, of_colour("red"))["words_gender_marker"] == "feminine only"
    assert labels(reader, of_colour("blue")) == {
        "words_feminine": "no",
        "words_masculine": "no",
        "words_nonbinary": "no",
        "words_person": "no",
        "words_gender_marker": "no marker",
    }


def test_a_model_that_only_answers_is_asked_what_its_attributes_say(tiny_writer):
    default = load(tiny_writer("answerer"))
    asked = load(tiny_writer("answerer"), question="what is this?")

    assert "What word best describes this person's appearance?" in default.attributes[0].claim
    assert "tiny-answerer, asked 'what is this?', wrote" in asked.attributes[0].claim
    assert "asked" not in load(tiny_writer("captioner")).attributes[0].claim


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("answerer", "what is this?"),
        ("vilt", "what is this?"),
        ("blip2", "question : what is this? answer :"),
        ("llava", "user : what is this? assistant :"),
    ],
)
def test_the_question_is_put_as_the_model_expects_it(tiny_writer, kind, sent):
    writer = load(tiny_writer(kind), question="what is this?")._writer
    from PIL import Image

    inputs = writer.kind.prepare(
        writer.processor, Image.new("RGB", (40, 40), "red"), writer.question
    )

    assert sent in writer.tokenizer.decode(inputs["input_ids"][0], skip_special_tokens=True)
    assert "pixel_values" in inputs


@pytest.mark.parametrize("kind", ["blip2", "llava"])
def test_words_of_the_question_are_not_the_models(tiny_writer, kind, monkeypatch):
    writer = load(tiny_writer(kind), question="woman or man?", max_new_tokens=4)._writer
    whole = []
    generate = writer.model.generate
    monkeypatch.setattr(
        writer.model, "generate", lambda **given: whole.append(generate(**given)) or whole[-1]
    )

    text = writer.write(of_colour("red").rgb)

    assert "woman" in writer.tokenizer.decode(whole[0][0])
    assert "woman" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_the_contract(tiny_writer, kind):
    pictures = [of_colour("red"), of_colour("blue", size=(33, 80))]

    check_reader(lambda: load(tiny_writer(kind), max_new_tokens=6), pictures)


def test_the_module_keeps_the_contract():
    check_module(components.module("readers", "words"))


def test_a_model_that_would_rather_sample_is_read_the_same_each_time(tiny_writer, copied):
    folder = copied("vit-bert")
    path = folder / "generation_config.json"
    wished = {"do_sample": True, "temperature": 9.0, "top_k": 0, "num_beams": 3}
    path.write_text(json.dumps(json.loads(path.read_text()) | wished))
    noise = odd_pictures()[-1]

    texts = [
        load(one, max_new_tokens=12)._writer.write(noise.rgb)
        for one in (folder, folder, tiny_writer("vit-bert"))
    ]

    assert len(set(texts)) == 1
    assert texts[0]


def test_a_text_is_cut_where_the_settings_say(tiny_writer):
    short, long = (
        load(tiny_writer("vit-bert"), max_new_tokens=n)._writer.write(of_colour("red").rgb)
        for n in (2, 6)
    )

    assert 0 < len(short) < len(long)
    assert long.startswith(short)


def test_the_id_has_all_that_decides_a_text_and_nothing_else(tiny_writer, copied):
    changed = copied("answerer")
    config = changed / "config.json"
    config.write_text(config.read_text() + "\n")
    same = shutil.copytree(tiny_writer("answerer"), changed.with_name("elsewhere"))

    def id_of(folder=None, **settings):
        return load(folder or tiny_writer("answerer"), **settings).id

    plain = id_of()
    others = [
        id_of(question="what?"),
        id_of(max_new_tokens=7),
        id_of(words="stable_bias"),
        id_of(own_words={"nurse": ["nurse"]}),
        id_of(dtype="bfloat16"),
        id_of(changed),
    ]
    assert len({plain, *others}) == 7
    assert plain == id_of() == id_of(device="cpu") == id_of(same)
    assert plain == id_of(question="What word best describes this person's appearance?")


def test_how_a_chat_is_put_is_part_of_the_id(tiny_writer, copied):
    folder = copied("llava")
    template = folder / "chat_template.jinja"
    template.write_text(template.read_text().replace("assistant :", "answer :"))

    assert load(folder).id != load(tiny_writer("llava")).id


def test_words_of_ones_own_take_the_place_of_those_that_ship(tiny_writer):
    own = {"nurse": ["nurse", "nurses"], "woman": ["woman"]}
    reader = load(tiny_writer("answerer"), own_words=own)

    assert labels(reader, of_colour("blue")) == {
        "words_nurse": "yes",
        "words_woman": "no",
        "words_marker": "nurse only",
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the model wrote nothing"),
        ("... 2!", "the text has no words"),
        ("一个女人", "the text is in another script than the words"),
        ("женщина", "the text is in another script than the words"),
    ],
)
def test_a_text_that_cannot_be_read_is_missing_and_not_unmarked(text, reason):
    readings = reading_of(text)

    assert {one.missing_reason for one in readings} == {reason}
    assert {(one.label, one.text) for one in readings} == {(None, text)}


def test_words_in_another_script_are_found_in_it():
    own = own_list({"feminine": ["женщина"]})

    assert [one.label for one in reading_of("женщина в костюме", own)] == ["yes", "feminine only"]
    assert [one.label for one in reading_of("a женщина", own)] == ["yes", "feminine only"]
    assert {one.label for one in reading_of("a woman", own)} == {None}


def test_a_text_is_kept_as_it_was_written():
    text = "a WOMAN \x1b[31m<script>\u202e"

    assert {one.text for one in reading_of(text)} == {text}
    assert reading_of(text)[-1].label == "feminine only"


def test_a_picture_without_pixels_is_missing(tiny_writer):
    empty = Picture("empty", b"", np.zeros((0, 4, 3), np.uint8))

    readings = list(load(tiny_writer("captioner")).read([empty, of_colour("red")]))

    assert [one.missing_reason for one in readings[:5]] == ["the picture has no pixels"] * 5
    assert readings[-1].label == "feminine only"


def test_a_picture_that_the_model_cannot_take_is_missing(tiny_writer):
    narrow = next(one for one in odd_pictures() if one.generation_id == "odd-narrow")

    readings = list(load(tiny_writer("vilt")).read([narrow]))

    reason = "the model cannot take a picture of this shape"
    assert {one.missing_reason for one in readings} == {reason}


def test_memory_that_does_not_suffice_stops_the_reading(tiny_writer, monkeypatch):
    import torch

    reader = load(tiny_writer("captioner"))

    def too_much(**_):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9 GiB")

    monkeypatch.setattr(reader._writer.model, "generate", too_much)
    with pytest.raises(EnvironmentFaultError, match="memory of cpu does not suffice"):
        list(reader.read([of_colour("red")]))


@pytest.mark.parametrize("kind", ["captioner", "vit-bert"])
def test_a_captioner_is_not_asked(tiny_writer, kind):
    with pytest.raises(SpecError, match="cannot be asked a question"):
        load(tiny_writer(kind), question="what is this?")


def test_a_model_that_writes_nothing_about_pictures_is_refused(copied):
    folder = copied("captioner")
    config = folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"architectures": ["BlipModel"]}))

    with pytest.raises(InputError, match="does not write about pictures") as refused:
        load(folder)
    assert refused.value.why == "it is a BlipModel"


def test_a_chat_model_that_cannot_be_asked_is_refused(copied):
    folder = copied("llava")
    (folder / "chat_template.jinja").unlink()

    with pytest.raises(InputError, match="without a chat template"):
        load(folder)


def test_a_model_with_weights_missing_is_refused_instead_of_made_up(copied):
    from safetensors.torch import load_file, save_file

    folder = copied("captioner")
    weights = load_file(folder / "model.safetensors")
    del weights["text_decoder.bert.encoder.layer.0.output.dense.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})

    with pytest.raises(InputError, match="no complete weights"):
        load(folder)


def test_a_question_longer_than_the_model_reads_is_an_error_before_any_picture(tiny_writer):
    with pytest.raises(InputError, match="writes nothing about pictures"):
        load(tiny_writer("answerer"), question="what " * 80)


def test_a_vocabulary_is_not_invented(copied):
    folder = copied("answerer")
    (folder / "tokenizer.json").unlink()

    with pytest.raises(InputError, match="has no vocabulary"):
        load(folder)


def test_code_that_comes_with_weights_is_not_run(copied, tmp_path):
    folder = copied("captioner")
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.OwnConfig"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass OwnConfig: pass\n")

    with pytest.raises(InputError, match="needs Python code"):
        load(folder)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"own_words": {"asian": ["asian"]}}, "names a race or an ethnicity"),
        ({"own_words": {"a": ["black man"]}}, "names a race or an ethnicity"),
        ({"question": "What race is this person?"}, "of the question names a race"),
        ({"own_words": {"a": []}}, "at least 1 item"),
        ({"words": "genders"}, "words"),
        ({"question": ""}, "question"),
        ({"revision": "v1", "model": "owner/name@v2"}, "two revisions"),
        ({"max_new_tokens": 0}, "max_new_tokens"),
        ({"qestion": "what?"}, "did you mean question"),
    ],
)
def test_settings_are_looked_at_before_anything_is_loaded(settings, message):
    with pytest.raises(SpecError, match=message):
        components.load("readers", "words", {"model": "owner/name", **settings})


def test_a_folder_that_is_not_there_is_an_error():
    with pytest.raises(InputError, match="there is no folder"):
        load("./not/there")
