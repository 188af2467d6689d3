"""Fusion with our own palette and one style sheet, both made from the tokens.

Buttons choose their look by the dynamic property ``look``: ``primary`` (one per region), ``quiet``
(outlined, the default) or ``flat`` (no outline, for icons in bars).
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.appearance import icons
from app.appearance.hidden import Untold
from app.appearance.style_sheet import style_sheet
from app.appearance.theme import Theme

_ROLES = {
    QPalette.ColorRole.Window: "surface0",
    QPalette.ColorRole.WindowText: "text1",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "surface0",
    QPalette.ColorRole.Text: "text1",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Button: "surface1",
    QPalette.ColorRole.ButtonText: "text1",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "onAccent",
    QPalette.ColorRole.Link: "accentText",
    QPalette.ColorRole.LinkVisited: "accentText",
    QPalette.ColorRole.ToolTipBase: "surface1",
    QPalette.ColorRole.ToolTipText: "text1",
    QPalette.ColorRole.Light: "surface2",
    QPalette.ColorRole.Midlight: "surface2",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line",
    QPalette.ColorRole.Shadow: "canvas",
    QPalette.ColorRole.Accent: "accent",
}
_DRESSED = "dressed in Fusion"
_DISABLED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the application; call it again after the theme has changed.

    The sheet of before is taken off first. Where Qt replaces one by another, it tells every widget as often as that has
    ancestors: 11,500 times for 1,100 widgets, which takes five times as long. Nobody is told that it goes, and what
    nobody sees is dressed when it is shown, unless all take other room now.
    """
    takes_other_room = theme.font() != app.font()
    untold = Untold(app, but_for_all=takes_other_room)
    app.setStyleSheet("")
    if not app.property(_DRESSED):  # the style of a sheet tells no name
        app.setStyle("fusion")
        app.setProperty(_DRESSED, True)
    app.setPalette(palette(theme))
    if takes_other_room:
        app.setFont(theme.font())
    untold.tell_seen()
    app.setStyleSheet(style_sheet(theme, _glyphs(theme)))


@contextmanager
def deferred_style_sheet() -> Iterator[None]:
    """Take the style sheet off while a window is built, and dress the whole of it at once.

    With a sheet, Qt dresses all that lies within a widget anew whenever a parent is given to it: two thirds of the time
    that a window took were spent so.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    sheet = app.styleSheet()
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(sheet)


def set_look(widget: QWidget, look: str) -> None:
    """Choose a button's look and have it drawn anew."""
    widget.setProperty("look", look)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def palette(theme: Theme) -> QPalette:
    """The roles of Qt in our colours."""
    result = QPalette()
    for role, token in _ROLES.items():
        result.setColor(role, theme.color(token))
    for role in _DISABLED:
        result.setColor(QPalette.ColorGroup.Disabled, role, theme.color("disabled"))
    result.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, theme.color("surface2"))
    return result


def _glyphs(theme: Theme) -> dict[str, str]:
    """Pictures that a style sheet can only take from files, by the name it uses for them."""
    return {
        "down": _glyph_file("down", theme.px(12), theme.color("text2").rgba()),
        "down_disabled": _glyph_file("down", theme.px(12), theme.color("disabled").rgba()),
        "right": _glyph_file("chevron", theme.px(12), theme.color("text2").rgba()),
        "check": _glyph_file("ok", theme.px(12), theme.color("onAccent").rgba()),
        "check_menu": _glyph_file("ok", theme.px(14), theme.color("accentText").rgba()),
        "close": _glyph_file("close", theme.px(14), theme.color("text3").rgba()),
        "detach": _glyph_file("detach", theme.px(14), theme.color("text3").rgba()),
    }


@cache  # one folder for a run of the program (decision 0218)
def _glyph_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="spikeloom-look-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache  # the same files for every style sheet (decision 0218)
def _glyph_file(name: str, size: int, rgba: int) -> str:
    """The plain file that the sheet names; Qt finds its ``@2x`` neighbour on dense screens by itself."""
    path = _glyph_folder() / f"{name}-{size}-{rgba:08x}.png"
    sharp = icons.pixmap(name, size, QColor.fromRgba(rgba))
    sharp.save(str(path.with_stem(f"{path.stem}@2x")))
    plain = sharp.scaled(size, size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    plain.save(str(path))
    return path.as_posix()
