"""The theme of the window: colours, sizes and fonts, all of them from ``resources/themes/tokens.json``.

No other file holds a colour. Views ask for tokens when they paint and repaint on ``signals.theme_changed``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication

from app.resources import folder

TOKENS = folder("themes") / "tokens.json"
BASE_FONT = 13
"""Pixels of the font at which every size in the tokens is as written."""

DENSITIES = {"compact": 12, "normal": BASE_FONT, "large": 16, "projector": 20}
"""Pixels of the base font in each density of the preferences."""

_RGBA = re.compile(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)")


@cache  # read by every colour and size (decision 0218)
def tokens() -> dict[str, Any]:
    """All design tokens, as written in the file."""
    content: dict[str, Any] = json.loads(TOKENS.read_text(encoding="utf-8"))
    return content


def _colour(token: str | dict[str, Any]) -> QColor:
    text = token["color"] if isinstance(token, dict) else token
    match = _RGBA.fullmatch(text)
    if match is None:
        return QColor(text)
    red, green, blue, alpha = match.groups()
    return QColor(int(red), int(green), int(blue), round(255 * float(alpha)))


def luminance(color: QColor) -> float:
    """Relative luminance in [0, 1] of an opaque colour (WCAG 2)."""
    channels = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: QColor, second: QColor) -> float:
    """The ratio of two luminances, from 1 to 21 (WCAG 2)."""
    light, dark = max(luminance(first), luminance(second)), min(luminance(first), luminance(second))
    return (light + 0.05) / (dark + 0.05)


class Theme:
    """One appearance: dark or light, at one size of the base font in pixels."""

    def __init__(self, dark: bool, base_font: int = BASE_FONT, on_paper: bool = False) -> None:
        self.dark = dark
        self._aligns = not on_paper  # a PDF does not know which figures are meant by the shapes that align
        self.base_font = base_font
        self.scale = base_font / BASE_FONT
        self.name = "dark" if dark else "light"
        self._colors = {name: _colour(token) for name, token in tokens()["color"][self.name].items()}
        names = tokens()["identity"]["names"]
        self._identity = [QColor(tokens()["identity"][self.name][name]) for name in names]
        self._fonts: dict[tuple[int, int, bool, bool], QFont] = {}

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        """The colour of a role such as ``"surface1"``; ``alpha`` in [0, 1] multiplies its own."""
        color = QColor(self._colors[name])
        if alpha != 1:
            color.setAlphaF(color.alphaF() * alpha)
        return color

    def identity(self, slot: int) -> QColor:
        """The colour of a population or encoder; a negative slot is the neutral thread."""
        return QColor(self._identity[slot % len(self._identity)]) if slot >= 0 else self.color("thread")

    def identity_repeats(self, slot: int) -> bool:
        """True for a ninth slot and later: drawn with a dashed pen, since its colour is taken."""
        return slot >= len(self._identity)

    def readable_on(self, ground: QColor) -> QColor:
        """The lighter or darker of two texts, whichever stands out more on an opaque ``ground``."""
        return max((self.color("text1"), self.color("onAccent")), key=lambda text: contrast(text, ground))

    def diverging(self, value: float) -> QColor:
        """The colour of a signed number in [-1, 1]; zero is neutral."""
        clipped = max(-1.0, min(1.0, value))
        strength = abs(clipped) ** float(tokens()["diverging"]["gamma"])
        zero = self._colors["divergingZero"]
        end = self._colors["divergingPositive" if clipped >= 0 else "divergingNegative"]
        channels = (
            round(a + (b - a) * strength)
            for a, b in zip(zero.getRgb()[:3], end.getRgb()[:3], strict=True)  # type: ignore[index]  # a tuple in PySide6; its stub says object
        )
        return QColor(*channels)

    def px(self, size: float) -> int:
        """A size of the tokens in whole pixels at this font."""
        return round(size * self.scale)

    def size(self, *path: str) -> float:
        """A number of the tokens by its path, unscaled: ``size("node", "title_height")``."""
        entry: Any = tokens()
        for key in path:
            entry = entry[key]
        return float(entry)

    def font(self, size: float = BASE_FONT, weight: int = 400, tabular: bool = False) -> QFont:
        """The window's font; ``size`` in tokens' pixels, ``tabular`` aligns its figures."""
        return self._font(self.px(size), weight, tabular, symbol=False)

    def symbol_font(self, size: float = BASE_FONT) -> QFont:
        """Italic serif for the symbols of quantities."""
        return self._font(self.px(size), 400, False, symbol=True)

    def _font(self, pixels: int, weight: int, tabular: bool, symbol: bool) -> QFont:
        key = (pixels, weight, tabular, symbol)
        if key not in self._fonts:
            font = QFont(_families(symbol))
            font.setPixelSize(max(pixels, 1))
            font.setWeight(QFont.Weight(weight))
            font.setItalic(symbol)
            font.setStyleHint(QFont.StyleHint.Serif if symbol else QFont.StyleHint.SansSerif)
            if tabular and self._aligns:
                font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return QFont(self._fonts[key])


def _families(symbol: bool) -> list[str]:
    """Families in order of preference; "system UI" stands for the platform's own font.

    Linux calls that "Sans Serif", which no font is named: the next in the list would be taken in its place.
    """
    wanted: list[str] = tokens()["font"]["symbol" if symbol else "family"]
    own = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family()
    return [own if family == "system UI" else family for family in wanted]


class _ThemeSignals(QObject):
    theme_changed = Signal()
    size_changed = Signal()  # the font is another, too: all takes other room


signals = _ThemeSignals()
_current = Theme(dark=True)


def theme() -> Theme:
    """The theme in use."""
    return _current


def use_theme(dark: bool, base_font: int = BASE_FONT) -> None:
    """Change the theme; ``signals.theme_changed`` tells the views, ``size_changed`` those that take other room then."""
    global _current
    if (dark, base_font) == (_current.dark, _current.base_font):
        return
    before, _current = _current, Theme(dark, base_font)
    signals.theme_changed.emit()
    if before.base_font != base_font:
        signals.size_changed.emit()


@contextmanager
def borrowed(dark: bool) -> Iterator[None]:
    """Another theme for what is painted meanwhile, such as an image on paper; no view is told of it."""
    global _current
    before, _current = _current, Theme(dark, on_paper=True)
    try:
        yield
    finally:
        _current = before


def set_theme(name: str) -> None:
    """Choose ``"dark"``, ``"light"`` or ``"system"`` (the platform's; dark where it has no say)."""
    if name == "system":
        dark = QGuiApplication.styleHints().colorScheme() is not Qt.ColorScheme.Light
    else:
        dark = name == "dark"
    use_theme(dark, _current.base_font)


def set_density(name: str) -> None:
    """Choose a key of :data:`DENSITIES`."""
    use_theme(_current.dark, DENSITIES[name])
