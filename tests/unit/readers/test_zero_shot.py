"""Labels by likeness to texts: against the library called by hand, and against drawn truth."""

import numpy as np
import pytest

from graycard import components
from graycard.avatar import PERSON, professions, render, sample
from graycard.errors import InputError, SpecError
from graycard.pictures import Picture
from graycard.readers._avatar_classes import FEATURES, RIGHT
from graycard.readers._encoder import find_encoder
from graycard.readers._zero_shot import NOT_FINITE, Question, ZeroShot
from graycard.testing import check_reader
from graycard.types import Attribute

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

pytestmark = pytest.mark.filterwarnings("ignore")

TEXTS = {"nurse": "a photo of a nurse", "ceo": "a photo of the ceo", "chef": "a chef, smiling"}


def classes(categories=None, **changes):
    categories = (
        {name: [text] for name, text in TEXTS.items()} if categories is None else categories
    )
    return {"work": {"claim": "What they do.", "categories": categories, **changes}}


@pytest.fixture
def load(tiny_eye):
    def load_(kind="clip", *, name="zero_shot", **settings):
        options = {"model": str(tiny_eye(kind)), "device": "cpu", **settings}
        if name == "zero_shot":
            options.setdefault("classes", classes())
        return components.load("readers", name, options)

    return load_


def table(readings, categories=tuple(TEXTS)):
    return np.array([[one.probabilities[name] for name in categories] for one in readings])


@pytest.fixture
def logits(tiny_eye, pictures):
    """Return the library's own logits of the pictures for some texts, shape (5, texts)."""

    def of(kind, texts):
        folder = tiny_eye(kind)
        model = transformers.AutoModel.from_pretrained(folder).eval()
        processor = transformers.AutoImageProcessor.from_pretrained(folder)
        tokenizer = transformers.CLIPTokenizer.from_pretrained(folder)
        length = (
            {"padding": "max_length", "max_length": 64, "return_attention_mask": False}
            if kind == "siglip"
            else {"padding": True}
        )
        with torch.inference_mode():
            return (
                model(
                    **processor(images=[one.rgb for one in pictures], return_tensors="pt"),
                    **tokenizer(list(texts), return_tensors="pt", **length),
                )
                .logits_per_image.double()
                .numpy()
            )

    return of


