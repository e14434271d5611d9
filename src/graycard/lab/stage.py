"""One stage of training: a loss, a number of steps, and checkpoints to go on from.

A stage is a function of its seed: the batch and the noise of a step depend on the step's number
alone. Training that was interrupted and resumed ends with the same weights, bit for bit, as
training that ran through, on the same machine with the same number of threads; but for
avatar-clip, whose kernels in torch do not always round alike, and for what goes by its readings.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from graycard.avatar.seeds import derive
from graycard.errors import InputError
from graycard.lab.placing import put_whole
from graycard.lab.plan import Schedule

Say = Callable[[str], None]


@dataclass(frozen=True)
class Stage:
    """What is trained, and how.

    Attributes:
        name: Names the checkpoint.
        seed: Of the plan.
        schedule: Steps, batch, rate.
        modules: What is trained, by name.
        loss: From the step's number to a scalar. It may draw from torch's global generator,
            which is seeded before each call.
        apart: Modules, by name, that learn from a term of their own, with their rates, which
            neither rise nor fall. Their gradients are clipped by themselves, so that neither they
            nor the others are shortened because the other term is steep.
    """

    name: str
    seed: int
    schedule: Schedule
    modules: Mapping[str, nn.Module]
    loss: Callable[[int], Tensor]
    apart: Mapping[str, float] = field(default_factory=dict)


def batch_of(stage: str, step: int, *, seed: int, n: int, batch: int) -> Tensor:
    """Return which of `n` examples a step learns from: every example once an epoch.

    Example:
        >>> first = batch_of("vae", 0, seed=1, n=4, batch=2).tolist()
        >>> second = batch_of("vae", 1, seed=1, n=4, batch=2).tolist()
        >>> sorted(first + second)
        [0, 1, 2, 3]
    """
    chosen = []
    for at in range(step * batch, (step + 1) * batch):
        epoch, place = divmod(at, n)
        chosen.append(_order(stage, epoch, seed, n)[place])
    return torch.stack(chosen)


_orders: dict[tuple[str, int, int, int], Tensor] = {}


def _order(stage: str, epoch: int, seed: int, n: int) -> Tensor:
    key = (stage, epoch, seed, n)
    if key not in _orders:
        if len(_orders) > 4:
            _orders.clear()
        generator = torch.Generator().manual_seed(derive(seed, stage, "epoch", epoch) % 2**63)
        _orders[key] = torch.randperm(n, generator=generator)
    return _orders[key]


def run_stage(
    stage: Stage,
    folder: Path,
    *,
    checkpoint_every: int = 500,
    until: int | None = None,
    say: Say = print,
) -> dict[str, nn.Module]:
    """Train a stage, going on from its checkpoint if there is one.

    Args:
        stage: What to train; its modules are changed in place.
        folder: Holds `<name>.pt`, and `<name>-uncooled.pt` from before the rate falls.
        checkpoint_every: Steps between checkpoints.
        until: Stop after so many steps in all; the schedule stays that of the whole stage.
        say: Told about progress, a line at a time.

    Returns:
        The trained modules by name: where the schedule has a moving average, the averages of those
        that have weights.

    Raises:
        InputError: If the checkpoint holds other modules than the stage has.
    """
    folder.mkdir(parents=True, exist_ok=True)
    optimizer = torch.optim.AdamW(_groups(stage), weight_decay=0.01)
    averages = {
        name: copy.deepcopy(module)
        for name, module in stage.modules.items()
        if any(True for _ in module.parameters())  # the others remember, and learn nothing
    }
    path = folder / f"{stage.name}.pt"
    first = 0
    if path.exists():
        state = _state(path, stage)
        _restore(state, stage, optimizer, averages)
        first = state["step"]
        say(f"{stage.name}: going on from step {first}")
    last = min(stage.schedule.steps, until or stage.schedule.steps)
    start, shown = time.monotonic(), first
    for step in range(first, last):
        if step == stage.schedule.cools_from:
            _save(_uncooled(path), step, stage, optimizer, averages)
        value = _step(stage, step, optimizer)
        _average(stage, averages, step)
        done = step + 1
        if done % 100 == 0 or done == last:
            each = (time.monotonic() - start) / (done - shown) * 1000 / stage.schedule.batch
            say(f"{stage.name}: {done}/{stage.schedule.steps} loss {value:.4f} {each:.1f} ms/img")
            start, shown = time.monotonic(), done
        if done % checkpoint_every == 0 or done == last:
            _save(path, done, stage, optimizer, averages)
    return averages if stage.schedule.average else dict(stage.modules)


def steps_done(path: Path) -> int:
    """Return how far the stage of a checkpoint is; 0 where there is none."""
    if not path.exists():
        return 0
    return int(torch.load(path, map_location="cpu", weights_only=True, mmap=True)["step"])


def trained_weights(state: Mapping[str, Any], module: str) -> Mapping[str, Tensor]:
    """Return the weights that a checkpoint hands on: averages where its schedule has one.

    Args:
        state: Of a checkpoint.
        module: Name of a module in it.
    """
    averaged = Schedule.model_validate(state["schedule"]).average
    weights: Mapping[str, Tensor] = state["averages" if averaged else "modules"][module]
    return weights


def _groups(stage: Stage) -> list[dict[str, Any]]:
    """Return what is stepped together, with its rate: first what follows the schedule."""
    follows = [module for name, module in stage.modules.items() if name not in stage.apart]
    together = [parameter for module in follows for parameter in module.parameters()]
    apart = [
        {"params": list(stage.modules[name].parameters()), "lr": rate}
        for name, rate in stage.apart.items()
    ]
    return [{"params": together, "lr": stage.schedule.rate}, *apart]


def _step(stage: Stage, step: int, optimizer: torch.optim.Optimizer) -> float:
    torch.manual_seed(derive(stage.seed, stage.name, "step", step) % 2**63)
    optimizer.param_groups[0]["lr"] = stage.schedule.rate * stage.schedule.factor(step)
    loss = stage.loss(step)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    for group in optimizer.param_groups:
        nn.utils.clip_grad_norm_(group["params"], 1.0)
    optimizer.step()
    return float(loss.detach())


@torch.no_grad()
def _average(stage: Stage, averages: Mapping[str, nn.Module], step: int) -> None:
    if not stage.schedule.average:
        return
    decay = min(stage.schedule.average, (step + 1) / (step + 10))
    for name, average in averages.items():
        for kept, new in zip(
            average.state_dict().values(), stage.modules[name].state_dict().values(), strict=True
        ):
            if kept.is_floating_point():
                kept.lerp_(new, 1 - decay)
            else:
                kept.copy_(new)


def _state(path: Path, stage: Stage) -> dict[str, Any]:
    """Return the checkpoint, or the one from before the cooling if there are more steps now."""
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    before = Schedule.model_validate(state["schedule"])
    if before != stage.schedule and state["step"] > before.cools_from:
        state = torch.load(_uncooled(path), map_location="cpu", weights_only=True)
    if state["modules"].keys() != stage.modules.keys():
        raise InputError(
            what=f"the stage {stage.name} cannot go on from {path}",
            why=f"another version of Graycard wrote it: it holds {_names(state['modules'])}, and"
            f" the stage is one of {_names(stage.modules)}",
            fix=f"delete {path.name} and {_uncooled(path).name} there: the stage then begins again"
            " with what the stages before it made",
        )
    return state


def _names(modules: Mapping[str, Any]) -> str:
    return ", ".join(sorted(modules))


def _uncooled(path: Path) -> Path:
    return path.with_name(f"{path.stem}-uncooled.pt")


def _save(
    path: Path,
    step: int,
    stage: Stage,
    optimizer: torch.optim.Optimizer,
    averages: Mapping[str, nn.Module],
) -> None:
    state = {
        "step": step,
        "schedule": stage.schedule.model_dump(),
        "modules": {name: module.state_dict() for name, module in stage.modules.items()},
        "averages": {name: module.state_dict() for name, module in averages.items()},
        "optimizer": optimizer.state_dict(),
    }
    put_whole(path, lambda partial: torch.save(state, partial))


def _restore(
    state: Mapping[str, Any],
    stage: Stage,
    optimizer: torch.optim.Optimizer,
    averages: Mapping[str, nn.Module],
) -> None:
    for name, module in stage.modules.items():
        module.load_state_dict(state["modules"][name])
    for name, average in averages.items():
        average.load_state_dict(state["averages"][name])
    optimizer.load_state_dict(state["optimizer"])
