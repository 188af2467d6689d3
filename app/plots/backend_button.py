"""What computes, and the choice of it: a button of the bar with a menu."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.appearance.theme import theme
from app.plots.painting import dot
from app.running.run import Run
from app.translation import tr
from engine.backends import FASTEST, available


class BackendButton(QPushButton):
    """Says what computes now; its menu says of each backend that cannot be used why not."""

    backend_requested = Signal(str)

    def __init__(self, run: Run, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._offers = QMenu(self)
        self._offers.aboutToShow.connect(self._list)
        self.setMenu(self._offers)
        self.show_backend(FASTEST)

    def show_backend(self, name: str, is_compiling: bool = False) -> None:
        """Show what computes, and whether a faster one is on its way."""
        if is_compiling:
            words, more = tr("NumPy, compiling…"), tr("Computes with NumPy until the compiled loops are ready")
        else:
            words = tr("GPU") if name == "cupy" else tr("CPU")
            more = backend_words(name)
        if words != self.text():
            self.setText(words)
        self.setToolTip(more)

    def restyle(self) -> None:
        """Take the theme's colours and sizes."""
        side = theme().px(8)
        picture = QPixmap(QSize(side, side) * 2)
        picture.setDevicePixelRatio(2)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot(painter, QPointF(side / 2, side / 2), side / 2 - 0.5, theme().color("ok"))
        painter.end()
        self.setIcon(picture)
        self.setIconSize(QSize(side, side))

    def _list(self) -> None:
        self._offers.clear()
        for name, reason in {FASTEST: None, **available()}.items():
            words = backend_words(name)
            action = QAction(words if reason is None else tr("{name}: {reason}", name=words, reason=tr(reason)), self)
            action.setEnabled(reason is None)
            action.setCheckable(True)
            action.setChecked(name == self._run.settings.backend)
            action.setData(name)
            action.triggered.connect(lambda _on, name=name: self.backend_requested.emit(name))
            self._offers.addAction(action)


def backend_words(name: str) -> str:
    """A backend by what computes and the library it needs."""
    own = {
        FASTEST: tr("Fastest available"),
        "numba": tr("CPU, compiled (Numba)"),
        "numpy": tr("CPU, plain (NumPy)"),
        "cupy": tr("GPU (CuPy)"),
    }
    return own.get(name, name)