class TestProbabilities:
    def test_of_clip_are_the_softmax_of_its_logits(self, load, pictures, logits):
        odds = np.exp(logits("clip", TEXTS.values()))
        expected = odds / odds.sum(axis=1, keepdims=True)

        readings = list(load(abstain_below=0).read(pictures))

        np.testing.assert_allclose(table(readings), expected, atol=1e-4)
        best = [list(TEXTS)[column] for column in expected.argmax(axis=1)]
        assert [one.label for one in readings] == best

    def test_of_siglip_are_its_sigmoids_divided_by_their_sum(self, load, pictures, logits):
        scores = 1 / (1 + np.exp(-logits("siglip", TEXTS.values())))
        expected = scores / scores.sum(axis=1, keepdims=True)

        found = table(load("siglip", abstain_below=0).read(pictures))

        np.testing.assert_allclose(found, expected, atol=1e-4)
        softmax = np.exp(logits("siglip", TEXTS.values()))
        softmax /= softmax.sum(axis=1, keepdims=True)
        assert abs(found - softmax).max() > 1e-3, "it would be another number"

    def test_several_texts_are_averaged_as_vectors_of_length_one(self, tiny_eye, load, pictures):
        """Worked out from the features of the library, in float64."""
        folder = tiny_eye("clip")
        model = transformers.CLIPModel.from_pretrained(folder).eval()
        processor = transformers.CLIPProcessor.from_pretrained(folder)
        groups = {"a": ["a nurse", "the nurse with glasses"], "b": ["a ceo"]}
        templates = ["a photo of {}", "{}, smiling"]

        def unit(array):
            return array / np.sqrt((array**2).sum(axis=-1, keepdims=True))

        def features(texts):
            inputs = processor.tokenizer(texts, padding=True, return_tensors="pt")
            pooled = model.text_model(**inputs).pooler_output
            return unit(model.text_projection(pooled).detach().double().numpy())

        centres = [
            unit(
                features([t.replace("{}", text) for t in templates for text in texts]).mean(axis=0)
            )
            for texts in groups.values()
        ]
        inputs = processor.image_processor(
            images=[one.rgb for one in pictures], return_tensors="pt"
        )
        pooled = model.vision_model(**inputs).pooler_output
        images = unit(model.visual_projection(pooled).detach().double().numpy())
        odds = np.exp(float(model.logit_scale.exp()) * images @ np.stack(centres).T)
        expected = odds / odds.sum(axis=1, keepdims=True)

        reader = load(classes=classes(groups), templates=templates, abstain_below=0)

        np.testing.assert_allclose(table(reader.read(pictures), ("a", "b")), expected, atol=1e-4)

    def test_below_the_band_there_is_no_label_and_the_probabilities_are_kept(self, load, pictures):
        tops = table(load(abstain_below=0).read(pictures)).max(axis=1)
        between = float(np.sort(tops)[1:3].mean())

        readings = list(load(abstain_below=between).read(pictures))

        missing = [one.missing_reason for one in readings]
        assert missing.count(None) == 3
        assert sorted({reason for reason in missing if reason}) == [
            f"abstained: no probability reaches {between:g}"
        ]
        assert [one.label is None for one in readings] == list(tops < between)
        np.testing.assert_allclose(table(readings).sum(axis=1), 1)

    @pytest.mark.parametrize(
        ("logits", "missing"),
        [
            ((-18, -14), "abstained: nothing fits, no score reaches 0.001"),
            ((-6.9, -14), None),
            ((-7.0, -14), "abstained: nothing fits, no score reaches 0.001"),
            ((2, 2), "abstained: no probability reaches 0.6"),
        ],
    )
    def test_where_no_score_of_siglip_says_that_anything_fits_there_is_no_label(
        self, pictures, logits, missing
    ):
        """-18 and -14 are shares of .02 and .98, and a model that sees neither."""

        class Sees:
            name, digest, width, scale, bias = "sees", "0" * 64, 2, 20.0, -8.0
            device, source = "cpu, 1 thread", "a stand-in"

            def texts(self, texts):
                wanted = dict(zip("ab", logits, strict=True))
                cosines = np.array([(wanted[one] - self.bias) / self.scale for one in texts])
                return np.stack([cosines, np.sqrt(1 - cosines**2)], axis=1).astype(np.float32)

            def pictures(self, pictures):
                return np.tile(np.float32([1, 0]), (len(pictures), 1))

        attribute = Attribute(
            name="x", categories=("a", "b"), scale="nominal", claim="c", source="s"
        )
        reader = ZeroShot(
            "x@0", Sees(), [Question(attribute, {"a": ["a"], "b": ["b"]})],
            abstain_below=0.6, fits_from=0.001, not_validated=None,
        )  # fmt: skip

        first = next(iter(reader.read(pictures)))

        assert first.missing_reason == missing
        assert (first.label is None) == (missing is not None)
        share = 1 / (1 + np.exp(logits[1] - logits[0]))
        assert first.probabilities["a"] == pytest.approx(share, abs=2e-3)

    def test_numbers_that_are_not_finite_are_missing(self, tiny_eye, tmp_path, pictures):
        model = transformers.CLIPModel.from_pretrained(tiny_eye("clip"))
        model.visual_projection.weight.data.zero_()
        folder = tmp_path / "broken"
        model.save_pretrained(folder)
        transformers.CLIPProcessor.from_pretrained(tiny_eye("clip")).save_pretrained(folder)
        reader = components.load(
            "readers", "zero_shot", {"model": str(folder), "classes": classes()}
        )

        assert {one.missing_reason for one in reader.read(pictures)} == {NOT_FINITE}
        assert {one.probabilities is None for one in reader.read(pictures)} == {True}


