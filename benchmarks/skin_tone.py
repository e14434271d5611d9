"""How far off the read skin tone is, by tone and by light, which tones are lost, and how fast.

Flat swatches; drawn portraits, whose tones are known; and the photograph of a portrait that
scikit-image carries, of which one only knows how far its reading moves as light and size change.
For pictures of one's own it prints what is read and how far that moves, by tone, and writes contact
sheets to be looked at, with the skin in lime. `graycard setup faces` comes first.

    python benchmarks/skin_tone.py [--portraits 40] [--pictures FOLDER ... --sheets FOLDER]
"""

from __future__ import annotations

import argparse
import io
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from _skin_sheets import look_at
from graycard.avatar import Avatar, professions, render, sample
from graycard.avatar.seeds import derive
from graycard.faces.find import Face, face_finder
from graycard.pictures import Picture
from graycard.readers import skin_tone
from graycard.readers.faces import NO_FACE
from graycard.skin.lab import LINEAR, srgb_to_lab
from graycard.skin.monk import swatches
from graycard.skin.pixels import (
    CLIPPED,
    NO_COLOURS,
    TOO_DARK,
    TOO_FEW,
    choose,
    skin_pixels,
)
from graycard.skin.tone import Tone, tone_of
from graycard.stats.intervals import wilson

RGB = NDArray[np.uint8]
SEED = 20261124
TONES = range(1, 11)
SETTINGS = skin_tone.Settings()

WARM = (1.15, 1.0, 0.75)
"""Factors of linear red, green and blue: about the light of a lamp instead of daylight."""

SHORT = {
    NO_FACE: "no face",
    skin_tone.UNSURE: "unsure landmarks",
    CLIPPED: "clipped",
    TOO_DARK: "black",
    NO_COLOURS: "clipped or black",
    TOO_FEW: "too few pixels",
}


def encoded(light: NDArray[np.floating]) -> RGB:
    """Return 8-bit sRGB of linear light, clipped."""
    light = light.clip(0, 1)
    srgb = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(srgb * 255).astype(np.uint8)


def shaded(rgb: RGB) -> RGB:
    """Let the light fall off to one half from left to right."""
    return encoded(LINEAR[rgb] * np.linspace(1, 0.5, rgb.shape[1])[:, None])


def compressed(rgb: RGB) -> RGB:
    """Send it through JPEG at quality 75."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=75)
    return np.asarray(Image.open(buffer))


CHANGES: dict[str, Callable[[RGB], RGB]] = {
    "as it is": lambda rgb: rgb,
    "shading": shaded,
    "light -20 %": lambda rgb: encoded(LINEAR[rgb] * 0.8),
    "light +20 %": lambda rgb: encoded(LINEAR[rgb] * 1.2),
    "warm cast": lambda rgb: encoded(LINEAR[rgb] * WARM),
    "JPEG 75": compressed,
}


def read(rgb: RGB, face: Face | None, *, presence: float = SETTINGS.min_presence) -> Tone | str:
    """Return what the reader makes of a face, or why nothing."""
    if face is None:
        return NO_FACE
    assert face.landmarks is not None
    assert face.presence is not None
    if face.presence < presence:
        return skin_tone.UNSURE
    found = skin_pixels(
        rgb, face.landmarks, min_pixels=SETTINGS.min_pixels, min_share=SETTINGS.min_area
    )
    return found.reason or tone_of(found.lab)


def share(k: int, n: int) -> str:
    """Return a share with its 95 % interval by Wilson's method."""
    low, high = wilson(np.array(k), np.array(n), level=0.95)
    return f"{k / n:4.2f} [{low:.2f}, {high:.2f}]"


def faces_of(rgb: RGB) -> tuple[Face, ...]:
    """Return the faces of an array, the main one first."""
    return face_finder().find(Picture("", b"", rgb))


def main_face(rgb: RGB) -> Face | None:
    """Return the main face of an array."""
    return next(iter(faces_of(rgb)), None)


def flat() -> None:
    """Print which tone each swatch comes back as."""
    print("Flat swatches: the tone that is read (-: clipped, nothing is read)")
    print(f"{'':13}" + "".join(f"{tone:4}" for tone in TONES))
    for name, change in CHANGES.items():
        row = []
        for swatch in swatches():
            found = choose(change(np.tile(swatch, (64, 64, 1))).reshape(-1, 3))
            row.append("-" if found.reason else str(tone_of(found.lab).monk))
        print(f"{name:13}" + "".join(f"{one:>4}" for one in row))


