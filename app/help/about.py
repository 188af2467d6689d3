"""A short description of Spikeloom, its version and its licence."""

from __future__ import annotations

from importlib import metadata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.appearance.brand import Brand
from app.appearance.theme import theme
from app.i18n.translation import tr
from app.version import version
from app.widgets.buttons import Button
from app.widgets.layout import Ground, column, row
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
        name = row(spacing=12)
        name.addWidget(Brand(32))
        name.addWidget(Text("Spikeloom", size=NAME_SIZE, weight=STRONG), 1)
        body.addLayout(name)
        body.addWidget(Text(tr("Version {version}", version=version()), tone="text2"))
        purpose = tr("Draw a spiking network, watch it run, train it, take the weights with you.")
        body.addWidget(Text(purpose, wrapped=True))
        body.addSpacing(theme().px(4))
        libraries = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
        body.addWidget(
            Text(tr("Built with {libraries}.", libraries=libraries), size=SECONDARY, tone="text2", wrapped=True)
        )
        body.addWidget(Text(tr("Free software under the MIT licence."), size=SECONDARY, tone="text2"))
        self.close_button = Button(tr("Close"))
        self.close_button.clicked.connect(self.accept)
        line = row()
        line.addStretch(1)
        line.addWidget(self.close_button)
        body.addSpacing(theme().px(6))
        body.addLayout(line)
        column(self).addWidget(ground)
        self.setFixedWidth(theme().px(WIDTH))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
