"""Colours, sizes and fonts come from the tokens, and every text can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.appearance import icons
from app.appearance.style import _glyphs
from app.appearance.style_sheet import style_sheet
from app.appearance.theme import Theme, signals, theme, tokens, use_theme

ROOT = Path(__file__).parents[3]


def luminance(color) -> float:
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(first, second) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(autouse=True)
def _give_back_the_theme():
    before = theme()
    yield
    use_theme(before.dark, before.base_font)


@pytest.mark.parametrize("dark", [True, False])
def test_every_text_is_readable_on_its_grounds(dark):
    chosen = Theme(dark)
    for pair in tokens()["contrast"][chosen.name]:
        assert contrast(chosen.color(pair["text"]), chosen.color(pair["on"])) >= 4.5, pair


@pytest.mark.parametrize("dark", [True, False])
def test_identities_stand_out_from_the_canvas(dark):
    chosen = Theme(dark)
    for slot in range(8):
        assert contrast(chosen.identity(slot), chosen.color("canvas")) >= 3


def test_a_ninth_identity_repeats_the_first_and_says_so():
    chosen = Theme(dark=True)
    assert chosen.identity(8) == chosen.identity(0)
    assert chosen.identity_repeats(8) and not chosen.identity_repeats(7)


def test_a_change_of_theme_is_told_once(qtbot):
    use_theme(dark=True)
    with qtbot.waitSignal(signals.theme_changed):
        use_theme(dark=False)
    told = []
    signals.theme_changed.connect(lambda: told.append(True))
    use_theme(dark=False)
    assert not told


def test_sizes_follow_the_font():
    assert Theme(dark=True, base_font=26).px(30) == 60


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("base_font", [12, 13, 16])
def test_the_style_sheet_has_no_name_left_to_fill(qapp, dark, base_font):
    chosen = Theme(dark, base_font)
    text = style_sheet(chosen, _glyphs(chosen))
    body = text.split("*/", 1)[1]
    assert "$" not in body and not re.search(r"\d+dp\b", body)


def test_no_colour_is_written_outside_the_tokens():
    for path in [*(ROOT / "app").rglob("*.py"), ROOT / "resources" / "themes" / "style.qss"]:
        assert not re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("path", sorted(icons.FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_takes_the_colour_of_the_theme(qapp, path):
    image = icons.pixmap(path.stem, 20, "accent").toImage()
    accent = theme().color("accent")
    inked = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 250
    ]
    assert inked
    assert all(abs(a - b) <= 3 for c in inked for a, b in zip(c.getRgb()[:3], accent.getRgb()[:3], strict=True))
