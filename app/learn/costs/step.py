"""The section of the Learn panel that measures where the time and memory of a training step go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.meaning.meaning import meaning
from app.i18n import energy_words as words
from app.i18n.translation import problem_words, sentences, tr
from app.learn.costs.layer_table import LayerTable
from app.learn.setup.readiness import Wanted
from app.running.background import Background
from app.running.failures import problems_of
from app.running.trainings.training import Training
from app.widgets.buttons import Button
from app.widgets.layout import column, fill, hint, row
from app.widgets.text import SECONDARY, Text
from engine.network.description import NetworkDescription

if TYPE_CHECKING:
    from engine.learning.training.step_costs import StepCosts

Found = tuple[dict[str, str], str, "StepCosts | None"]
"""Names of layers, the title of the method, and what was measured."""


class StepSection(QWidget):
    """Trains a copy of the drawing for some batches in the background; ``wanted`` gives the method as it is set.

    ``begun`` tells that there is something to be seen.
    """

    begun = Signal()

    def __init__(
        self, editor: Editor, trainer: Training, wanted: Callable[[], Wanted], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editor, self._trainer, self._wanted = editor, trainer, wanted
        self.costs: StepCosts | None = None
        self._title, self._wrong, self._is_old = "", "", False
        self._cancelled = Event()
        self._background = Background("measuring a step", self)
        self.measure, self.cancel = Button(tr("Measure a step")), Button(tr("Cancel"), "quiet")
        self.table = LayerTable(tr("Costs of a training step"))
        self.said = Text("", size=SECONDARY, tone="text2", wrapped=True)
        told = tr(
            "Trains a copy for a few batches by the method that is chosen, and measures where time and memory go. The "
            "drawing stays as it is."
        )
        buttons = fill(row(spacing=8), self.measure, self.cancel, 1)
        fill(column(self, spacing=6), hint(told), buttons, self.said, self.table)
        self.measure.clicked.connect(self.start)
        self.cancel.clicked.connect(lambda: self._cancelled.set())
        self._background.ended.connect(self._ended)
        self._background.failed.connect(self._failed)
        editor.changed.connect(self._changed)
        editor.loaded.connect(self._loaded)
        trainer.state_changed.connect(lambda _state: self._show())
        self._show()

    def start(self) -> None:
        """Measure with the drawing's network; nothing while something is trained or measured."""
        if self._trainer.is_running or self._background.is_running:
            return
        facts, settings, seed, _ = self._wanted()
        description, key, title = meaning(self._editor.document).description, facts.key, facts.title
        self._cancelled = cancelled = Event()

        def work(_tell: object) -> Found:
            return words.layer_names(description), title, _measured(description, key, settings, seed, cancelled)

        self._background.start(work)
        self._wrong = ""
        self._show()

    def _ended(self, found: Found) -> None:
        names, title, costs = found
        if costs is not None:
            self.costs, self._title, self._is_old = costs, title, False
            self.table.show_layers(words.step_columns(), words.step_cells(costs, names))
        self._show()
        if costs is not None:
            self.begun.emit()

    def _failed(self, error: Exception) -> None:
        self._wrong = problem_words(problems_of(error)[0])
        self._show()

    def _changed(self, change: Change) -> None:
        if (change.is_of_network or change.training) and self.costs is not None:
            self._is_old = True
            self._show()

    def _loaded(self, _document: Document) -> None:
        self._cancelled.set()
        self._background.forget()
        self.costs, self._wrong = None, ""
        self._show()

    def _show(self) -> None:
        measuring, training = self._background.is_running, self._trainer.is_running
        if any(button.hasFocus() for button in (self.measure, self.cancel)):
            self.setFocus()  # lest it jumps to another panel's tab
        self.measure.setVisible(not measuring)
        self.measure.setEnabled(not training)
        self.measure.setToolTip(tr("A training is under way.") if training else "")
        self.cancel.setVisible(measuring)
        self.table.setVisible(self.costs is not None)
        self.said.say(tr("Measuring…") if measuring else self._wrong or self._summary)
        self.said.setVisible(bool(self.said.words))

    @property
    def _summary(self) -> str:
        if self.costs is None:
            return ""
        old = tr("The drawing or its settings have changed since.") if self._is_old else ""
        return sentences(words.step_summary(self.costs, self._title), old)


def _measured(
    description: NetworkDescription, key: str, settings: Mapping[str, float | str], seed: int, cancelled: Event
) -> StepCosts | None:
    """The costs of a step; None where it was cancelled."""
    from engine.circuit.circuit import circuit
    from engine.learning.methods import methods
    from engine.learning.training.step_costs import step_costs

    found = circuit(description)
    return step_costs(found, methods()[key], settings, seed, on_progress=lambda _share: not cancelled.is_set())