def table(title: str, pictures: Callable[[int], Iterable[tuple[RGB, Face | None]]]) -> None:
    """Print, by change and tone: lost, the tones read, and how far L* and ITA are off.

    `pictures` gives those of a tone, each with landmarks to take, or None to look for the face.
    """
    print(f"\n{title}")
    heads = f"{'tone':>5} {'n':>4}  {'lost':17}  {'right':17}  {'±1':17}"
    print(f"{heads} {'L* off':>7} {'ITA off':>8}  read as")
    shown = {tone: list(pictures(tone)) for tone in TONES}
    for name, change in CHANGES.items():
        print(name)
        for tone in TONES:
            truth = tone_of(srgb_to_lab(swatches()[[tone - 1]]))
            answers = []
            for rgb, known in shown[tone]:
                changed = change(rgb)
                if known is None:
                    answers.append(read(changed, main_face(changed)))
                else:
                    answers.append(read(changed, known, presence=0))
            tones = [one for one in answers if isinstance(one, Tone)]
            n, m = len(answers), len(tones)
            line = ""
            if tones:
                right = share(sum(one.monk == tone for one in tones), m)
                near = share(sum(abs(one.monk - tone) <= 1 for one in tones), m)
                light = sum(one.lightness - truth.lightness for one in tones) / m
                ita = sum(one.ita - truth.ita for one in tones) / m
                line = f"{right}  {near} {light:+7.1f} {ita:+8.1f}"
            as_what = Counter(one.monk for one in tones)
            why = Counter(one for one in answers if isinstance(one, str))
            told = ", ".join(f"{k}: {as_what[k]}" for k in sorted(as_what))
            lost = "; ".join(f"{SHORT[reason]} {k}" for reason, k in why.most_common())
            what = " | lost: ".join(one for one in (told, lost) if one)
            print(f"{tone:5} {n:4}  {share(n - m, n)}  {line:54}  {what}".rstrip())


def portraits(tone: int, count: int) -> Iterable[tuple[Avatar, int]]:
    """Yield drawn portraits with bare faces, each with the seed of its drawing."""
    number = 0
    while count:
        number += 1
        seed = derive(SEED, "skin", number) % 2**32
        avatar = sample(professions()[number % 16], seed=seed, stated={"skin_tone": [str(tone)]})
        dressed = avatar.glasses or avatar.facial_hair != "none" or avatar.headwear != "none"
        if avatar.age == "young" and not dressed:
            count -= 1
            yield avatar, seed


def drawn(count: int) -> None:
    """Print both tables of drawn portraits."""

    def looked_for(tone: int) -> Iterable[tuple[RGB, Face | None]]:
        for avatar, seed in portraits(tone, count):
            yield np.asarray(render(avatar, seed=seed, size=256)), None

    def given(tone: int) -> Iterable[tuple[RGB, Face | None]]:
        for avatar, seed in portraits(tone, count):
            twin = avatar.model_copy(update={"skin_tone": 5})
            face = main_face(np.asarray(render(twin, seed=seed, size=256)))
            if face is not None and (face.presence or 0) >= SETTINGS.min_presence:
                yield np.asarray(render(avatar, seed=seed, size=256)), face

    bare = "young, without glasses, beard and headwear, 256 px"
    table(f"Drawn portraits ({bare}), with the landmarks of the same drawing in tone 5", given)
    table(f"Drawn portraits ({bare}), as the reader finds them", looked_for)


def moved(pictures: Iterable[RGB]) -> None:
    """Print, by change and tone as it is, how far the readings of all faces move, and are lost."""
    readings: dict[str, dict[int, list[tuple[Tone, Tone | str]]]] = {}
    for rgb in pictures:
        faces = [face for face in faces_of(rgb) if isinstance(read(rgb, face), Tone)]
        for name, change in CHANGES.items():
            changed = change(rgb)
            there = faces_of(changed)
            for face in faces:
                before, after = read(rgb, face), read(changed, same(face, there))
                assert isinstance(before, Tone)
                readings.setdefault(name, {}).setdefault(before.monk, []).append((before, after))
    print("\nHow far the readings of faces move, by tone as they are")
    heads = f"{'tone':>5} {'n':>4}  {'lost':17}  {'same':17}  {'±1':17}"
    print(f"{heads} {'L*':>7} {'ITA':>8}  why lost")
    for name, by_tone in readings.items():
        print(name)
        for tone in sorted(by_tone):
            pairs = by_tone[tone]
            both = [(one, other) for one, other in pairs if isinstance(other, Tone)]
            why = Counter(other for _, other in pairs if isinstance(other, str))
            line = ""
            if both:
                alike = share(sum(one.monk == other.monk for one, other in both), len(both))
                near = share(sum(abs(one.monk - other.monk) <= 1 for one, other in both), len(both))
                light = np.mean([other.lightness - one.lightness for one, other in both])
                ita = np.mean([other.ita - one.ita for one, other in both])
                line = f"{alike}  {near} {light:+7.1f} {ita:+8.1f}"
            lost = "; ".join(f"{SHORT[reason]} {k}" for reason, k in why.most_common())
            gone = share(len(pairs) - len(both), len(pairs))
            print(f"{tone:5} {len(pairs):4}  {gone}  {line:54}  {lost}".rstrip())


