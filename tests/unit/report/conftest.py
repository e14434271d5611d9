"""Runs made from a few lines, through the writers of the run folder and the real measures."""

import hashlib
import io
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from graycard.auditing.measure import measure_run
from graycard.documents import write_yaml
from graycard.run.active_readers import ActiveReader, write_active_readers
from graycard.run.evidence import write_references
from graycard.run.files import put
from graycard.run.folder import RunFolder
from graycard.run.images import ImageStore
from graycard.run.manifest import Launch, write_manifest
from graycard.run.run import Run
from graycard.run.schemas import GENERATIONS, PLAN, READINGS
from graycard.run.spec import AuditSpec, PromptsUsed, ResolvedSpec
from graycard.run.tables import put_rows
from graycard.types import Attribute, Reading, Reference

PRESENTATION = Attribute(
    name="perceived_gender_presentation",
    categories=("feminine", "masculine", "androgynous"),
    scale="nominal",
    claim="How the picture presents.",
    source="this test",
)
SKIN_TONE = Attribute(
    name="skin_tone",
    categories=tuple(str(tone) for tone in range(1, 11)),
    scale="ordinal",
    claim="A Monk tone.",
    source="this test",
)
LIGHTNESS = Attribute(
    name="lightness", scale="interval", claim="How light it is.", source="this test", unit="L*"
)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request: what was asked, what came, what was read (a reason where it begins with !)."""

    stratum: str = "nurse"
    text: str | None = "a photo of a nurse"
    marked: bool | None = False
    outcome: str = "ok"
    detail: str | None = None
    source: str | None = None
    read: dict[str, str | float] = field(default_factory=dict)
    colour: str = "teal"


def even(reference: str, attribute: Attribute) -> Reference:
    return Reference(
        name=reference,
        attribute=attribute.name,
        stratum=None,
        shares=dict.fromkeys(attribute.categories, 1 / len(attribute.categories)),
        population="nobody: even by definition",
        source="definition",
        states_the_value_of="those who want each shown as often",
    )


def build_run(
    root: Path,
    asks: list[Ask],
    *,
    attributes: tuple[Attribute, ...] = (PRESENTATION, LIGHTNESS),
    references: tuple[Reference, ...] | None = None,
    domain: str = "drawn world",
    reader_domains: tuple[str, ...] = ("drawn world",),
    model: str = "test-model@0123456789ab",
    settings: dict[str, object] | None = None,
    with_prompts: bool = True,
    size: int = 16,
    level: float = 0.95,
) -> Run:
    folder = RunFolder(root)
    if references is None:
        references = tuple(even("uniform", one) for one in attributes if one.categories)
    images = ImageStore(folder.images)
    generations, readings = [], []
    for number, ask in enumerate(asks):
        identity = hashlib.sha256(str(number).encode()).hexdigest()
        digest = None
        if ask.outcome == "ok":
            buffer = io.BytesIO()
            Image.new("RGB", (size, size), ask.colour).save(buffer, "PNG")
            digest = images.put(buffer.getvalue(), "png")
        prompt = None
        if ask.text is not None:
            prompt = hashlib.sha256(f"{ask.stratum}|{ask.text}".encode()).hexdigest()[:12]
        generations.append(
            {
                "id": identity,
                "prompt_id": prompt,
                "text": ask.text,
                "stratum": ask.stratum,
                "marked": ask.marked,
                "repetition": number,
                "model": model,
                "settings": "{}",
                "outcome": ask.outcome,
                "detail": ask.detail,
                "source": ask.source,
                "attempts": 1,
                "image_sha256": digest,
                "image_extension": digest and "png",
            }
        )
        for attribute in attributes if digest else ():
            found = ask.read.get(attribute.name, "!no face")
            missing = str(found)[1:] if str(found).startswith("!") else None
            reading = Reading(
                generation_id=identity,
                attribute=attribute.name,
                label=str(found) if missing is None and attribute.categories else None,
                value=float(found) if missing is None and not attribute.categories else None,
                reader="eye@abc",
                missing_reason=missing,
            )
            readings.append(reading.model_dump())
    put_rows(folder.generations, generations, GENERATIONS)
    put_rows(folder.readings, readings, READINGS)
    names = set(PLAN.names)
    plan = [{key: one[key] for key in one.keys() & names} | {"chunk": 0} for one in generations]
    put_rows(folder.plan(0), plan, PLAN)
    reader = ActiveReader(id="eye@abc", name="eye", domains=reader_domains, attributes=attributes)
    write_active_readers(folder, [reader])
    write_references(folder, references)
    outside = not {"any", domain} & set(reader_domains)
    count = len({(ask.stratum, ask.text) for ask in asks})
    used = PromptsUsed(
        name="jobs", version="2", licence="CC0-1.0", source="here", digest="d" * 64, prompts=count
    )
    pinned = (
        {"references_digest": "f" * 64} if "references_digest" in ResolvedSpec.model_fields else {}
    )
    spec = ResolvedSpec(
        **pinned,
        asked=AuditSpec.model_validate(
            {
                "model": {"name": "test-model", "settings": settings or {}},
                "images_per_prompt": max(1, len(asks) // count),
                "outside_domain": outside,
                "level": level,
            }
        ),
        model=model,
        model_settings={"steps": 4},
        model_domain=domain,
        prompts=used if with_prompts else None,
        listing_digest=None if with_prompts else "e" * 64,
        requests=len(asks),
        chunk=8,
    )
    put(folder.spec, write_yaml(spec.model_dump(mode="json")).encode())
    launch = Launch(
        command="audit",
        started="2026-01-02T03:04:05+00:00",
        graycard="1",
        python="3.11.9",
        platform="Linux x86_64",
        packages={"numpy": "2.1.0"},
        workers=1,
    )
    write_manifest(folder, [launch], kind="audit")
    measure_run(folder, level=level)
    return Run(root)


def nurses(
    labels: dict[str, int], *, stratum: str = "nurse", text: str | None = "a photo of a nurse"
) -> list[Ask]:
    """Ask for images that are read as so many of each presentation."""
    return [
        Ask(
            stratum=stratum,
            text=text,
            read={"perceived_gender_presentation": label, "lightness": 50.0 + i},
        )
        for label, n in labels.items()
        for i in range(n)
    ]


@pytest.fixture(scope="session")
def plain_as_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `plain`, which tests must not change."""
    made = build_run(
        tmp_path_factory.mktemp("plain") / "run",
        [
            *nurses({"feminine": 30, "masculine": 2}),
            *nurses(
                {"feminine": 11, "masculine": 11, "androgynous": 10},
                stratum="cook",
                text="a photo of a cook",
            ),
        ],
    )
    return made.path


@pytest.fixture
def plain(plain_as_made: Path, tmp_path: Path) -> Run:
    """Two strata: one far from even shares, one even. A copy, which a test may change."""
    return Run(shutil.copytree(plain_as_made, tmp_path / "run"))
