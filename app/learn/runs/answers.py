"""The network's present answers for a few samples of the validation part."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.appearance.theme import theme
from app.i18n.translation import tr
from app.running.trainings.fitting import Answered
from app.widgets.layout import row
from app.widgets.pictures.image_tile import FOOT, ImageTile

SHOWN = 8
GAP = 6


class AnswerStrip(QWidget):
    """A row of pictures with the answers beneath; wrong ones are outlined and crossed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = [ImageTile() for _ in range(SHOWN)]
        line = row(self, spacing=GAP)
        for tile in self.tiles:
            line.addWidget(tile, 1)
            tile.hide()

    def show_answers(self, answers: Sequence[Answered]) -> None:
        """Show the first few."""
        for tile, answered in zip(self.tiles, answers[:SHOWN], strict=False):
            wrong = answered.label != answered.answer
            words = (
                tr("answered {answer}, but it is {label}", answer=answered.answer, label=answered.label)
                if wrong
                else tr("answered {answer}, which is right", answer=answered.answer)
            )
            tile.show_image(answered.image, answered.answer, wrong, words)
        for index, tile in enumerate(self.tiles):
            tile.setVisible(index < len(answers))
        side = (self.width() - (SHOWN - 1) * theme().px(GAP)) // SHOWN
        self.setFixedHeight(max(side, theme().px(30)) + theme().px(FOOT))
