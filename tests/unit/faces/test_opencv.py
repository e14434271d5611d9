import sys

import cv2
import pytest

from graycard.errors import EnvironmentFaultError
from graycard.faces.opencv import require_opencv


def test_one_thread_a_process():
    cv2.setNumThreads(4)

    require_opencv()

    assert cv2.getNumThreads() == 1


def test_without_it_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "cv2", None)

    with pytest.raises(EnvironmentFaultError, match=r"opencv-python-headless>=4\.13,<5"):
        require_opencv()


def test_another_opencv_in_its_place_is_told(monkeypatch):
    monkeypatch.setattr(cv2, "__version__", "5.0.0")

    with pytest.raises(EnvironmentFaultError, match=r"OpenCV 5\.0\.0 is installed"):
        require_opencv()
    monkeypatch.delattr(cv2, "CascadeClassifier")
    with pytest.raises(EnvironmentFaultError, match="this OpenCV has no CascadeClassifier"):
        require_opencv()
