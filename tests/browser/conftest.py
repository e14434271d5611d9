"""A real browser before a real server, on a free port of this machine."""

import csv
import json
import os
import shutil
import socket
import threading
from collections import defaultdict
from contextlib import contextmanager

import pytest
from PIL import Image

from graycard.auditing import audit

HOW = "apt-get install chromium (or set CHROMIUM to the path of a Chromium or Chrome)"


@contextmanager
def serving(*runs, **options):
    """Serve run folders, and give the address without a slash at its end."""
    from graycard.app.server import build, server_of

    app, answers = build(runs, **options), threading.Event()
    server = server_of(app, started=answers.set)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        assert answers.wait(30), "the server did not start"
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.fixture(scope="session", autouse=True)
def patient():
    """Pages wait for their work: what a test finds does not hang on how fast its machine is.

    A test of the page that is shown meanwhile says so itself, and holds the work up.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graycard.app.waiting.PATIENCE", 60.0)
        patch.setattr("graycard.app.waiting._IN_PLACE", 60.0)
        yield


@pytest.fixture(scope="session")
def chromium():
    """The path of a browser; where there is none, tests say how to get one."""
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"there is no browser: {HOW}")
    if found is None:
        pytest.skip(f"there is no browser: {HOW}")
    return found


UNUSED = (
    # Each window would prepare the lists below its address bar as two more pages.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # Each page would have a process started for the one that may follow it.
    "SpareRendererForSitePerProcess",
    # Of two such lists a browser heeds the last, so this one repeats what Playwright turns off.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
"""What a browser has for its own window: nobody sees it here, and it takes as long as the pages."""


PATIENCE = 120_000
"""Milliseconds after which a browser gives up: nothing is so slow but what never comes."""


@pytest.fixture(scope="module")  # its event loop runs as long as it is open
def browser(chromium):
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", f"--disable-features={','.join(UNUSED)}"],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def windows():
    """Windows that tests have left, by what cannot be changed once they are open."""
    return defaultdict(list)


@pytest.fixture
def new_page(browser, windows):
    """Open a page in a window of its own; the test fails if the page logs an error.

    `new_page(width=390, dark=True, scripts=False, locale="zh-CN")` opens it as a reader would who
    has such a window. Two windows of a test are those of two people. What a test leaves is used
    again, without its cookies: to open a window takes longer than most pages do.
    """
    used, errors = [], []

    def note(said):
        # A page with an error's status is no fault of the page; what it was not let do is.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            errors.append(said.text)

    def fail(error):
        errors.append(str(error))

    def open_(*, width=1280, height=900, dark=False, scripts=True, locale="en-GB"):
        left = windows[scripts, locale]
        page = left.pop() if left else browser.new_page(java_script_enabled=scripts, locale=locale)
        page.set_default_timeout(PATIENCE)
        used.append((left, page))
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme="dark" if dark else "light")
        page.on("console", note)
        page.on("pageerror", fail)
        return page

    yield open_
    for left, page in used:
        page.remove_listener("console", note)
        page.remove_listener("pageerror", fail)
        if page.locator("[data-again]").count():
            page.goto("about:blank")  # it would load itself again, in the midst of another test
        page.context.clear_cookies()
        left.append(page)
    assert not errors


def follow(link):
    """Click what leads to another page, and wait until all of that is there."""
    with link.page.expect_navigation():
        link.click()


def widths(images):
    """Wait until each of these pictures is there, and return how wide they are, in pixels."""
    images.first.wait_for()
    images.page.wait_for_function(
        "images => images.every(one => one.complete && one.naturalWidth > 0)",
        arg=images.element_handles(),
    )
    return images.evaluate_all("all => all.map(one => one.naturalWidth)")


@pytest.fixture(scope="session")
def drawn_run(tmp_path_factory):
    """A small run of the drawn world; tests must not change it."""
    folder = tmp_path_factory.mktemp("browser")
    prompts = [
        {"id": name, "text": f"a photo of {article} {name}", "stratum": name, "marked": False}
        for article, name in (("a", "nurse"), ("a", "ceo"), ("an", "engineer"))
    ]
    spelt = {"name": "three jobs", "licence": "CC0-1.0", "source": "tests", "prompts": prompts}
    (folder / "prompts.yaml").write_text(json.dumps(spelt))  # JSON is YAML
    return audit(
        prompts=folder / "prompts.yaml", images_per_prompt=12, out=folder / "drawn run"
    ).path


@pytest.fixture(scope="session")
def drawn(drawn_run):
    """The address of the app that shows the small run."""
    with serving(drawn_run) as address:
        yield address


@pytest.fixture
def accessible():
    """Fail if axe finds something serious or critical in a page as it is shown now.

    The page must run scripts: axe is one, and waits for ever where they are off.
    """

    def check(page):
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(page).response["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        assert not grave, "\n".join(
            f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes'][:3]]}"
            for one in grave
        )

    return check


EVIL = "<script>document.title='owned'</script>"


@pytest.fixture(scope="session")
def people_run(tmp_path_factory):
    """A run with identity prompts, controls and a stratum with an evil name."""
    folder = tmp_path_factory.mktemp("people")
    prompts = []
    for tone in ("light-skinned", "dark-skinned"):
        for shown in ("feminine", "masculine"):
            for noun, stratum in (("person", f"{tone} {shown}"), ("chef", "chef")):
                prompts.append(
                    {
                        "id": f"{tone} {shown} {noun}",
                        "text": f"a photo of a {tone} {shown} {noun}",
                        "stratum": stratum,
                        "marked": True,
                    }
                )
    # The drawn world passes over words that it does not know.
    prompts += [
        {"id": "chef", "text": "a photo of a chef", "stratum": "chef", "marked": False},
        {"id": "evil", "text": f"a nurse {EVIL}", "stratum": EVIL, "marked": False},
    ]
    for one in prompts:
        if one["marked"]:
            one["text"] += f" {EVIL}" if "light" in one["text"] else ""
    spelt = {"name": "people", "licence": "CC0-1.0", "source": "tests", "prompts": prompts}
    (folder / "prompts.yaml").write_text(json.dumps(spelt))  # JSON is YAML
    return audit(
        prompts=folder / "prompts.yaml", images_per_prompt=16,
        readers=["embedding", "renderer_truth"], out=folder / "run",
    ).path  # fmt: skip


SCRIPT = "<script>document.title = 'taken over'</script>"
QUOTED = "it's \"<b>quoted\" & 'more'.png"


@pytest.fixture(scope="session")
def untrusted_run(tmp_path_factory):
    """A folder that somebody wants to do harm with: prompts, names, and what is no picture."""
    folder = tmp_path_factory.mktemp("untrusted")
    (folder / "pictures").mkdir()
    for colour, name in (("teal", QUOTED), ("red", "gone.png"), ("navy", "fine.png")):
        Image.new("RGB", (40, 30), colour).save(folder / "pictures" / name)
    (folder / "pictures" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    with (folder / "pictures" / "metadata.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file_name", "prompt", "stratum"])
        for name in (QUOTED, "gone.png", "fine.png", "broken.png"):
            rows.writerow([name, f"a photo of {SCRIPT}", f"{SCRIPT}\"'"])
    run = audit(images=folder / "pictures", out=folder / "run '\"<i>")
    kept = run.generations
    source = kept["source"].to_list().index("gone.png")
    run.images.path(kept["image_sha256"][source], "png").unlink()
    return run.path


@pytest.fixture(scope="session")
def untrusted(untrusted_run):
    """The address of the app that shows that folder."""
    with serving(untrusted_run) as address:
        yield address