class TestContract:
    @pytest.mark.parametrize("kind", ["clip", "siglip"])
    def test_zero_shot(self, load, pictures, kind):
        check_reader(lambda: load(kind), pictures)

    @pytest.mark.parametrize("kind", ["clip", "siglip"])
    def test_features(self, load, pictures, kind):
        check_reader(lambda: load(kind, name="features", features="a tie,a hard hat"), pictures)

    def test_the_id_follows_all_that_decides_a_label(self, load):
        kinds = [
            load(),
            load("siglip"),
            load(dtype="bfloat16"),
            load(abstain_below=0.7),
            load("siglip", fits_from=0.01),
            load(templates=["a photo: {}"]),
            load(classes=classes({"nurse": ["a nurse"], "ceo": ["a ceo"]})),
            load(classes=classes(claim="Something else.")),
        ]

        assert len({one.id for one in kinds}) == len(kinds)
        assert load(device="auto").id == load(device="cpu").id
        assert load(fits_from=0.01).id == load().id, "a CLIP has no scores of its own"


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"classes": {}}, "at least 1 item"),
            ({"classes": classes({"only": ["one"]})}, "at least 2 items"),
            ({"classes": classes({"a": ["x"], "b": []})}, "'b' has no texts"),
            ({"classes": classes({"a": ["x"], "b": [" "]})}, "'b' has no texts, or an empty one"),
            ({"classes": classes({"a": ["x"], "b": ["x"]})}, "stands for 'a' and for 'b'"),
            ({"classes": {"Work!": classes()["work"]}}, "should match pattern"),
            ({"classes": classes(claim="")}, "at least 1 character"),
            ({"templates": ["a photo"]}, "needs one {}"),
            ({"templates": []}, "at least 1 item"),
            ({"templates": ["a {}"], "classes": None}, "templates are for classes of your own"),
            ({"abstain_below": 1.5}, "less than or equal to 1"),
            ({"clases": {}}, "did you mean classes"),
        ],
    )
    def test_settings_that_make_no_sense(self, load, wrong, message):
        with pytest.raises(SpecError, match=message):
            load(**wrong)

    def test_another_model_without_classes(self, load):
        with pytest.raises(SpecError, match="zero_shot has no classes for"):
            load(classes=None)

    def test_a_model_without_texts(self, load):
        with pytest.raises(InputError, match="has no text tower"):
            load("dinov2")

    @pytest.mark.parametrize(
        "asked",
        [
            {"race": classes()["work"]},
            {"perceived_race": classes()["work"]},
            {"ethnicity": classes()["work"]},
            classes({"asian": ["a"], "other": ["b"]}),
            classes({"a": ["a photo of a black person"], "b": ["a photo of a white person"]}),
            classes({"a": ["a Hispanic woman"], "b": ["a woman"]}),
            classes({"a": ["a photo of a black doctor"], "b": ["a photo of a white doctor"]}),
            classes({"a": ["a person's race"], "b": ["b"]}),
            {"person": {"claim": "c", "categories": {"black": ["a"], "white": ["b"]}}},
            {"nurse": {"claim": "c", "categories": {"black": ["a"], "white": ["b"]}}},
        ],
    )
    def test_race_and_ethnicity(self, load, asked):
        with pytest.raises(SpecError, match="names a race or an ethnicity"):
            load(classes=asked)

    def test_race_that_only_a_template_completes(self, load):
        asked = classes({"a": ["beautiful black"], "b": ["beautiful"]})

        with pytest.raises(SpecError, match="'a beautiful black woman' of the classes"):
            load(classes=asked, templates=["a {} woman"])

    def test_no_reader_is_made_of_a_question_about_race(self, tiny_eye):
        """Whatever way its texts came: the class itself asks."""
        encoder = find_encoder(str(tiny_eye("clip")), revision=None, dtype="float32", device="cpu")
        attribute = Attribute(
            name="x", categories=("a", "b"), scale="nominal", claim="c", source="s"
        )
        asked = Question(attribute, {"a": ["a white doctor"], "b": ["a doctor"]})

        with pytest.raises(SpecError, match="names a race or an ethnicity"):
            ZeroShot("x@0", encoder, [asked], abstain_below=0, fits_from=0, not_validated=None)

    def test_colours_are_no_races(self, load):
        colours = {"black": ["black hair"], "white": ["white hair"]}
        asked = {"hair_colour": {"claim": "Of the hair.", "categories": colours}}

        assert load(classes=asked).attributes[0].categories == ("black", "white")

    @pytest.mark.parametrize("phrase", ["an Asian woman", "a white man", "race", "a black nurse"])
    def test_features_of_race(self, load, phrase):
        with pytest.raises(SpecError, match="names a race or an ethnicity"):
            load(name="features", features=[phrase])

    @pytest.mark.parametrize("name", ["asian", "black", "white_person", "perceived_race"])
    def test_names_of_features_of_race(self, load, name):
        with pytest.raises(SpecError, match=f"'{name}' of the features names a race"):
            load(name="features", features={name: "a person like this"})

    @pytest.mark.parametrize(
        ("features", "message"),
        [
            ("", "the feature '' has no words"),
            ("a tie,", "the feature '' has no words"),
            ([], "at least 1 item"),
            ("a tie,the tie", "'the tie' is named twice"),
            (["ein Hut", "ein hut"], "named twice"),
            (["領帯"], "write features as a map"),
            ({"Tie": "a tie"}, "cannot be the name"),
            ({"tie": ""}, "at least 1 character"),
            ({"tie": {"present": ["a tie"]}}, "for present and for absent, or none"),
            ({"tie": {"present": ["a"], "absent": ["a"]}}, "as present and as absent"),
            ({"tie": {"present": ["a"], "absent": [" "]}}, "is empty"),
            ({"tie": {"presnt": ["a"]}}, "presnt"),
            ([{"tie": 1}], "holds phrases"),
            (7, "should be keys and values"),
        ],
    )
    def test_features_that_make_no_sense(self, load, features, message):
        with pytest.raises(SpecError, match=message):
            load(name="features", features=features)


