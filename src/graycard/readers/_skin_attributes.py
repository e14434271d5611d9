"""What `skin_tone` reads, and what exactly is claimed by it."""

from __future__ import annotations

from typing import Final

from graycard.skin.monk import TONES, monk
from graycard.skin.tone import CLASSES
from graycard.types import Attribute, Scale

_THONG: Final = (
    "W. Thong, P. Joniak, A. Xiang, Beyond Skin Tone: A Multidimensional Measure of Apparent Skin"
    " Color, ICCV 2023, arXiv:2309.05148"
)
_CIE: Final = "CIE 015:2018, CIELAB under D65, from sRGB (IEC 61966-2-1)"
_OF_THE_PIXELS: Final = (
    "It is the colour of pixels of a picture under the picture's own light, never a person's skin,"
    " and never race or ethnicity."
)


_HOW: Final = (
    "mean over pixels of cheeks and forehead by BlazeFace and FaceMesh, not corrected for light"
)
"""Other ways find other pixels and other numbers, so each attribute names ours. Where the Haar
cascade takes their place there are no landmarks, and nothing is read."""


def skin_attributes() -> tuple[Attribute, ...]:
    """Return what is read of each face."""

    def attribute(
        name: str,
        claim: str,
        source: str,
        *,
        categories: tuple[str, ...] = (),
        scale: Scale = "interval",
        unit: str | None = None,
    ) -> Attribute:
        return Attribute(
            name=name,
            categories=categories,
            scale=scale,
            claim=f"{claim} {_OF_THE_PIXELS}",
            source=f"{source}; {_HOW}",
            unit=unit,
        )

    return (
        attribute(
            "skin_tone",
            "The swatch of the Monk scale that is nearest to the mean colour of cheeks and forehead"
            " of the face in the picture, however far away it is.",
            f"{monk().cited}; nearest by CIEDE2000, doi:10.1002/col.20070",
            categories=TONES,
            scale="ordinal",
        ),
        attribute(
            "skin_tone_distance",
            "How different that swatch and that mean colour look: about 1 is just noticeable, and"
            " from about 5 on the swatch is another colour than the pixels.",
            "CIEDE2000, doi:10.1002/col.20070",
            unit="ΔE00",
        ),
        attribute(
            "skin_tone_class",
            "Whether the mean colour of cheeks and forehead is light (L* of 60 or more) or dark,"
            " and yellow (hue angle of 55° to 110°) or red (from there down to -90°). Grey, green"
            " and blue have no class.",
            _THONG,
            categories=CLASSES,
            scale="nominal",
        ),
        attribute(
            "skin_lightness",
            "How light cheeks and forehead are in the picture.",
            _CIE,
            unit="L*, 0 to 100",
        ),
        attribute(
            "skin_hue",
            "Where the mean colour of cheeks and forehead lies between red (0°) and yellow (90°)."
            " Grey, green and blue have no such place: their angle is missing.",
            f"{_CIE}; beside lightness after {_THONG}",
            unit="degrees of arctan2(b*, a*)",
        ),
        attribute(
            "skin_ita",
            "The individual typology angle of the pixels of cheeks and forehead, from light (90°)"
            " to dark (-90°). It was made for a contact instrument; on pictures, other choices of"
            " pixels move it by tens of degrees.",
            "A. Chardon, I. Cretois, C. Hourseau, International Journal of Cosmetic Science 13"
            " (1991) 191-208",
            unit="degrees of arctan2(L* - 50, b*)",
        ),
        attribute(
            "skin_ita_without_yellow",
            "The share of the pixels of cheeks and forehead that are grey or blue (b* of 0 or"
            " less), for which ITA is not meant.",
            _CIE,
            unit="share of pixels, 0 to 1",
        ),
    )


def light_attributes() -> tuple[Attribute, ...]:
    """Return what is read of the picture around the faces."""
    grey_world = (
        "Grey-world assumption, G. Buchsbaum, Journal of the Franklin Institute 310 (1980) 1-26;"
        f" {_CIE}"
    )
    beware = "A coloured wall and coloured light give the same number."
    return (
        Attribute(
            name="light_lightness",
            scale="interval",
            claim="How light the picture is around the faces: mean L* of everything else.",
            source=_CIE,
            unit="L*, 0 to 100",
        ),
        Attribute(
            name="light_cast",
            scale="interval",
            claim="How far from neutral the light of the picture is, if everything around the"
            f" faces is grey on average: the chroma of a white sheet in it. {beware}",
            source=grey_world,
            unit="C*ab",
        ),
        Attribute(
            name="light_warmth",
            scale="interval",
            claim="How yellow (above 0) or blue (below 0) that white sheet is. " + beware,
            source=grey_world,
            unit="b*",
        ),
    )