def choices(rgb: RGB) -> None:
    """Print the ITA of the main face of a picture by which of its pixels are taken."""
    face = main_face(rgb)
    assert face is not None
    assert face.landmarks is not None
    left, top, right, bottom = (round(side) for side in face.box)
    ours = skin_pixels(rgb, face.landmarks, min_pixels=1, min_share=0).lab
    box = srgb_to_lab(rgb[top:bottom, left:right].reshape(-1, 3))
    by_light = box[box[:, 0].argsort()]
    fifth = len(box) // 5
    taken = {
        "cheeks and forehead, as read": ours,
        "the lightest fifth of them": ours[ours[:, 0].argsort()][-len(ours) // 5 :],
        "the darkest fifth of them": ours[ours[:, 0].argsort()][: len(ours) // 5],
        "the whole box": box,
        "three lightest fifths of the box": by_light[2 * fifth :],
        "two darkest fifths of the box": by_light[: 2 * fifth],
    }
    print("\nITA of the same face by the pixels that are taken, in degrees")
    for name, lab in taken.items():
        print(f"{name:34}{tone_of(lab).ita:6.1f}")


def same(face: Face, there: Iterable[Face]) -> Face | None:
    """Return which of some faces is this one: the middle of its box lies in that one's."""
    left, top, right, bottom = face.box
    x, y = (left + right) / 2, (top + bottom) / 2
    for one in there:
        if one.box[0] < x < one.box[2] and one.box[1] < y < one.box[3]:
            return one
    return None


def sizes(pictures: Iterable[RGB]) -> None:
    """Print how far readings of faces move as a picture gets smaller, by the pixels that are left.

    The landmarks are those of the full size, so that it is the pixels alone that are fewer.
    """
    moves = []
    for rgb in pictures:
        height, width, _ = rgb.shape
        for face in faces_of(rgb):
            whole = read(rgb, face)
            if isinstance(whole, str):
                continue
            assert face.landmarks is not None
            for factor in (0.75, 0.6, 0.5, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1):
                size = round(width * factor), round(height * factor)
                small = np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.LANCZOS))
                landmarks = face.landmarks * (size[0] / width, size[1] / height)
                found = skin_pixels(small, landmarks, min_pixels=1, min_share=0)
                if found.reason is None:
                    one = tone_of(found.lab)
                    off = abs(one.lightness - whole.lightness), abs(one.ita - whole.ita)
                    moves.append((len(found.rgb), *off, one.monk == whole.monk))
    print("\nHow far the readings of faces move as pixels get fewer, from those at full size")
    n, light, ita, alike = np.array(moves, float).T
    for low, high in ((8, 25), (25, 50), (50, 100), (100, 200), (200, 400), (400, 10**6)):
        here = (n >= low) & (n < high)
        if here.any():
            print(
                f"from {low:3} pixels: n {here.sum():4}, the same tone {alike[here].mean():.2f};"
                f" |L*| {_spread(light[here])}, |ITA| {_spread(ita[here])}"
            )


def _spread(off: NDArray[np.float64]) -> str:
    return f"mean {off.mean():4.1f}, 19 of 20 below {np.quantile(off, 0.95):4.1f}"


def speed() -> None:
    """Print pictures a second of CPU time, faces found anew and known."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng(0)
    portrait = data.astronaut()
    reader = skin_tone.load(SETTINGS)
    noise = rng.integers(-2, 3, (40, *portrait.shape), dtype=np.int16)
    noisy = [
        Picture(str(i), b"", np.clip(portrait + one, 0, 255).astype(np.uint8))
        for i, one in enumerate(noise)
    ]
    for name in ("faces found, too", "faces known"):
        start = time.process_time()
        list(reader.read(noisy))
        print(f"{name:17} {len(noisy) / (time.process_time() - start):6.0f} pictures/s")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--portraits", type=int, default=40)
    parser.add_argument("--pictures", type=Path, nargs="*", default=[])
    parser.add_argument("--sheets", type=Path)
    given = parser.parse_args()
    print(f"{face_finder().method}; {skin_tone.load(SETTINGS).id}\n")
    for folder in given.pictures:
        pictures = look_at(folder, given.sheets)
        moved(pictures)
        sizes(pictures)
    if given.pictures:
        return
    flat()
    drawn(given.portraits)
    print("\nThe portrait photograph of scikit-image")
    choices(data.astronaut())
    moved([data.astronaut()])
    sizes([data.astronaut()])
    print("\nOne core, 512 x 512, one face a picture")
    speed()


if __name__ == "__main__":
    main()
