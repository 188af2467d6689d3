"""The densities of the window by their names, and the whole screen for who shows it to others."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.preferences import DENSITIES
from app.translation import tr


def density_titles() -> dict[str, str]:
    """From the smallest words to the largest."""
    titles = {
        "compact": tr("Compact"),
        "normal": tr("Medium"),
        "large": tr("Large"),
        "projector": tr("For a projector"),
    }
    return {density: titles[density] for density in DENSITIES}


def framed_geometry(window: QWidget) -> str:
    """Where a window that is closed stood, as text; one that filled the screen has its frame the next time."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
    return bytes(window.saveGeometry().toHex().data()).decode("ascii")


def switch_full_screen(window: QWidget) -> None:
    """The window fills its screen, or is what it was before."""
    window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
