"""What pages of the app refuse, said in Chinese: the sentence, why, and what to do."""

import asyncio
import re
import sys
from html import unescape

import pytest
from PIL import Image

from graycard.app.asking import ask
from graycard.app.server import build
from graycard.auditing import audit
from graycard.faces.files import DETECTOR, FOLDER_VARIABLE, cache_folder


@pytest.fixture(scope="module")
def drawings(few_prompts, tmp_path_factory):
    """An app with two drawings of each of four strata, and their vectors."""
    out = tmp_path_factory.mktemp("drawings") / "run"
    return build(
        [audit(prompts=few_prompts, images_per_prompt=2, readers=["embedding"], out=out).path]
    )


@pytest.fixture(scope="module")
def photographs(tmp_path_factory):
    """An app with two photographs of nobody, and vectors of a model that knows drawings."""
    folder = tmp_path_factory.mktemp("photographs")
    (folder / "pictures").mkdir()
    for number in range(2):
        Image.new("RGB", (64, 64), (90, 90 * number, 90)).save(folder / f"pictures/{number}.png")
    run = audit(
        images=folder / "pictures",
        readers=["embedding"],
        outside_domain=True,
        out=folder / "run",
    )
    return build([run.path])


def shown(app, address, language="zh-Hans"):
    """Return the words of a page, once what it waits for is there."""
    page = "data-again"
    while "data-again" in page:
        answer = asyncio.run(ask(app, f"{address}&lang={language}"))
        page = re.search(r"<h1.*</main>", answer.body.decode(), re.DOTALL)[0]
    return unescape(re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize(
    ("address", "said", "english"),
    [
        (
            "/shares?figure=share-9&download=pdf",
            ["没有这样的下载", "格式有：csv、svg、png。", "请使用图表下方的链接。"],
            "There is no such download",
        ),
        (
            "/pictures?stratum=nruse",
            ["这里没有 stratum 为 'nruse' 的内容", "您是想说 'nurse' 吗？", "请从中选择一个"],
            "Nothing here has the stratum 'nruse'",
        ),
        (
            "/compare?left.prompt=<b>",
            ["没有提示词 '<b>'", "没有请求具有这样的文本", "例如 'a photo of a"],
            "No prompt is '<b>'",
        ),
        (
            "/words?a.stratum=nurse&b.outcome=ok",
            ["有 2 个请求同时在两组中", "图片不能与自身比较", "请选择没有共同内容的两组"],
            "2 requests are in both groups",
        ),
        (
            "/words?a.stratum=nurse&b.stratum=ceo",
            ["可比较的图片太少：2 张和 2 张", "每组需要 3 张", "请选择更大的组"],
            "Too few pictures can be compared: 2 and 2",
        ),
        (
            "/words?a.stratum=nruse",
            ["这里没有 stratum 为 'nruse' 的内容", "您是想说 'nurse' 吗？"],
            "Nothing here has the stratum 'nruse'",
        ),
        (
            "/clusters?k=3",
            ["这里没有指明身份的提示词"],
            "No prompt here names identities",
        ),
    ],
)  # fmt: skip
def test_what_is_refused_of_drawings(drawings, address, said, english):
    found = shown(drawings, address)

    for one in said:
        assert one in found
    assert english not in found
    assert english in shown(drawings, address, "en")


def test_words_that_a_model_does_not_have(photographs):
    found = shown(photographs, "/words?show=yes")

    assert "avatar-clip 没有描述" in found.casefold()
    assert "has no words" not in found


def a_picture(app):
    """Return how an address names a picture of an app."""
    return re.search(r"of=(0-[0-9a-f]{64})", asyncio.run(ask(app, "/neighbours")).body.decode())[1]


def test_pictures_without_visual_words(photographs):
    found = shown(photographs, f"/neighbours?by=visual-words&of={a_picture(photographs)}")

    assert "这些图片中没有视觉词" in found
    assert "一个词需要 10 个关键点，而 2 张图片共有 0 个" in found
    assert "请选择另一种“接近”，或更多图片" in found
    assert "key points" not in found


def test_a_package_that_is_missing(drawings, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.cluster", None)

    found = shown(drawings, f"/neighbours?by=visual-words&of={a_picture(drawings)}")

    assert "视觉词需要尚未安装的软件包" in found
    assert "没有名为 'sklearn.cluster' 的模块" in found
    assert "pip install 'graycard[explore]'" in found


def test_a_damaged_face_file(drawings, monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    cache_folder().mkdir()
    (cache_folder() / DETECTOR.name).write_bytes(b"no model")

    found = shown(drawings, "/average-faces?show=yes")

    assert f"人脸文件 {DETECTOR.name} 已损坏" in found
    assert "或其 sha256 与应有的不同" in found
    assert "请重新获取：graycard setup faces" in found


@pytest.mark.usefixtures("networks")
def test_pictures_of_nobody_have_no_average(photographs):
    address = "/average-faces?show=yes"

    found = shown(photographs, address)

    assert "没有可取平均的人脸" in found
    assert "2 张图片中没有一张可用：2 张未找到人脸" in found
    assert "请选择其他图片" in found
    assert "Of 2 pictures none is left: 2 no face was found" in shown(photographs, address, "en")
