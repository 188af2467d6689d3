"""Colours, sizes and fonts come from the tokens, and every text can be read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.appearance import icons, style
from app.appearance.style import _glyphs  # the sheet alone, on no application
from app.appearance.style_sheet import style_sheet
from app.appearance.theme import Theme, contrast, signals, theme, tokens, use_theme
from app.widgets.pictures.confusion import cell_colour

ROOT = Path(__file__).parents[3]


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
@pytest.mark.parametrize("right", [True, False])
def test_the_numbers_of_a_confusion_matrix_are_readable_in_every_cell(dark, right):
    use_theme(dark)
    for share in (0.02, 0.1, 0.3, 0.5, 0.7, 1.0):
        ground = cell_colour(share, right)
        assert contrast(theme().readable_on(ground), ground) >= 3.5, share


def test_the_platforms_own_font_is_one_that_there_is(qapp):
    """Linux calls it "Sans Serif"; as no font is called so, Latin words were written in the Chinese font."""
    wanted = tokens()["font"]["family"]
    assert QFontDatabase.hasFamily(theme().font().families()[wanted.index("system UI")])


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


def test_every_icon_takes_the_colour_of_the_theme(qapp):
    accent = np.array(theme().color("accent").getRgb()[:3])
    for path in icons.FOLDER.glob("*.svg"):
        image = icons.pixmap(path.stem, 20, "accent").toImage().convertToFormat(QImage.Format.Format_RGBA8888)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)
        inked = pixels[pixels[..., 3] > 250][:, :3]
        assert len(inked), path.stem
        assert (abs(inked - accent) <= 3).all(), path.stem


class Told(QObject):
    """How often each widget hears that its style changed."""

    def __init__(self) -> None:
        super().__init__()
        self.times: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.StyleChange and watched.objectName():
            self.times[watched.objectName()] += 1
        return False


def test_a_widget_is_told_of_a_theme_a_few_times_however_deep_it_stands(qtbot: QtBot, qapp: QApplication) -> None:
    """Qt tells it once for each of its ancestors where one sheet replaces another: 0.3 s of the whole window."""
    style.apply(qapp, Theme(dark=True))
    outer = QWidget()
    outer.setObjectName("0")
    qtbot.addWidget(outer)
    inner = outer
    for depth in range(1, 12):
        inner = QWidget(inner)
        inner.setObjectName(f"{depth}")
    outer.show()
    told = Told()
    qapp.installEventFilter(told)
    style.apply(qapp, Theme(dark=False))
    qapp.removeEventFilter(told)
    style.apply(qapp, theme())
    assert 1 <= told.times["11"] <= 4 and told.times["11"] == told.times["1"]
