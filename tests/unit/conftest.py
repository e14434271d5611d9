"""A hub of one repository, for everything that loads weights of others; landmarks of a face."""

import http.server
import json
import threading
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest

from graycard.skin.regions import CHEEKS, FOREHEAD, LANDMARKS, OUTLINE

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(http.server.BaseHTTPRequestHandler):
    """As much of the hub as its client asks for, with one repository and three faults."""

    folder: Path
    asked: list[str]
    commit = COMMIT

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        path = unquote(self.path.partition("?")[0])
        self.asked.append(path)
        if "owner/gated" in path:
            return self._answer(403, b"", {"X-Error-Code": "GatedRepo"})
        if "owner/tiny" not in path and "owner/data" not in path:
            return self._answer(401, b"", {"X-Error-Code": "RepoNotFound"})
        if "/v1" not in path and "/main" not in path and COMMIT not in path:
            return self._answer(404, b"", {"X-Error-Code": "RevisionNotFound"})
        files = {
            one.relative_to(self.folder).as_posix(): one
            for one in self.folder.rglob("*")
            if one.is_file()
        }
        commit = {"X-Repo-Commit": COMMIT}
        if path.startswith("/api/") and "/tree/" in path:
            entries = [
                {"type": "file", "path": name, "size": one.stat().st_size, "oid": name}
                for name, one in files.items()
            ]
            return self._answer(200, json.dumps(entries).encode(), commit)
        if path.startswith("/api/"):
            siblings = [{"rfilename": name} for name in files]
            about = {"id": "owner/tiny", "sha": COMMIT, "siblings": siblings}
            return self._answer(200, json.dumps(about).encode(), commit)
        name = path.partition("/resolve/")[2].partition("/")[2]
        if name not in files or "owner/data" in path:
            return self._answer(404, b"", {"X-Error-Code": "EntryNotFound", **commit})
        etag = {"ETag": f'"{abs(hash(name)):040x}"'}
        return self._answer(200, files[name].read_bytes(), commit | etag)

    def _answer(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def hub_of(tmp_path, monkeypatch):
    """Put a server on this machine in the hub's place, and give its client an empty cache.

    The function takes the folder that is `owner/tiny` there, and returns what was asked.
    """
    huggingface_hub = pytest.importorskip("huggingface_hub")
    from huggingface_hub import constants

    handler = type("HubHere", (Hub,), {"asked": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    for name, value in {
        "ENDPOINT": address,
        "HUGGINGFACE_CO_URL_TEMPLATE": address + "/{repo_id}/resolve/{revision}/{filename}",
        "HF_HUB_CACHE": str(tmp_path / "cache"),
        "HUGGINGFACE_HUB_CACHE": str(tmp_path / "cache"),
        "HF_HUB_OFFLINE": False,
        "HF_HUB_DISABLE_XET": True,
    }.items():
        monkeypatch.setattr(constants, name, value, raising=False)
    monkeypatch.setattr(huggingface_hub.hf_api.api, "endpoint", address)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    huggingface_hub.close_session()

    def serve(folder):
        handler.folder = folder
        return handler

    yield serve
    server.shutdown()
    server.server_close()
    huggingface_hub.close_session()


def _around(corners, box):
    """Return points around a rectangle, one for each corner, clockwise from its upper left."""
    left, top, right, bottom = box
    path = np.array(
        [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], float
    )
    steps = np.linspace(0, 4, len(corners), endpoint=False)
    sides = steps.astype(int)
    return path[sides] + (steps % 1)[:, None] * (path[sides + 1] - path[sides])


@pytest.fixture
def face_landmarks():
    """Return the landmarks of a face of 60 x 60 pixels whose cheeks and forehead are rectangles."""

    def lay_out(*, left=(10, 30, 20, 40), right=(40, 30, 50, 40), forehead=(10, 5, 50, 15)):
        landmarks = np.full((LANDMARKS, 2), 30.0, np.float32)
        regions = ((OUTLINE, (0, 0, 60, 60)), (CHEEKS[0], left), (CHEEKS[1], right))
        for corners, box in (*regions, (FOREHEAD, forehead)):
            landmarks[list(corners)] = _around(corners, box)
        return landmarks

    return lay_out
