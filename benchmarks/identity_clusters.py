"""Identity clusters of drawn portraits, whose truth is known: what they find, and what they invent.

    python benchmarks/identity_clusters.py > benchmarks/results/identity_clusters.txt

The truth (perceived presentation and tone group of each drawing) is never shown to the method. It
sees vectors and prompts. Every portrait is a draw of its own from `world.yaml`.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import adjusted_rand_score, homogeneity_score

from graycard.avatar import read_prompt, render, sample
from graycard.avatar.world import load_world, professions
from graycard.errors import NothingObservedError
from graycard.explore.clusters import Pictures, fit_tree
from graycard.explore.clusters.about import words_of_clusters
from graycard.explore.clusters.settled import settled
from graycard.explore.clusters.space import Kind, prompt_space
from graycard.explore.clusters.ward import ward_tree
from graycard.pictures import Picture
from graycard.readers._encoder import find_encoder
from graycard.stats.discriminant import fit_discriminant

Array = NDArray[np.float64]
TONES = {"light-skinned": (1, 3), "brown-skinned": (4, 7), "dark-skinned": (8, 10)}
SHOWN = ("feminine", "masculine", "androgynous")
A_CELL, A_CONTROL, A_PROFESSION, PERSONS = 160, 10, 120, 400
WHOLE, CELLS = (9, 12, 24, 48), 9
WAYS: tuple[tuple[Kind, bool], ...] = (("prompts", True), ("prompts", False), ("all", False))
"""Where pictures stand, and whether marked pictures of professions help to find it."""


@dataclass
class Drawn:
    """Pictures as drawn, what was asked of each, and what it shows."""

    rgb: NDArray[np.uint8]
    stratum: NDArray[np.str_]
    words: list[frozenset[str]]
    shown: NDArray[np.str_]
    tone: NDArray[np.str_]

    def where(self, rows: NDArray[np.bool_]) -> Drawn:
        """Return some of them."""
        words = [self.words[at] for at in np.flatnonzero(rows)]
        return Drawn(self.rgb[rows], self.stratum[rows], words, self.shown[rows], self.tone[rows])

    @property
    def cells(self) -> NDArray[np.str_]:
        """Return presentation and tone group of each."""
        return np.char.add(np.char.add(self.shown, " "), self.tone)

    def pictures(self, vectors: Array) -> Pictures:
        """Return what the method sees of them."""
        n = len(self.words)
        return Pictures(
            rows=np.arange(n), vectors=vectors, words=tuple(self.words),
            strata=tuple(self.stratum.tolist()), models=("renderer",) * n,
            prompts=tuple(self.stratum.tolist()),
        )  # fmt: skip


def draw(asked: list[Asked]) -> Drawn:
    """Draw portraits: each is a stratum, a profession, what is stated, and the prompt's words."""
    rgb, shown, tone = [], [], []
    for number, (_, profession, stated, _) in enumerate(asked):
        avatar = sample(profession, seed=90_000_000 + number, stated=stated)
        rgb.append(np.asarray(render(avatar, seed=90_000_000 + number)))
        labels = avatar.labels()
        shown.append(labels["perceived_gender_presentation"])
        tone.append(next(n for n, (a, b) in TONES.items() if a <= int(labels["skin_tone"]) <= b))
    strata = np.array([one[0] for one in asked])
    words = [one[3] for one in asked]
    return Drawn(np.stack(rgb), strata, words, np.array(shown), np.array(tone))


Asked = tuple[str, str, dict[str, tuple[str, ...]], frozenset[str]]


def marked(noun: str, n: int) -> list[Asked]:
    """Return n requests of each of nine prompts that state a tone and a presentation."""
    rows = []
    for tone in TONES:
        for shown in SHOWN:
            asked = read_prompt(f"a photo of a {tone} {shown} {noun}")
            assert asked is not None
            words = frozenset({tone, shown, noun})
            stratum = noun if noun != "person" else f"{tone} {shown}"
            rows += [(stratum, asked.profession, dict(asked.stated), words)] * n
    return rows


