"""The samples that were taken for another class, shown where a cell of the confusion was clicked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QWidget

from app.appearance.theme import theme
from app.i18n.translation import sentence, tr
from app.running.background import Background
from app.running.failures import problems_of
from app.running.trainings.answered import picture_of
from app.running.trainings.known_trainings import Integers, ShownTraining
from app.widgets.layout import column, fill
from app.widgets.pictures.image_grid import ImageGrid, Tile
from app.widgets.pictures.value_views import bytes_of
from app.widgets.text import SECONDARY, STRONG, Text
from engine.network.description import NetworkDescription
from engine.network.values import Floats

COLUMNS, ROWS = 6, 4
MOST = COLUMNS * ROWS
BESIDE = 8  # px from the mouse


class Mistaken(QFrame):
    """A popup: it goes by Esc or a click beside it. Pictures are read off the window's thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("mistaken")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.title = Text("", weight=STRONG)
        self.about = Text("", size=SECONDARY, tone="text2")
        self.more = Text("", size=SECONDARY, tone="text2", wrapped=True)
        self.grid = ImageGrid(COLUMNS, ROWS, fills=True)
        self.grid.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fill(column(self, (12, 10, 12, 10), 6), self.title, self.about, self.grid, self.more)
        self._numbers: Sequence[int] = ()
        self._words = ""
        self._background = Background("mistaken samples", self)
        self._background.ended.connect(self._show_pictures)
        self._background.failed.connect(self._failed)

    def show_samples(self, training: ShownTraining, label: int, answer: int, description: NetworkDescription) -> None:
        """Open with those of ``training``, whose data are in ``description``."""
        found = training.mistaken(label, answer)
        names = [name_of(training.names, index) for index in (label, answer)]
        self.title.say(tr("{label} answered as {answer}", label=names[0], answer=names[1]))
        counts = training.counts
        count = len(found) if counts is None else int(counts[label, answer])
        part = tr("of the test part") if training.tested else tr("of the validation part")
        self.about.say(tr("{count} {part}, run {number}", count=count, part=part, number=training.number))
        self._numbers, self._words = found[:MOST].tolist(), names[1]
        self.grid.hide()
        left = count - len(self._numbers)
        if not self._numbers:
            self.more.say(tr("Which samples these are was not kept; a new training tells."))
        else:
            self.more.say(tr("and {count} more", count=left) if left else "")
        self.more.setVisible(left > 0)
        if self._numbers:
            self._background.start(lambda _tell: pictures(description, found[:MOST]))
            return
        self._open()

    def _show_pictures(self, images: Sequence[Floats]) -> None:
        self.grid.show_tiles(
            [
                Tile(bytes_of(image), str(n), n, tr("sample {number}, answered {answer}", number=n, answer=self._words))
                for n, image in zip(self._numbers, images, strict=False)
            ]
        )
        self.grid.show()
        self._open()

    def _failed(self, error: Exception) -> None:
        self.more.say(sentence(problems_of(error)[0]))
        self.more.show()
        self._open()

    def _open(self) -> None:
        """Beneath the mouse, on its screen."""
        self.adjustSize()
        at = QCursor.pos() + QPoint(theme().px(BESIDE), theme().px(BESIDE))
        room = self.screen().availableGeometry()
        at.setX(max(room.left(), min(at.x(), room.right() - self.width())))
        at.setY(max(room.top(), min(at.y(), room.bottom() - self.height())))
        self.move(at)
        self.show()


def pictures(description: NetworkDescription, numbers: Integers) -> list[Floats]:
    """Samples of the data that a network learns, as pictures (rows, columns) in [0, 1]."""
    from engine.circuit.circuit import circuit

    samples = circuit(description).samples
    return [picture_of(samples, number) for number in numbers if number < len(samples.labels)]


def name_of(names: Sequence[str], index: int) -> str:
    """A class in words."""
    return names[index] if index < len(names) else str(index)
