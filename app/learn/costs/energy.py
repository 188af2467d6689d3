"""The section of the Learn panel that tells the energy of a sample, layer by layer."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.meaning.meaning import meaning
from app.i18n import energy_words as words
from app.i18n.translation import problem_words, sentences, tr
from app.learn.costs.energy_bars import EnergyBars, LayerBar
from app.learn.costs.energy_numbers import EnergyNumbers
from app.learn.costs.layer_table import LayerTable
from app.running.background import Background
from app.running.failures import problems_of
from app.running.trainings.training import Training
from app.widgets.buttons import Button
from app.widgets.layout import column, fill, hint, row
from app.widgets.text import SECONDARY, Text
from engine.network.description import NetworkDescription

if TYPE_CHECKING:
    from engine.learning.training.energy import EnergyModel, InferenceCosts


class EnergySection(QWidget):
    """Answers the test samples in the background and prices what was counted by the ``numbers``, whenever they change.

    ``begun`` tells that there is something to be seen.
    """

    begun = Signal()

    def __init__(self, editor: Editor, trainer: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._trainer = editor, trainer
        self.costs: InferenceCosts | None = None
        self._names: dict[str, str] = {}
        self._is_old = False
        self._wrong = ""
        self._cancelled = Event()
        self._background = Background("pricing", self)
        self.measure, self.cancel = Button(tr("Count a sample")), Button(tr("Cancel"), "quiet")
        self.open = Button(tr("Numbers of the model"), "flat")
        self.open.setCheckable(True)
        self.bars, self.table = EnergyBars(), LayerTable(tr("Energy of a sample"))
        self.numbers = EnergyNumbers()
        self.said = Text("", size=SECONDARY, tone="text2", wrapped=True)
        told = tr(
            "Operations, and moving weights, states and spikes from and to memory, in the mean of the test samples: an "
            "estimate for a chip, by numbers that you can change."
        )
        buttons = fill(row(spacing=8), self.measure, self.cancel, 1, self.open)
        fill(column(self, spacing=6), hint(told), buttons, self.numbers, self.said, self.bars, self.table)
        self.numbers.hide()
        self._connect()
        self._show()

    def _connect(self) -> None:
        self.measure.clicked.connect(self.start)
        self.cancel.clicked.connect(lambda: self._cancelled.set())
        self.open.toggled.connect(self._toggle_numbers)
        self.numbers.changed.connect(lambda _own: self._show())
        self._background.ended.connect(self._ended)
        self._background.failed.connect(self._failed)
        self._editor.changed.connect(self._changed)
        self._editor.loaded.connect(self._loaded)
        self._trainer.state_changed.connect(lambda _state: self._show())

    def start(self) -> None:
        """Answer the test samples with the drawing's weights; nothing while something is trained or answered."""
        if self._trainer.is_running or self._background.is_running:
            return
        document = self._editor.document
        description, seed = meaning(document).description, document.settings.seed
        self._cancelled = cancelled = Event()
        self._background.start(lambda _tell: (words.layer_names(description), _answered(description, seed, cancelled)))
        self._wrong = ""
        self._show()

    def _toggle_numbers(self, wanted: bool) -> None:
        if wanted:
            self.numbers.build()
        self.numbers.setVisible(wanted)

    def _ended(self, found: tuple[dict[str, str], InferenceCosts | None]) -> None:
        names, costs = found
        if costs is not None:
            self._names, self.costs, self._is_old = names, costs, False
        self._show()
        if costs is not None:
            self.begun.emit()

    def _failed(self, error: Exception) -> None:
        self._wrong = problem_words(problems_of(error)[0])
        self._show()

    def _changed(self, change: Change) -> None:
        if change.is_of_network and self.costs is not None:
            self._is_old = True
            self._show()

    def _loaded(self, _document: Document) -> None:
        self._cancelled.set()
        self._background.forget()
        self.costs, self._wrong = None, ""
        self._show()

    @property
    def model(self) -> EnergyModel:
        """The model with the numbers that are set."""
        from engine.learning.training.energy import EnergyModel

        return EnergyModel().with_numbers(self.numbers.own)

    def _show(self) -> None:
        counting, training = self._background.is_running, self._trainer.is_running
        if any(button.hasFocus() for button in (self.measure, self.cancel)):
            self.setFocus()  # lest it jumps to another panel's tab
        self.measure.setVisible(not counting)
        self.measure.setEnabled(not training)
        self.measure.setToolTip(tr("A training is under way.") if training else "")
        self.cancel.setVisible(counting)
        for part in (self.bars, self.table):
            part.setVisible(self.costs is not None)
        self._fill(counting)
        self.said.setVisible(bool(self.said.words))

    def _fill(self, counting: bool) -> None:
        if counting or self._wrong or self.costs is None:
            self.said.say(tr("Counting…") if counting else self._wrong)
            return
        costs, model = self.costs, self.model
        old = tr("The drawing has changed since it was counted.") if self._is_old else ""
        self.said.say(sentences(words.energy_summary(costs, model), words.changed_words(model, by_meaning=True), old))
        self.bars.show_bars(
            [
                LayerBar(self._names.get(one.id, one.id), one.computing(model), one.moving(model), twin.energy(model))
                for one, twin in zip(costs.spiking, costs.twin, strict=True)
            ]
        )
        self.table.show_layers(words.layer_columns(), words.layer_cells(costs, model, self._names))


def _answered(description: NetworkDescription, seed: int, cancelled: Event) -> Any:
    """The costs of a test sample; None where it was cancelled."""
    from engine.learning.training.evaluation import EvaluationCancelled, evaluate

    try:
        return evaluate(description, seed=seed, on_progress=lambda _share: not cancelled.is_set()).costs
    except EvaluationCancelled:
        return None
