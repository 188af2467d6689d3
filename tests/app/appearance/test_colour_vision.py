"""What colour alone tells is told to every eye: whoever lacks one of three kinds of cones too."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from app.appearance.signed_scale import WRONG
from app.appearance.theme import Theme, theme, tokens, use_theme
from app.widgets.pictures.confusion import cell_colour

VIEWS = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""What is seen of linear sRGB: Machado, Oliveira & Fernandes (2009), 10.1109/TVCG.2009.113, severity 1."""

APART = 7.0  # hundredths of a unit of OKLab: two marks of some pixels are told apart at a glance
both_themes = pytest.mark.parametrize("dark", [True, False])
every_view = pytest.mark.parametrize("view", VIEWS)


def oklab(color: QColor, view: str) -> NDArray[np.float64]:
    """Lightness and two hues as ``view`` sees them, (3,), times 100: Ottosson (2020), "A perceptual color space"."""
    coded = np.array((color.redF(), color.greenF(), color.blueF()))
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    r, g, b = np.clip(np.array(VIEWS[view]) @ linear, 0.0, 1.0)
    cones = np.cbrt(
        (
            0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
            0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
            0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
        )
    )
    to_lab = np.array(
        (
            (0.2104542553, 0.793617785, -0.0040720468),
            (1.9779984951, -2.428592205, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.808675766),
        )
    )
    found: NDArray[np.float64] = 100 * to_lab @ cones
    return found


def apart(first: QColor, second: QColor, view: str) -> float:
    return float(np.linalg.norm(oklab(first, view) - oklab(second, view)))


@both_themes
@every_view
def test_every_two_identities_are_told_apart(dark: bool, view: str) -> None:
    named = dict(zip(tokens()["identity"]["names"], map(Theme(dark).identity, range(8)), strict=True))
    found = {pair: apart(named[pair[0]], named[pair[1]], view) for pair in combinations(named, 2)}
    closest = min(found, key=lambda pair: found[pair])
    assert found[closest] >= APART, (closest, found[closest])


@both_themes
@every_view
def test_negative_and_positive_weights_are_told_apart_from_each_other_and_from_none(dark: bool, view: str) -> None:
    negative, none, positive = (Theme(dark).diverging(value) for value in (-1.0, 0.0, 1.0))
    for pair in ((negative, positive), (negative, none), (positive, none)):
        assert apart(*pair, view) >= 2 * APART, [color.name() for color in pair]
    wrong = Theme(dark).color(WRONG)
    assert all(apart(wrong, color, view) >= 2 * APART for color in (negative, none, positive)), "weights of no number"


@both_themes
@every_view
def test_right_and_wrong_answers_are_told_apart(dark: bool, view: str) -> None:
    before = theme()
    use_theme(dark)
    try:
        assert apart(cell_colour(1.0, True), cell_colour(1.0, False), view) >= APART
    finally:
        use_theme(before.dark, before.base_font)


@pytest.mark.parametrize(
    ("color", "luminance"), [("#ffffff", 100.0), ("#000000", 0.0), ("#808080", 59.98)], ids=["white", "black", "grey"]
)
def test_the_measure_has_its_published_lightness_and_greys_have_no_hue(color: str, luminance: float) -> None:
    found = oklab(QColor(color), "normal")
    assert found == pytest.approx((luminance, 0.0, 0.0), abs=0.02)
