"""The panel beneath the equations of a model: the answers of the selected neuron or link."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.plots.answers.link_answers import LinkAnswers
from app.plots.answers.neuron_answers import NeuronAnswers
from app.plots.base.time_range import TimeRange
from app.plots.sources.source import PlotSource
from app.widgets.layout import column, fill


class AnswersPanel(QWidget):
    """Each of the two is empty unless one of its kind is selected."""

    def __init__(
        self, editor: Editor, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.neuron, self.link = NeuronAnswers(editor, source, time_range), LinkAnswers(editor)
        fill(column(self), self.neuron, self.link)
