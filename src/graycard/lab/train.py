"""`train`: from nothing to the avatar models, stage by stage, going on where it stopped."""

from __future__ import annotations

from pathlib import Path

from graycard.errors import InputError
from graycard.lab.begun import BEGUN
from graycard.lab.disk import keeping_room
from graycard.lab.plan import Plan
from graycard.lab.save import save_clip, save_diffusion
from graycard.lab.stage import Say
from graycard.lab.stages import PARTS, STAGES, StageName
from graycard.lab.workshop import Workshop, open_workshop, refuse_other_things


def train(
    folder: Path,
    *,
    plan: Plan | None = None,
    begin: Path | None = None,
    stage: StageName | None = None,
    until: int | None = None,
    say: Say = print,
) -> Path:
    """Train the avatar models in a folder, or go on with it.

    Interrupted training goes on from its last checkpoint and ends with the same weights, on the
    same machine with the same number of threads.

    The finished `avatar-diffusion` is that of the later of the stages `diffusion` and `shares`: it
    is written after `diffusion` as long as `shares` has not begun, and again after `shares`.

    Args:
        folder: Made if need be. Holds everything, gigabytes with the full plan.
        plan: What to do; by default the plan in the folder, or else the full plan.
        begin: Folder of a finished pipeline to begin with. Its autoencoder, text encoder and U-Net
            are then not trained but taken, and `shares` goes on with them. By default the folder
            begins from nothing.
        stage: Train this one and what it needs; by default all.
        until: Stop the stage after so many steps in all; its schedule stays that of the whole.
        say: Told about progress, a line at a time.

    Returns:
        The folder for the finished `avatar-diffusion` and `avatar-clip`.

    Raises:
        InputError: If the folder was begun with another plan or another drawn world, `until` is
            given without a stage, or a stage is named whose part the folder began with.
        RunLockedError: If another process trains in the folder.
        EnvironmentFaultError: If the disk does not hold what training writes.
    """
    if until is not None and stage is None:
        raise InputError(
            what=f"training was asked to stop after {until} steps",
            why="each stage has steps of its own, and no stage is named",
            fix=f"name one of {', '.join(STAGES)}",
        )
    refuse_other_things(folder)
    with keeping_room(folder) as require_room:
        workshop = open_workshop(folder, plan=plan, begin=begin, say=say)
        require_room(workshop.plan)
        for name in _asked(folder, stage):
            _run(workshop, name, until)
    return folder / "models"


def _asked(folder: Path, stage: StageName | None) -> tuple[StageName, ...]:
    begun = (folder / BEGUN).exists()
    if stage is None:
        return tuple(name for name in STAGES if not (begun and name in PARTS))
    if begun and stage in PARTS:
        raise InputError(
            what=f"{folder} does not train the stage {stage}",
            why="it began with a finished model, and what that stage makes is the model's",
            fix="train a stage that comes after it, such as shares, or choose an empty folder",
        )
    return (stage,)


def _run(workshop: Workshop, stage: StageName, until: int | None) -> None:
    models, plan = workshop.folder / "models", workshop.plan
    if stage == "vae":
        workshop.vae(until=until)
    elif stage == "text":
        workshop.text_encoder(until=until)
    elif stage == "probe":
        workshop.probe(until=until)
    elif stage == "diffusion":
        made = workshop.diffusion(until=until)
        finished = until is None or until >= plan.diffusion.steps
        # What `shares` has begun to make of it is not replaced by what it began with.
        if finished and not (workshop.checkpoints / "shares.pt").exists():
            save_diffusion(made, models / "avatar-diffusion")
    elif stage == "clip":
        clip = workshop.clip(until=until)
        if until is None or until >= plan.clip.steps:
            save_clip(clip, workshop.tokenizer(), models / "avatar-clip")
    elif stage == "shares":
        made = workshop.shares(until=until)
        if until is None or until >= plan.shares.steps:
            save_diffusion(made, models / "avatar-diffusion")
    else:
        workshop.verifier(until=until)
