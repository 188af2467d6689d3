"""The network's present answers for a few samples of the validation part."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.running.trainings.answered import Answered
from app.widgets.pictures.image_grid import ImageGrid, Tile
from app.widgets.pictures.value_views import bytes_of

SHOWN = 8


class AnswerStrip(ImageGrid):
    """A row of pictures with the answers beneath; wrong ones are outlined and crossed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(SHOWN, 1, fills=True, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_answers(self, answers: Sequence[Answered]) -> None:
        """Show the first few."""
        self.show_tiles([_tile(place, answered) for place, answered in enumerate(answers[:SHOWN])])


def _tile(place: int, answered: Answered) -> Tile:
    wrong = answered.label != answered.answer
    words = (
        tr("answered {answer}, but it is {label}", answer=answered.answer, label=answered.label)
        if wrong
        else tr("answered {answer}, which is right", answer=answered.answer)
    )
    return Tile(bytes_of(answered.image), answered.answer, place, words, wrong)