def world() -> dict[str, Drawn]:
    """Draw everything: identities, controls, persons, professions as planted, and dressed persons.

    Dressed persons have the clothes and places of a profession, and the presentation and tone of
    the unmarked person: who is shown does not differ between professions.
    """
    rng = np.random.default_rng(0)
    person = load_world().professions["person"]
    dressed: list[Asked] = []
    for name in professions():
        for _ in range(A_PROFESSION):
            shown = rng.choice(list(person.presentation), p=list(person.presentation.values()))
            tone = str(rng.choice(10, p=person.skin_tone) + 1)
            stated: dict[str, tuple[str, ...]] = {
                "perceived_gender_presentation": (str(shown),), "skin_tone": (tone,)
            }  # fmt: skip
            dressed.append((name, name, stated, frozenset({name})))
    planted: list[Asked] = [
        (name, name, {}, frozenset({name})) for name in professions() for _ in range(A_PROFESSION)
    ]
    return {
        "identity": draw(marked("person", A_CELL)),
        "controls": draw([one for name in professions() for one in marked(name, A_CONTROL)]),
        "persons": draw([("person", "person", {}, frozenset({"person"}))] * PERSONS),
        "planted": draw(planted),
        "dressed": draw(dressed),
    }


def avatar_clip(rgb: NDArray[np.uint8]) -> Array:
    """Return the vectors of the CLIP that comes with Graycard."""
    encoder = find_encoder("avatar-clip", revision=None, dtype="float32", device="cpu")
    parts = [
        encoder.pictures([Picture("", b"", one) for one in rgb[at : at + 256]])
        for at in range(0, len(rgb), 256)
    ]
    return np.concatenate(parts).astype(np.float64)


