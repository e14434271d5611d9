"""Text that nobody vouches for: prompts, file names, what a model says of itself."""

from __future__ import annotations

import re
from typing import Any, Final

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\ufffe\uffff]"
)
"""Controls that are not valid in HTML, and those that turn the text around them."""

_FOLDERS: Final = re.compile(
    r"""(?<![\w:/.-])(?:/(?:[^/\s'"<>]+/)+|[A-Za-z]:\\(?:[^\\\s'"<>]+\\)*)"""
)
"""All of an absolute path but its last part."""

_FIRST_STRONG, _POP = "\u2068", "\u2069"
_LONGEST: Final = 60

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~!$])")


def cleaned(value: Any) -> Any:
    """Return a text with what cannot be seen made visible; everything else as it is.

    Example:
        >>> cleaned("nurse" + chr(0x202E) + "gnp") == "nurse" + chr(0xFFFD) + "gnp"
        True
    """
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", value) if type(value) is str else value


def in_sentence(name: str, *, longest: int = _LONGEST) -> str:
    """Return a name that can stand in a sentence: short, and unable to turn the text around it.

    Example:
        >>> in_sentence("nurse")
        'nurse'
        >>> len(in_sentence("n" * 500).strip(_FIRST_STRONG + _POP))
        60
    """
    plain = " ".join(str(cleaned(name)).replace(_FIRST_STRONG, "").replace(_POP, "").split())
    short = plain if len(plain) <= longest else f"{plain[: longest - 1]}…"
    return short if short.isascii() else f"{_FIRST_STRONG}{short}{_POP}"


def without_folders(text: str) -> str:
    """Return a text in which paths of some machine are only their last part.

    Example:
        >>> without_folders("cannot open '/home/ada/x/1.png' at https://example.org/a/b")
        "cannot open '1.png' at https://example.org/a/b"
    """
    return _FOLDERS.sub("", text)


def markdown(text: str) -> str:
    r"""Return a text that GitHub-flavoured Markdown shows as it is, on one line.

    Example:
        >>> markdown("a|b <i>`*")
        'a\\|b \\<i\\>\\`\\*'
        >>> markdown("see https://example.org")
        'see https&#58;//example.org'
    """
    line = " ".join(cleaned(text).split())
    escaped = _MARKUP.sub(r"\\\1", line.replace("&", "&amp;"))
    return escaped.replace("://", "&#58;//").replace("www.", "www&#46;").replace("@", "&#64;")
