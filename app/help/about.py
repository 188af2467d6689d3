"""A short description of Spikeloom, its version and its licence."""

from __future__ import annotations

from importlib import metadata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.appearance.brand import Brand
from app.appearance.theme import theme
from app.i18n.translation import listed, tr
from app.version import version
from app.widgets.buttons import Button
from app.widgets.layout import Gap, Ground, column, fill, hint, row
from app.widgets.text import SECONDARY, STRONG, Text

WIDTH = 400
NAME_SIZE = 20
LIBRARIES = ("PySide6-Essentials", "numpy", "numba", "pyqtgraph")


class AboutDialog(QDialog):
    """A few lines and one button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Spikeloom"))
        ground = Ground()
        body = column(ground, (24, 20, 24, 18), 8)
        name = fill(row(spacing=12), Brand(32), (Text("Spikeloom", size=NAME_SIZE, weight=STRONG), 1))
        purpose = tr("Draw a spiking network, watch it run, train it, take the weights with you.")
        libraries = listed(f"{name} {metadata.version(name)}" for name in LIBRARIES)
        licence = Text(tr("Free software under the MIT licence."), size=SECONDARY, tone="text2")
        self.close_button = Button(tr("Close"))
        self.close_button.clicked.connect(self.accept)
        fill(body, name, Text(tr("Version {version}", version=version()), tone="text2"), Text(purpose, wrapped=True))
        fill(body, Gap(4), hint(tr("Built with {libraries}.", libraries=libraries)), licence)
        fill(body, Gap(6), fill(row(), 1, self.close_button))
        column(self).addWidget(ground)
        self.setFixedWidth(theme().px(WIDTH))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
