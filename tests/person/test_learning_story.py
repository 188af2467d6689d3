"""A newcomer's second hour: watch the digits, train, cancel, train to the end, undo, redo, export, be refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.document.elements import ArrayRef
from app.export.dialog import ExportDialog
from app.export.writing import WrittenFile
from app.start_page.example_card import ExampleCard
from tests.held_training import held
from tests.patience import outwait_double_click

SUBTRACTIVE = "neurons/discrete_leaky_integrate_and_fire_subtractive"
Weights = dict[str, object]
FORMATS = ("nir", "npz", "safetensors")
EPOCHS = "4"
LONG = "500"
SAMPLES = 30
RIGHT = 0.8  # share of right answers after few epochs; untrained is one tenth


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def weights(window: Composition) -> Weights:
    """The weights of every projection as the document has them."""
    document = window.editor.document
    found: Weights = {}
    for id, link in document.links.items():
        if link.synapses is not None:
            weight = link.synapses.weight
            found[id] = document.array(weight).copy() if isinstance(weight, ArrayRef) else weight
    return found


def same(first: Weights, second: Weights) -> bool:
    return first.keys() == second.keys() and all(
        np.array_equal(np.asarray(first[id]), np.asarray(second[id])) for id in first
    )


def open_example(window: Composition, qtbot: QtBot, title: str) -> None:
    card = next(c for c in window.start_page.findChildren(ExampleCard) if c.example.title == title)
    press(card)
    qtbot.waitUntil(lambda: window.window.is_working)


def train(window: Composition, qtbot: QtBot, epochs: str, until: Callable[[], bool]) -> None:
    """Write how many epochs, press Start, wait."""
    field = window.learn.settings.fields["epochs"]
    press(field)
    QTest.keyClicks(field, epochs)
    QTest.keyClick(field, Qt.Key.Key_Return)
    outwait_double_click()
    press(window.learn.status.start)
    qtbot.waitUntil(until)


def train_and_cancel(window: Composition, qtbot: QtBot, epochs: str, whole: int = 1) -> QWidget | None:
    """Press Start, and Cancel once so many epochs are whole; the training waits there, however slow the window is.

    Returns what had the keyboard while it trained.
    """
    with held(window.training, whole):
        train(window, qtbot, epochs, lambda: bool(window.learn.runs) and len(window.learn.runs[-1].history) >= whole)
        assert window.training.is_running
        keyboard = QApplication.focusWidget()
        press(window.learn.status.cancel)
        qtbot.waitUntil(lambda: not window.learn.is_busy)
    return keyboard


def share_right(window: Composition, qtbot: QtBot, samples: int) -> float:
    """Run from the beginning and compare the answers with the labels."""
    run = window.run
    window.control.set_speed(1.0)
    press(window.transport.reset_button)
    qtbot.waitUntil(lambda: run.frames.latest_step <= 0)
    QTest.keyClick(window.canvas, Qt.Key.Key_Space)
    decoder = next(id for id, node in window.editor.document.nodes.items() if node.model.startswith("decoders/"))

    def answered() -> int:
        found = run.frames.answers(decoder)
        return 0 if found is None else len(found.answers)

    qtbot.waitUntil(lambda: answered() >= samples)
    QTest.keyClick(window.canvas, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: run.state == "paused")
    given = run.frames.answers(decoder)
    assert given is not None
    return float(np.mean(given.answers[:samples] == given.labels[:samples]))


def export(window: Composition, qtbot: QtBot) -> ExportDialog:
    press(window.learn.export)
    qtbot.waitUntil(lambda: bool(window.window.findChildren(ExportDialog)))
    return window.window.findChildren(ExportDialog)[-1]


@pytest.mark.timeout(600)
def test_a_newcomer_trains_the_digits_takes_it_back_and_exports_the_same_spikes(
    qtbot: QtBot, window: Composition, tmp_path: Path
) -> None:
    open_example(window, qtbot, "Digits")
    drawn = weights(window)
    assert share_right(window, qtbot, SAMPLES) < RIGHT
    window.workspace.open_side("learn")
    qtbot.waitUntil(lambda: "epochs" in window.learn.settings.fields)

    keyboard = train_and_cancel(window, qtbot, LONG, whole=2)
    assert keyboard is window.learn  # Space means the run, not whichever tab comes next
    qtbot.waitUntil(lambda: not same(weights(window), drawn))
    cancelled = weights(window)

    train(window, qtbot, EPOCHS, lambda: window.learn.runs[-1].number == 2 and not window.training.is_running)
    qtbot.waitUntil(lambda: window.learn.runs[-1].is_applied)
    assert len(window.learn.runs[-1].history) == int(EPOCHS)
    trained = weights(window)
    assert not same(trained, cancelled)
    assert share_right(window, qtbot, SAMPLES) > RIGHT

    QTest.keySequence(window.canvas, QKeySequence.StandardKey.Undo)
    assert same(weights(window), cancelled)
    QTest.keySequence(window.canvas, QKeySequence.StandardKey.Undo)  # how many epochs: what is set is drawn too
    assert same(weights(window), cancelled)
    QTest.keySequence(window.canvas, QKeySequence.StandardKey.Undo)
    assert same(weights(window), drawn)
    for _ in range(3):
        QTest.keySequence(window.canvas, QKeySequence("Ctrl+Shift+Z"))
    assert same(weights(window), trained)

    dialog = export(window, qtbot)
    for name in FORMATS:
        press(dialog.list.buttons[name])
        dialog.path.set_value(str(tmp_path / f"digits.{name}"))
        with qtbot.waitSignal(dialog.writing.ended) as ended:
            dialog.start()
        (written,) = ended.args
        assert isinstance(written, WrittenFile)
        assert written.differing == 0
        assert written.spikes > 0
        assert written.path.exists()
    dialog.accept()


def test_a_balanced_network_goes_out_as_lists_and_nir_says_beside_the_button_why_not(
    qtbot: QtBot, window: Composition
) -> None:
    open_example(window, qtbot, "Balanced network")
    dialog = export(window, qtbot)
    for name in FORMATS:
        press(dialog.list.buttons[name])
        assert dialog.list.value == name
        assert dialog.export.isEnabled() is (name != "nir")
        wanted = "neither trained nor tested" if name == "nir" else "lists every synapse"
        assert wanted in dialog.why_not.words
    dialog.accept()


def test_a_subtractive_reset_is_refused_by_the_name_of_its_population(qtbot: QtBot, window: Composition) -> None:
    open_example(window, qtbot, "Digits")
    (hidden,) = (id for id, node in window.editor.document.nodes.items() if node.title == "Hidden")
    intentions.set_model(window.editor, [hidden], SUBTRACTIVE)
    dialog = export(window, qtbot)
    press(dialog.list.buttons["nir"])
    assert not dialog.export.isEnabled()
    assert "Hidden" in dialog.why_not.words
    dialog.accept()
