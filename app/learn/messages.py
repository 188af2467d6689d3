"""What the Learn panel has to say above all its sections: one message at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.widgets.banner import Banner
from app.widgets.layout import column


class Messages(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner: Banner | None = None
        self._column = column(self, (12, 10, 12, 0))
        self.hide()

    def say(self, banner: Banner | None) -> None:
        """Show ``banner`` in the place of what was said before; None takes that away."""
        if self.banner is not None:
            self._column.removeWidget(self.banner)
            self.banner.hide()
            self.banner.deleteLater()
        self.banner = banner
        self.setVisible(banner is not None)
        if banner is not None:
            self._column.addWidget(banner)
