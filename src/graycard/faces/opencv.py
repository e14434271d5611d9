"""OpenCV, with what this room needs of it, or an error that says how to get it."""

from __future__ import annotations

from typing import Final

from graycard.errors import EnvironmentFaultError
from graycard.language import noted

_FIX: Final = noted(
    "pip install 'opencv-python-headless>=4.13,<5' (and no other package that brings cv2)"
)


def opencv_series() -> str:
    """Return the first two numbers of OpenCV's version: another series may give other numbers."""
    import cv2

    return ".".join(cv2.__version__.split(".")[:2])


def require_opencv() -> None:
    """Raise unless OpenCV 4 can be imported, and keep it to one thread.

    Readers work in several processes at once; a pool of threads in each would make them slower,
    and numbers depend on how many there are.

    Raises:
        EnvironmentFaultError: If it is not there, or another version took its place.
    """
    try:
        import cv2
    except ImportError as error:
        raise EnvironmentFaultError(
            what=noted("finding faces needs a package that is not installed"),
            why=str(error).partition("\n")[0],
            fix=_FIX,
        ) from error
    lacking = [
        name
        for name, there in (
            ("CascadeClassifier", hasattr(cv2, "CascadeClassifier")),
            ("dnn.readNetFromTFLite", hasattr(getattr(cv2, "dnn", None), "readNetFromTFLite")),
        )
        if not there
    ]
    if lacking or not cv2.__version__.startswith("4."):
        raise EnvironmentFaultError(
            what=noted(
                "finding faces needs OpenCV 4, and OpenCV {value} is installed",
                value=cv2.__version__,
            ),
            why=noted("this OpenCV has no {name}", name=lacking[0])
            if lacking
            else noted("other versions give other numbers"),
            fix=_FIX,
        )
    cv2.setNumThreads(1)
    cv2.ocl.setUseOpenCL(False)