def colours(rgb: NDArray[np.uint8]) -> Array:
    """Return the square roots of a histogram of 6 x 6 x 6 colours."""
    bins = (rgb.astype(int) * 6 // 256) @ np.array([36, 6, 1])
    counts = np.stack([np.bincount(one.ravel(), minlength=216) for one in bins])
    return unit(np.sqrt(counts))


def pixels(rgb: NDArray[np.uint8]) -> Array:
    """Return the picture itself, 16 x 16, less the mean picture."""
    small = rgb.reshape(len(rgb), 16, 4, 16, 4, 3).mean((2, 4)).reshape(len(rgb), -1)
    return unit(small - small.mean(0))


def visual_words(rgb: NDArray[np.uint8]) -> Array:
    """Return counts of 400 learned kinds of 8 x 8 patches, weighed by how rare they are."""
    grey = rgb.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    corners = range(0, 57, 4)
    patches = np.stack(
        [grey[:, y : y + 8, x : x + 8].reshape(len(rgb), -1) for y in corners for x in corners], 1
    )
    patches -= patches.mean(-1, keepdims=True)
    patches /= np.linalg.norm(patches, axis=-1, keepdims=True) + 10
    flat = patches.reshape(-1, 64)
    some = flat[np.random.default_rng(0).choice(len(flat), 60_000, replace=False)]
    kinds = MiniBatchKMeans(400, random_state=0, n_init=1, batch_size=4096).fit(some)
    named = np.concatenate(
        [kinds.predict(flat[at : at + 100_000]) for at in range(0, len(flat), 100_000)]
    )
    counts = np.stack(
        [np.bincount(one, minlength=400) for one in named.reshape(len(rgb), -1)]
    ).astype(float)
    return unit(counts * np.log(len(rgb) / np.maximum((counts > 0).sum(0), 1)))


def unit(vectors: Array) -> Array:
    """Return vectors made 1 long."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12))


EMBEDDINGS = {
    "avatar-clip": avatar_clip, "visual words": visual_words, "colours": colours, "pixels": pixels
}  # fmt: skip


def clusters(drawn: dict[str, Drawn], vectors: dict[str, dict[str, Array]]) -> None:
    """Tell how well clusters agree with what was drawn."""
    print(
        f"1. Clusters of {len(drawn['identity'].words)} identity pictures of 9 prompts, against\n"
        "   presentation x tone group as drawn. hom: homogeneity; ari: adjusted Rand index.\n"
        "   'own k': what the data choose. 'controls': marked pictures of professions help.\n"
        "   'steady': adjusted Rand index of 24 clusters without a fifth of the pictures.\n"
        "   embedding     along              hom 12  hom 24  hom 48   ari 9 steady own k told apart"
    )
    truth = drawn["identity"].cells
    for name, of in vectors.items():
        for along, helped in WAYS:
            identity = drawn["identity"].pictures(of["identity"])
            help_ = drawn["controls"].pictures(of["controls"]) if helped else None
            none = drawn["persons"].pictures(of["persons"])
            try:
                tree = fit_tree(identity, none, marked=help_, along=along)
            except NothingObservedError as error:
                print(f"   {name:13} {along:8} refused: {error}".splitlines()[0])
                continue
            cuts = {k: settled(tree.space.points, tree.tree, k) for k in WHOLE}
            hom = [homogeneity_score(truth, cuts[k]) for k in (12, 24, 48)]
            told = "" if tree.space.told is None else f"{tree.space.told.accuracy:.2f}"
            steady = tree.clusters(24).stability.mean
            own = tree.clusters().k
            label = f"{along}{', controls' if helped else ''}"
            print(
                f"   {name:13} {label:17} {hom[0]:7.3f} {hom[1]:7.3f} {hom[2]:7.3f}"
                f" {adjusted_rand_score(truth, cuts[CELLS]):7.3f} {steady:6.2f} {own:5} {told:>10}"
            )


def mixes(drawn: dict[str, Drawn], vectors: dict[str, dict[str, Array]]) -> None:
    """Tell which professions are called different, and how many of them are."""
    print(
        f"\n2. Mixes of 16 professions, {A_PROFESSION} pictures each, against {PERSONS} unmarked"
        " persons (BH at .05).\n"
        "   dressed: persons' presentation and tone in a profession's clothes: any call is false.\n"
        "   planted: all 16 differ as drawn. words: professions x words called; right: of those,\n"
        "   how many differ that way in what was drawn. none: share of pictures of no cluster.\n"
        "   embedding     controls   k   dressed: apart words  none"
        "   planted: apart words right  none"
    )
    for name, of in vectors.items():
        for helped in (True, False):
            help_ = drawn["controls"].pictures(of["controls"]) if helped else None
            for k in (9, 24):
                cells = []
                for kind in ("dressed", "planted"):
                    both = join(
                        drawn["persons"].pictures(of["persons"]), drawn[kind].pictures(of[kind])
                    )
                    try:
                        tree = fit_tree(
                            drawn["identity"].pictures(of["identity"]), both, marked=help_
                        )
                    except NothingObservedError as error:
                        cells.append(f"refused: {error}".splitlines()[0])
                        continue
                    found = tree.clusters(k, against="person")
                    apart = sum(one.p_adjusted < 0.05 for one in found.apart)
                    called = [one for one in found.by_word if one.p_adjusted < 0.05]
                    right = sum(
                        np.sign(one.difference)
                        == np.sign(truth_of(drawn, kind, one.name, one.what))
                        for one in called
                    )
                    mine = [one for one in found.strata if one.name != "person"]
                    none = sum(one.unassigned for one in mine) / sum(one.n for one in mine)
                    side = f" {right:5}" if kind == "planted" else ""
                    cells.append(f"{apart:14} {len(called):5}{side} {none:5.2f}")
                print(f"   {name:13} {'yes' if helped else 'no':8} {k:3}  {'   '.join(cells)}")


def truth_of(drawn: dict[str, Drawn], kind: str, profession: str, word: str) -> float:
    """Return the share of a word in what was drawn of a profession, less that of persons."""
    own = drawn[kind].where(drawn[kind].stratum == profession)
    shares = [
        float(((one.shown == word) | (one.tone == word)).mean()) for one in (own, drawn["persons"])
    ]
    return shares[0] - shares[1]


def join(*some: Pictures) -> Pictures:
    """Return several sets as one, their rows numbered anew."""
    whole = some[0]
    for one in some[1:]:
        whole = replace(
            whole,
            rows=np.arange(len(whole) + len(one)),
            vectors=np.concatenate([whole.vectors, one.vectors]),
            words=whole.words + one.words, strata=whole.strata + one.strata,
            models=whole.models + one.models, prompts=whole.prompts + one.prompts,
        )  # fmt: skip
    return whole


def invented() -> None:
    """Tell what is found in words that mean nothing."""
    print(
        "\n3. Words that mean nothing: vectors of 512 numbers, 4 words that move pictures, and\n"
        "   others that do not; 24 clusters. Words called (BH at .05), false and true ones, on\n"
        "   average of 5 worlds.\n"
        "   prompts x pictures   with a say: false  true   without (graycard): false  true"
    )
    for empty, n in ((4, 30), (17, 10), (17, 30)):
        called = np.zeros((2, 2))
        for seed in range(5):
            rng = np.random.default_rng(seed)
            prompt = np.repeat(np.arange(4 * empty), n)
            nothing, moves = prompt // 4, prompt % 4
            x = rng.normal(size=(len(prompt), 512)) + (0.133 * rng.normal(size=(4, 512)))[moves]
            words = [frozenset({f"e{a}", f"m{b}"}) for a, b in zip(nothing, moves, strict=True)]
            fitted = fit_discriminant(x, prompt)
            middle = fitted.means - fitted.means.mean(0)
            _, lengths, turned = np.linalg.svd(middle, full_matrices=False)
            told = np.maximum(lengths[:-1] ** 2 / len(middle) - 1 / n, 0)
            own = (fitted.vectors - fitted.means.mean(0)) @ turned[:-1].T * (told / (told + 1))
            for way, points in enumerate((own, prompt_space(x, prompt).points)):
                labels = settled(points, ward_tree(points), 24)
                for some in words_of_clusters(labels, words, 24):
                    for one in some:
                        called[way, int(one.word.startswith("m"))] += one.called
        mean = called / 5
        print(
            f"   {4 * empty:3} x {n:2}             {mean[0, 0]:14.1f} {mean[0, 1]:5.1f}"
            f" {mean[1, 0]:23.1f} {mean[1, 1]:5.1f}"
        )


_TREES = {
    "graycard": "from graycard.explore.clusters.ward import ward_tree as tree",
    "scipy": "from scipy.cluster.hierarchy import linkage\ntree = lambda x: linkage(x, 'ward')",
}


def speed() -> None:
    """Time the tree beside scipy's own call."""
    print(
        "\n4. Ward on 5,000 x 512: one process each, three times; least CPU time and peak memory."
    )
    code = (
        "import time, numpy as np\n"
        "def peak():\n"
        "    lines = open('/proc/self/status').read().splitlines()\n"
        "    return int(next(one for one in lines if one.startswith('VmHWM')).split()[1]) / 1024\n"
        "x = np.random.default_rng(0).normal(size=(5000, 512))\n{way}\n"
        "before, start = peak(), time.process_time()\n"
        "tree(x)\n"
        "print(time.process_time() - start, peak() - before)\n"
    )
    found = {}
    for name, way in _TREES.items():
        runs = [
            subprocess.run(
                [sys.executable, "-c", code.format(way=way)],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split()
            for _ in range(3)
        ]
        found[name] = (min(float(one[0]) for one in runs), min(float(one[1]) for one in runs))
        print(f"   {name:9} {found[name][0]:6.2f} s   {found[name][1]:6.0f} MiB more")
    ratio = found["scipy"][0] / found["graycard"][0]
    print(f"   scipy's plain call takes {ratio:.1f} times the CPU time.")


def ceiling() -> None:
    """Tell what a classifier reaches that is shown the truth: no clusters could do much better."""
    identity = draw(marked("person", A_CELL))
    vectors = avatar_clip(identity.rgb)
    _, truth = np.unique(identity.cells, return_inverse=True)
    away = fit_discriminant(vectors, truth).left_out()
    found = away.argmin(-1)
    chances = np.exp((away.min(-1, keepdims=True) - away) / 2)
    said = (chances / chances.sum(-1, keepdims=True))[np.arange(len(truth)), truth]
    told = 1 + np.log(said).mean() / np.log(CELLS)
    print(
        "\n5. Linear discriminant analysis that is shown the truth, avatar-clip, each picture left"
        f" out:\n   right {(found == truth).mean():.3f},"
        f" homogeneity {homogeneity_score(truth, found):.3f},"
        f" adjusted Rand {adjusted_rand_score(truth, found):.3f}.\n"
        "   What its probabilities tell, of all that there is to tell (1 - log loss / entropy):"
        f" {told:.3f}."
    )
    two = identity.shown != "androgynous"
    some = identity.where(two).pictures(vectors[two])
    tree = fit_tree(some, some.where(np.zeros(len(some), bool)))
    parts = {k: settled(tree.space.points, tree.tree, k) for k in (6, 24)}
    hom = homogeneity_score(truth[two], parts[24])
    ari = adjusted_rand_score(truth[two], parts[6])
    print(
        "   Clusters of the pictures whose prompts do not say androgynous, along prompts:\n"
        f"   homogeneity at 24 {hom:.3f}, adjusted Rand at 6 {ari:.3f}."
    )


if __name__ == "__main__":
    started = time.process_time()
    drawn = world()
    whole = np.concatenate([one.rgb for one in drawn.values()])
    ends = np.cumsum([len(one.rgb) for one in drawn.values()])[:-1]
    vectors = {
        name: dict(zip(drawn, np.split(embed(whole), ends), strict=True))
        for name, embed in EMBEDDINGS.items()
    }
    clusters(drawn, vectors)
    mixes(drawn, vectors)
    invented()
    speed()
    ceiling()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nAll: {time.process_time() - started:.0f} s of CPU time, {peak:.0f} MiB.")
