"""The densities of the window by their names, and the whole screen for who shows it to others."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.preferences import DENSITIES


def density_titles() -> dict[str, str]:
    """From the smallest words to the largest."""
    titles = {
        "compact": tr("Compact"),
        "normal": tr("Medium"),
        "large": tr("Large"),
        "projector": tr("For a projector"),
    }
    return {density: titles[density] for density in DENSITIES}


def restore_geometry(window: QWidget, geometry: str) -> bool:
    """Stand where a window stood that was closed; one that filled the screen has its frame again. False if unknown."""
    kept = QByteArray.fromHex(QByteArray(geometry.encode("ascii", "ignore")))
    if kept.isEmpty() or not window.restoreGeometry(kept):
        return False
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
    return True


def switch_full_screen(window: QWidget) -> None:
    """The window fills its screen, or is what it was before."""
    window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
