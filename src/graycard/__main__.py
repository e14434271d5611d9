"""`python -m graycard` is `graycard`."""

from __future__ import annotations

from graycard.cli import main

if __name__ == "__main__":
    main()
