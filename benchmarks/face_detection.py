"""Where faces are found and where not: by tone, presentation, size, light and turn, and how fast.

Drawn portraits, equally many of each of the ten Monk tones, and the photographs that scikit-image
carries: one portrait, 100 small faces and 100 small pieces of background, and things without
faces. For pictures of one's own it writes contact sheets to be looked at, with what was found
drawn in: lime where the mesh agrees, yellow where it has doubts, red where it sees no face.

    python benchmarks/face_detection.py [--portraits 100] [--pictures FOLDER ... --sheets FOLDER]
"""

from __future__ import annotations

import argparse
import io
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from skimage import data

from graycard import components
from graycard.avatar import professions, render, sample
from graycard.avatar.seeds import derive
from graycard.faces.find import Face, FaceFinder, face_finder
from graycard.pictures import EXTENSIONS, Picture, decode
from graycard.roles import Reader
from graycard.stats.intervals import wilson

RGB = NDArray[np.uint8]
SEED = 20261201
"""Of portraits that no threshold was chosen on."""
NO_FACES = ("coffee", "rocket", "hubble_deep_field", "immunohistochemistry", "retina", "colorwheel")
NO_FACES_GREY = ("brick", "coins", "grass", "gravel", "page", "text", "clock", "moon", "cell")
ANIMALS = ("cat", "horse")


def found(finder: FaceFinder, rgb: RGB) -> tuple[Face, ...]:
    """Return the faces of an array."""
    return finder.find(Picture("", b"", rgb))


def share(k: int, n: int) -> str:
    """Return a share with its interval."""
    low, high = wilson(np.array(k), np.array(n), level=0.95)
    return f"{k / n:.3f} [{low:.3f}, {high:.3f}] {k}/{n}"


def on_the_face(faces: Iterable[Face], size: int) -> bool:
    """Return whether a box lies on the drawn face: its middle and height, in the 256 units."""
    for face in faces:
        left, top, right, bottom = (side * 256 / size for side in face.box)
        x, y = (left + right) / 2, (top + bottom) / 2
        if abs(x - 128) < 30 and abs(y - 128) < 36 and 64 <= bottom - top <= 160:
            return True
    return False


def avatars(finders: list[FaceFinder], portraits: int) -> None:
    """Print detection rates of drawn portraits by size, tone and presentation."""
    for size in (64, 128, 256):
        n: Counter[str] = Counter()
        hits: dict[str, Counter[str]] = defaultdict(Counter)
        several: Counter[str] = Counter()
        for tone in range(1, 11):
            for i in range(portraits):
                seed = derive(SEED, "faces", str(tone), i) % 2**32
                name = professions()[i % len(professions())]
                avatar = sample(name, seed=seed, stated={"skin_tone": [str(tone)]})
                rgb = np.asarray(render(avatar, seed=seed, size=size))
                groups = ("all", f"tone {tone:2}", avatar.presentation)
                n.update(groups)
                for finder in finders:
                    faces = found(finder, rgb)
                    several[finder.method] += len(faces) > 1
                    if on_the_face(faces, size):
                        hits[finder.method].update(groups)
        print(f"\ndrawn portraits, {size} px: a box lies on the face")
        print(f"{'':14}" + "".join(f"{finder.method:36}" for finder in finders))
        for group in sorted(n):
            rates = (share(hits[finder.method][group], n[group]) for finder in finders)
            print(f"{group:14}" + "".join(f"{rate:36}" for rate in rates))
        counts = (f"{several[finder.method]}/{n['all']}" for finder in finders)
        print(f"{'several found':14}" + "".join(f"{count:36}" for count in counts))


def patch(grey: NDArray[np.float32], *, margin: int) -> RGB:
    """Return a small grey patch at 100 pixels, with its mean grey around it."""
    small = Image.fromarray((grey * 255).astype(np.uint8))
    large = np.asarray(small.resize((100, 100), Image.Resampling.BICUBIC))
    whole = np.full((100 + 2 * margin, 100 + 2 * margin), int(large.mean()), np.uint8)
    whole[margin : margin + 100, margin : margin + 100] = large
    return np.repeat(whole[..., None], 3, axis=2)


def of_skimage(name: str) -> RGB:
    """Return a picture of scikit-image in three channels."""
    array = np.asarray(getattr(data, name)())
    if array.dtype == bool:
        array = array.astype(np.uint8) * 255
    return array[..., :3] if array.ndim == 3 else np.repeat(array[..., None], 3, axis=2)


