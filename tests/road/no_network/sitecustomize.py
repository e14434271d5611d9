"""A machine without a network: whatever asks for another machine is written down, and fails.

Python imports this before anything else where its folder is on PYTHONPATH. Audit events come from
the C code of sockets, so no library gets past it that speaks through Python.
"""

import os
import sys
from ipaddress import ip_address
from pathlib import Path

ASKED = Path(os.environ["ASKED_OF_THE_NETWORK"])
ADDRESS = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
NAME = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}


def is_here(host):
    """Return whether a host is this machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def watch(event, values):
    """Refuse what leaves this machine; a Unix socket's address is a path and no pair."""
    if event in ADDRESS:
        address = values[ADDRESS[event]]
        host = address[0] if isinstance(address, tuple) else None
    elif event in NAME:
        host = values[NAME[event]]
    else:
        return
    if not is_here(host):
        with ASKED.open("a", encoding="utf-8") as file:
            file.write(f"{event} {host}\n")
        raise OSError(101, "Network is unreachable")


sys.addaudithook(watch)
