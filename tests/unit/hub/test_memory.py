"""Want of memory is the machine's fault, wherever it shows."""

import numpy as np
import pytest

from graycard.errors import EnvironmentFaultError, InputError
from graycard.hub.load import load_weights
from graycard.hub.memory import is_out_of_memory, memory_faults
from graycard.hub.models import Source
from graycard.hub.place import put_on
from graycard.pictures import Picture
from graycard.readers._encoder import Encoder
from graycard.readers._words_kinds import KINDS
from graycard.readers._words_writer import UnpreparedError, Writer

torch = pytest.importorskip("torch")

WANTS = [
    MemoryError(),
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
    RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: not enough memory"),
    RuntimeError("could not create a primitive"),
    OSError("cannot allocate memory"),
]
OTHERS = [RuntimeError("shapes do not fit"), ValueError("out of memory"), OSError("no such file")]


def raising(error):
    def call(*_, **__):
        raise error

    return call


class Thing:
    """A model, its class and its device, any of which may fail."""

    __name__ = "Thing"
    dtype = torch.float32

    def __init__(self, error=None):
        self.to = self.from_pretrained = raising(error)


@pytest.mark.parametrize("error", WANTS, ids=repr)
def test_want_of_memory_is_told(error):
    assert is_out_of_memory(error)
    with (
        pytest.raises(EnvironmentFaultError, match=r"nothing done\n  why  mps: ."),
        memory_faults("nothing done", device="mps"),
    ):
        raise error


@pytest.mark.parametrize("error", OTHERS, ids=repr)
def test_other_errors_pass(error):
    assert not is_out_of_memory(error)
    with pytest.raises(type(error)) as raised, memory_faults("x", device="cpu"):
        raise error
    assert raised.value is error


@pytest.mark.parametrize("error", WANTS, ids=repr)
def test_weights_that_do_not_fit_are_not_to_be_downloaded_again(tmp_path, error):
    source = Source(tmp_path, "mine", "0" * 64)

    with pytest.raises(EnvironmentFaultError, match="mine does not fit into memory"):
        load_weights(Thing(error), source, dtype="float32", device="cpu")
    with pytest.raises(InputError, match="mine cannot be loaded"):
        load_weights(Thing(OTHERS[0]), source, dtype="float32", device="cpu")


def test_a_device_that_does_not_work_is_not_one_that_is_full():
    with pytest.raises(EnvironmentFaultError, match="mine does not fit on the device cuda"):
        put_on(Thing(WANTS[1]), "cuda", name="mine")
    with pytest.raises(EnvironmentFaultError, match="mine cannot be put on the device cuda"):
        put_on(Thing(RuntimeError("no kernel image is available")), "cuda", name="mine")


@pytest.mark.parametrize("error", WANTS, ids=repr)
def test_an_encoder_without_memory_is_no_reader_that_crashes(error):
    encoder = Encoder.__new__(Encoder)
    encoder._device, encoder._dtype, encoder._last = "cpu", "float32", None
    encoder._processor = raising(error)

    with pytest.raises(EnvironmentFaultError, match="does not suffice for 1 pictures"):
        encoder.pictures([Picture("a", b"", np.zeros((8, 8, 3), np.uint8))])


@pytest.mark.parametrize("error", WANTS, ids=repr)
def test_a_writer_without_memory_is_none_of_odd_pictures(error):
    def writer(raised):
        return Writer(
            model=Thing(), processor=raising(raised), tokenizer=None, question=None,
            kind=KINDS["BlipForConditionalGeneration"], max_new_tokens=1, device="cpu",
        )  # fmt: skip

    rgb = np.zeros((8, 8, 3), np.uint8)
    with pytest.raises(EnvironmentFaultError, match="does not suffice to read one picture"):
        writer(error).write(rgb)
    with pytest.raises(UnpreparedError):
        writer(OTHERS[0]).write(rgb)