def photographs(finders: list[FaceFinder]) -> None:
    """Print what is found in the photographs that scikit-image carries."""
    patches = data.lfw_subset()
    rows: list[tuple[str, list[RGB]]] = []
    for margin in (25, 50):
        for name, some in (("faces", patches[:100]), ("others", patches[100:])):
            pictures = [patch(one, margin=margin) for one in some]
            rows.append((f"100 {name} of 25 px, margin {margin}", pictures))
    rows += [
        ("things without a face", [of_skimage(name) for name in (*NO_FACES, *NO_FACES_GREY)]),
        ("animals", [of_skimage(name) for name in ANIMALS]),
    ]
    print("\nphotographs of scikit-image: at least one face is found")
    print(f"{'':34}" + "".join(f"{finder.method:36}" for finder in finders))
    for name, pictures in rows:
        rates = (
            share(sum(bool(found(finder, rgb)) for rgb in pictures), len(pictures))
            for finder in finders
        )
        print(f"{name:34}" + "".join(f"{rate:36}" for rate in rates))


def changed(portrait: RGB) -> Iterable[tuple[str, RGB]]:
    """Yield a portrait darker, lighter, smaller, turned, noisy and compressed."""
    image = Image.fromarray(portrait)
    grey = tuple(int(value) for value in portrait.reshape(-1, 3).mean(axis=0))
    for gain in (0.05, 0.1, 0.15, 0.3, 0.6, 1.5, 2.5):
        yield f"light x {gain}", (portrait * gain).clip(0, 255).astype(np.uint8)
    for part in (1, 0.5, 0.4, 0.3, 0.25, 0.2):
        side = int(512 * part)
        canvas = Image.new("RGB", (512, 512), grey)
        canvas.paste(image.resize((side, side)), ((512 - side) // 3, (512 - side) // 3))
        yield f"face {part * 0.2:.3f} of the picture", np.asarray(canvas)
    for angle in (15, 30, 45, 60, 90, 180):
        yield f"turned by {angle} degrees", np.asarray(image.rotate(angle, fillcolor=grey))
    noise = np.random.default_rng(0).normal(0, 40, portrait.shape)
    yield "noise of sd 40", (portrait + noise).clip(0, 255).astype(np.uint8)
    for size in (256, 128, 96, 64):
        yield f"{size} px", np.asarray(image.resize((size, size)))


def one_portrait(finders: list[FaceFinder]) -> None:
    """Print what remains of one portrait when it is changed."""
    print("\none portrait (astronaut, 512 px, face 0.2 of its height), changed: faces found, score")
    for name, rgb in changed(data.astronaut()):
        told = []
        for finder in finders:
            faces = found(finder, rgb)
            score = f" {faces[0].score:.2f}" if faces and faces[0].score is not None else ""
            told.append(f"{len(faces)}{score}")
        print(f"{name:34}" + "".join(f"{one:36}" for one in told))


def speed(finders: list[FaceFinder]) -> None:
    """Print pictures a second on one core, each picture another one."""
    astronaut = Image.fromarray(data.astronaut())
    close = astronaut.crop((120, 0, 340, 220)).resize((512, 512))
    shown = {
        "512 px, one large face": np.asarray(close),
        "512 px, face 0.2 of the height": data.astronaut(),
        "512 px, no face": np.asarray(Image.fromarray(data.coffee()).resize((512, 512))),
        "1024 px, one large face": np.asarray(close.resize((1024, 1024))),
        "64 px, drawn": np.asarray(render(sample("nurse", seed=1), seed=1)),
    }
    print("\npictures a second of processor time on one core, without decoding (best of 5)")
    for name, rgb in shown.items():
        told = []
        for finder in finders:
            rates = [rate(lambda rgb=rgb, f=finder: f.find(Picture("", b"", rgb)), i, rgb)
                     for i in range(5)]  # fmt: skip
            told.append(f"{max(rates):.1f}")
        print(f"{name:34}" + "".join(f"{one:36}" for one in told))


def rate(find: Callable[[RGB], object], number: int, rgb: RGB) -> float:
    """Return the rate of eight pictures that differ in one pixel, so that no answer is kept."""
    others = [rgb.copy() for _ in range(8)]
    for i, other in enumerate(others):
        other[0, 0] = (i, number, 7)
    start = time.process_time()  # of this process alone, whatever else the machine does
    for other in others:
        find(other)
    return len(others) / (time.process_time() - start)


def whole_pass() -> None:
    """Print what a picture costs on the way from bytes to readings, and how many two cores do."""
    astronaut = Image.fromarray(data.astronaut())
    shown = {
        "one large face": astronaut.crop((120, 0, 340, 220)).resize((512, 512)),
        "face 0.2 of the height": astronaut,
        "no face": Image.fromarray(data.coffee()).resize((512, 512)),
    }
    names = ("faces", "skin_tone", "colour")
    readers = [components.load("readers", name, {}) for name in names]
    print(
        "\nPNG of 512 px: milliseconds of processor time a picture (best of 5), and 2 / their sum"
    )
    print(f"{'':34}" + "".join(f"{name:12}" for name in ("decode", *names, "two cores")))
    for name, image in shown.items():
        costs = np.array([cost(readers, image, number) for number in range(5)]).min(axis=0)
        told = "".join(f"{one:<12.1f}" for one in costs)
        print(f"{name:34}{told}{2000 / costs.sum():.0f} a second")


def cost(readers: list[Reader], image: Image.Image, number: int) -> list[float]:
    """Return the milliseconds a picture of decoding and of each reader."""
    files = []
    for i in range(8):
        rgb = np.asarray(image).copy()
        rgb[0, 0] = (i, number, 11)  # no two alike, so that no answer is kept
        buffer = io.BytesIO()
        Image.fromarray(rgb).save(buffer, "PNG")
        files.append(buffer.getvalue())
    times = [time.process_time()]
    pictures = [Picture(str(i), encoded, decode(encoded).rgb) for i, encoded in enumerate(files)]
    times.append(time.process_time())
    for reader in readers:
        list(reader.read(pictures))
        times.append(time.process_time())
    return [1000 * (after - before) / len(files) for before, after in pairwise(times)]


def sheets(finder: FaceFinder, folder: Path, into: Path, *, side: int = 240) -> None:
    """Write contact sheets of a folder's pictures with what was found, and print how much."""
    known = {f".{extension}" for extension in (*EXTENSIONS.values(), "jpeg")}
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in known]
    counts: Counter[str] = Counter()
    tiles = []
    for path in paths:
        rgb = decode(path.read_bytes()).rgb
        faces = found(finder, rgb)
        counts["none" if not faces else "one" if len(faces) == 1 else "several"] += 1
        tiles.append(drawn(rgb, faces, side))
    for number in range(0, len(tiles), 48):
        part = tiles[number : number + 48]
        sheet = Image.new("RGB", (8 * side, -(-len(part) // 8) * side), "white")
        for i, tile in enumerate(part):
            sheet.paste(tile, (i % 8 * side, i // 8 * side))
        into.mkdir(parents=True, exist_ok=True)
        sheet.save(into / f"{folder.name}-{finder.method.split()[0].lower()}-{number:04}.png")
    shares = (f"{name} {share(counts[name], len(paths))}" for name in ("none", "one", "several"))
    print(f"\n{folder.name}, {finder.method}, {len(paths)} pictures: {', '.join(shares)}")


def drawn(rgb: RGB, faces: Iterable[Face], side: int) -> Image.Image:
    """Return a picture with boxes and landmarks, no larger than a side."""
    image = Image.fromarray(rgb)
    scale = side / max(image.size)
    image = image.resize((round(image.width * scale), round(image.height * scale)))
    pen = ImageDraw.Draw(image)
    for face in faces:
        doubt = face.presence is not None and (face.presence < 0.5) + (face.presence < 0.05)
        pen.rectangle([v * scale for v in face.box], outline=("lime", "yellow", "red")[doubt])
        if face.landmarks is not None:
            pen.point([(x * scale, y * scale) for x, y in face.landmarks[::4]], fill="cyan")
    return image


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--portraits", type=int, default=100, help="of each tone")
    parser.add_argument("--pictures", type=Path, nargs="*", default=[])
    parser.add_argument("--sheets", type=Path, default=Path("face-sheets"))
    given = parser.parse_args()
    finders = [face_finder(method="blazeface"), face_finder(method="haar")]
    print(", ".join(f"{f.method}: {f.id}" for f in finders), "- 95 % intervals by Wilson's method")
    for folder in given.pictures:
        for finder in finders:
            sheets(finder, folder, given.sheets)
    if given.pictures:
        return
    avatars(finders, given.portraits)
    photographs(finders)
    one_portrait(finders)
    speed(finders)
    whole_pass()


if __name__ == "__main__":
    main()
