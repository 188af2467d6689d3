"""The choice of what computes: a button of the bar with a menu."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.appearance.blank_picture import blank_picture
from app.appearance.theme import theme
from app.i18n.translation import localized, tr
from app.plots.transport.button_words import ButtonWords
from app.running.run import Run
from app.widgets.actions import checkable
from app.widgets.buttons import rise_after
from app.widgets.painting import dot
from engine.backends import FASTEST, available, fastest_name

WIDEST = 620  # of a line of the menu


class BackendButton(QPushButton):
    """Says what computes now; its menu says of each backend that cannot be used why not."""

    backend_requested = Signal(str)

    def __init__(self, run: Run, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.words = ButtonWords(self)
        self._offers = QMenu(self)
        self._offers.setObjectName("reasons")  # why something cannot be chosen is to be read
        self._offers.setToolTipsVisible(True)
        self._offers.aboutToShow.connect(self._list)
        self.setMenu(self._offers)
        rise_after(self._offers, self)
        self.show_backend(FASTEST)

    def show_backend(self, name: str, is_compiling: bool = False) -> None:
        """Show what computes, and whether a faster one is on its way."""
        if is_compiling:
            words, more = tr("NumPy, compiling…"), tr("Computes with NumPy until the compiled loops are ready")
        else:
            words = tr("GPU") if name == "cupy" else tr("CPU")
            more = backend_words(name)
        if words != self.words.words:
            self.words.say(words)
        self.setToolTip(more)

    def restyle(self) -> None:
        """Take the theme's colours and sizes."""
        side = theme().px(8)
        picture = blank_picture(side, side, 2)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot(painter, QPointF(side / 2, side / 2), side / 2 - 0.5, theme().color("ok"))
        painter.end()
        self.setIcon(picture)
        self.setIconSize(QSize(side, side))
        self.words.say(self.words.words)

    def _list(self) -> None:
        self._offers.clear()
        reasons = available()
        which = tr("{name}: {reason}", name=backend_words(FASTEST), reason=backend_words(fastest_name()))
        self._offer(FASTEST, which)
        self._offers.addSeparator()
        for name, reason in reasons.items():
            words = backend_words(name)
            if reason is None:
                self._offer(name, words)
            else:
                self._offer(name, tr("{name}: {reason}", name=words, reason=localized(reason))).setEnabled(False)

    def _offer(self, name: str, words: str) -> QAction:
        """One line of the menu; long words are whole in the tooltip."""
        shown = self._offers.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, theme().px(WIDEST))
        is_set = name == self._run.settings.backend
        action = checkable(shown, is_set, lambda _on: self.backend_requested.emit(name), self._offers)
        action.setToolTip(words)
        action.setData(name)
        self._offers.addAction(action)
        return action


def backend_words(name: str) -> str:
    """A backend by what computes and the library it needs."""
    own = {
        FASTEST: tr("Fastest available"),
        "numba": tr("CPU, compiled (Numba)"),
        "numpy": tr("CPU, plain (NumPy)"),
        "cupy": tr("GPU (CuPy)"),
    }
    return own.get(name, name)
