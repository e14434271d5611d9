"""An audit from the prompts to a page of the app: python whole_road.py FOLDER PHOTOGRAPHS."""

import socket
import sys
import threading
from pathlib import Path
from urllib.request import urlopen

from graycard.app.server import build, server_of
from graycard.auditing import audit, road
from graycard.faces.find import NO_LANDMARKS_BY_HAAR
from graycard.report import write_reports
from graycard.run.run import load_run
from graycard.run.spec import Component

folder, pictures = map(Path, sys.argv[1:])
(folder / "prompts.csv").write_text(
    "text,stratum\na photo of a nurse,nurse\na photo of a ceo,ceo\n"
)
run = audit(
    model="avatar-diffusion",
    prompts=folder / "prompts.csv",
    images_per_prompt=2,
    readers=["zero_shot", "colour"],
    out=folder / "run",
)
road.read(run.path, [Component(name="embedding")])
road.measure(run.path)
run.report.unlink()
write_reports(load_run(run.path))
assert (run.generations.outcome == "ok").all()
assert run.report.is_file()
assert set(run.readings.reader.str.partition("@")[0]) >= {"zero_shot", "colour"}

photographs = audit(images=pictures, profile="photo", out=folder / "photographs")
reasons = photographs.readings.query("attribute == 'skin_tone'").missing_reason
assert {*reasons} == {NO_LANDMARKS_BY_HAAR}
assert "graycard setup faces" in photographs.report.read_text(encoding="utf-8")

answers = threading.Event()
server = server_of(build([run.path]), started=answers.set)
with socket.create_server(("127.0.0.1", 0)) as listener:
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    serving.start()
    assert answers.wait(60)
    port = listener.getsockname()[1]
    with urlopen(f"http://127.0.0.1:{port}/pictures", timeout=60) as answer:
        assert "a photo of a nurse" in answer.read().decode()
    server.should_exit = True
    serving.join(60)
