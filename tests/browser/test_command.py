"""`graycard explore RUN`: a server of this machine's own, and errors in three lines."""

import re
import socket
import subprocess
import sys
import urllib.request

import pytest


@pytest.fixture
def exploring():
    """Start the command, and give the process and the address that it prints."""
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "graycard", "explore", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        return process, found.group() if found else line + process.stderr.read()

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=30)


def test_it_serves_a_run_on_a_free_port_of_loopback(exploring, drawn_run):
    process, address = exploring(drawn_run, "--port", 0, "--no-browser")

    with urllib.request.urlopen(address, timeout=30) as answer:
        assert b"Overview" in answer.read()
    assert process.poll() is None


def test_a_port_that_is_taken_is_told(exploring, drawn_run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process, said = exploring(drawn_run, "--port", taken.getsockname()[1], "--no-browser")

    assert "cannot be listened on" in said
    assert process.wait(30) == 3


def test_what_is_no_run_is_told(exploring, tmp_path):
    process, said = exploring(tmp_path / "nothing", "--no-browser")

    assert "there is no run" in said
    assert process.wait(30) == 2


def test_a_public_copy_answers_to_the_name_it_was_given_and_writes_nothing(exploring, drawn_run):
    import http.client

    _, address = exploring(drawn_run, "--port", 0, "--public-as", "bias.example")
    port = int(address.rstrip("/").rpartition(":")[2])

    def ask(method, host):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(method, "/", headers={"host": host, "sec-fetch-site": "same-origin"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.getheader("content-security-policy")

    status, policy = ask("GET", "bias.example")
    assert status == 200
    assert "frame-ancestors 'self' https://huggingface.co" in policy
    assert ask("GET", "evil.example")[0] == 421
    assert ask("POST", "bias.example")[0] == 403
