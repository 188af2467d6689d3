"""A small classifier with the Learn panel on it and a trainer whose every step the test decides."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document.edits import synapses_of
from app.document.elements import ArrayRef
from app.learn.panel import LearnPanel
from app.learn.runs.runs_table import RunsTable
from engine.learning.components.figures import Epoch
from engine.network.values import Floats
from tests.app.learn.staged import FACTS, Outcome, Progress, StagedTrainer, epoch
from tests.patience import outwait_double_click

HISTORY = (epoch(1.2, 0.6, 0.55), epoch(0.6, 0.8, 0.82), epoch(0.4, 0.9, 0.79))
DISCRETE = "neurons/discrete_leaky_integrate_and_fire"


def row_of(table: RunsTable, number: int) -> QModelIndex:
    """The first cell of a run's row, where it is now."""
    return table.model().index(numbers_in(table).index(number), 0)


def numbers_in(table: RunsTable) -> list[int]:
    """The runs from top to bottom."""
    model = table.model()
    return [int(model.index(row, 0).data()) for row in range(model.rowCount())]


class Bench:
    """A small classifier, the panel on it, and its trainer."""

    def __init__(self, qtbot: QtBot) -> None:
        self.editor = Editor()
        add, connect = intentions.add_node, intentions.connect
        data = add(self.editor, "datasets/digits", (0, 0))
        encoder = add(self.editor, "encoders/poisson", (0, 0), size=64)
        self.output = add(self.editor, DISCRETE, (0, 0), size=10)
        decoder = add(self.editor, "decoders/spike_count", (0, 0))
        connect(self.editor, data, "values", encoder, "values")
        self.link = connect(self.editor, encoder, "out", self.output, "in")
        connect(self.editor, self.output, "out", decoder, "in")
        connect(self.editor, data, "labels", decoder, "labels")
        self.editor.undo_stack.clear()
        self.trainer = StagedTrainer()
        self.panel = LearnPanel(self.editor, self.trainer)
        self.panel.resize(420, 900)
        qtbot.addWidget(self.panel)
        self.panel.show_facts(FACTS)
        self.panel.show()
        QTest.qWait(1)

    def start(self) -> None:
        if self.panel.runs:  # what came in the place of other buttons hears no second click on those
            outwait_double_click()
        QTest.mouseClick(self.panel.status.start, Qt.MouseButton.LeftButton)

    def resume(self) -> None:
        """Click once what came in the place of other buttons may be clicked."""
        outwait_double_click()
        QTest.mouseClick(self.panel.status.resume, Qt.MouseButton.LeftButton)

    def progress(self, epoch: int = 4, history: tuple[Epoch, ...] = HISTORY) -> None:
        self.trainer.progressed.emit(Progress(epoch, 30, 13, 20, 31.0, 12.0, history))

    def weights(self, value: float) -> Floats:
        return np.full((10, 64), value)

    def outcome(self, value: float, cancelled: bool = False, checkpoint: bytes | None = None) -> Outcome:
        arrays = {(self.link, "weight"): self.weights(value)}
        return Outcome(arrays, HISTORY, cancelled=cancelled, checkpoint=checkpoint)

    def click_run(self, number: int) -> None:
        table = self.panel.list
        place = table.visualRect(row_of(table, number)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def present_weight(self) -> float | None:
        weight = synapses_of(self.editor.document.links[self.link]).weight
        return float(self.editor.document.array(weight)[0, 0]) if isinstance(weight, ArrayRef) else None