class TestFeatures:
    def test_each_is_an_attribute_of_its_own(self, load):
        reader = load(name="features", features="a tie, the white dress ,glasses,red sari")

        assert [one.name for one in reader.attributes] == [
            "tie",
            "white_dress",
            "glasses",
            "red_sari",
        ]
        assert {one.categories for one in reader.attributes} == {("yes", "no")}

    def test_by_names_of_ones_own(self, load):
        named = {"krawatte": "a tie", "hard_hat": {"present": ["a nurse"], "absent": ["a ceo"]}}
        first, second = load(name="features", features=named).attributes

        assert (first.name, second.name) == ("krawatte", "hard_hat")
        assert "'a tie'" in first.claim
        assert "'hard hat'" in second.claim

    def test_yes_is_likeness_to_the_captions_that_speak_of_it(self, load, pictures, logits):
        captions = {"present": ["a nurse"], "absent": ["a ceo"]}
        odds = np.exp(logits("clip", ["a nurse", "a ceo"]))
        expected = odds[:, 0] / odds.sum(axis=1)

        readings = list(
            load(name="features", features={"x": captions}, abstain_below=0).read(pictures)
        )

        np.testing.assert_allclose(table(readings, ("yes", "no"))[:, 0], expected, atol=1e-4)
        assert [one.label for one in readings] == ["yes" if p > 0.5 else "no" for p in expected]


@pytest.fixture(scope="module")
def drawn():
    """1,700 renders of every profession with their labels, none of which was trained on."""
    found = []
    for number in range(1700):
        avatar = sample([*professions(), PERSON][number % 17], seed=900_000 + number)
        rgb = np.asarray(render(avatar, seed=number))
        found.append((Picture(str(number), b"", rgb), avatar.labels()))
    return found


class TestDrawnWorld:
    def test_it_is_as_often_right_as_it_says(self, drawn):
        """The renders and the model are fixed, so this is no estimate and needs no interval."""
        reader = components.load("readers", "zero_shot", {"abstain_below": 0})
        right = dict.fromkeys(RIGHT, 0)
        for one in reader.read([picture for picture, _ in drawn]):
            right[one.attribute] += one.label == drawn[int(one.generation_id)][1][one.attribute]

        for name, stated in RIGHT.items():
            assert right[name] / len(drawn) >= stated, name
        assert min(RIGHT.values()) >= 0.8

    def test_so_is_every_feature(self, drawn):
        """A yes or no about a category is right at least as often as the category."""
        named = {f"f{number}": phrase for number, phrase in enumerate(FEATURES)}
        settings = {"features": named, "abstain_below": 0}
        right = dict.fromkeys(named, 0)
        for one in components.load("readers", "features", settings).read(
            [picture for picture, _ in drawn]
        ):
            attribute, category = FEATURES[named[one.attribute]]
            truth = drawn[int(one.generation_id)][1][attribute] == category
            right[one.attribute] += (one.label == "yes") == truth

        for name, phrase in named.items():
            assert right[name] / len(drawn) >= RIGHT[FEATURES[phrase][0]], phrase
        assert {"a tie", "glasses", "a hard hat", "grey hair"} < set(FEATURES)

    def test_what_was_validated_is_its_domain(self):
        def domains(name, **settings):
            reader = components.load("readers", name, settings)
            return reader.domains

        assert domains("zero_shot") == domains("features") == {"drawn world"}
        assert domains("features", features="a tie,a hard hat") == {"drawn world"}
        assert domains("features", features={"binder": "a tie"}) == {"drawn world"}
        assert domains("features", features="a tie,a red sari") == frozenset()
        assert domains("features", features="a beard") == frozenset(), "it is read too badly"
        assert domains("features", features={"tie": {"present": ["a"], "absent": ["b"]}}) == set()
        assert domains("zero_shot", classes=classes()) == frozenset()

    def test_another_copy_of_the_model_is_another_model(self, tmp_path):
        """What was validated is the model that ships, by its name."""
        import shutil

        from graycard.avatar.weights import weights_folder

        folder = shutil.copytree(weights_folder("avatar-clip"), tmp_path / "avatar-clip")
        reader = components.load("readers", "features", {"model": str(folder)})

        assert reader.domains == frozenset()
