"""The f–I curve and the response to a step beneath a model's equations, by selection, edits and the mouse."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document, Node
from app.help.model_card import ModelCardPage
from app.plots.neuron_answers import NeuronAnswers
from app.widgets.buttons import IconButton
from app.widgets.plane_picture import strands

LIF, MORRIS_LECAR = "neurons/leaky_integrate_and_fire", "neurons/morris_lecar"
INTEGRATOR = "neurons/leaky_integrator"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def answers(qtbot: QtBot, qapp: QApplication) -> Iterator[NeuronAnswers]:
    apply(qapp, theme())
    document = Document()
    for id, model in (("a", LIF), ("m", MORRIS_LECAR), ("l", INTEGRATOR)):
        document.put(Node(id, "population", model, f"Population {id}", (0.0, 0.0), size=10))
    editor = Editor()
    editor.load(document)
    answers = NeuronAnswers(editor)
    page = ModelCardPage(LIF, answers)
    qtbot.addWidget(page)
    page.resize(320, 1400)
    with qtbot.waitExposed(page):
        page.show()
    yield answers
    page.hide()
    qtbot.waitUntil(lambda: not answers._background.is_running, timeout=30_000)


def select(answers: NeuronAnswers, qtbot: QtBot, id: str) -> None:
    answers._editor.selection.set([id])
    settled(answers, qtbot)


def settled(answers: NeuronAnswers, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not answers._background.is_running and not answers._is_behind, timeout=60_000)


def test_nothing_is_shown_until_a_population_is_selected(answers: NeuronAnswers, qtbot: QtBot) -> None:
    assert answers.content.isHidden()
    select(answers, qtbot, "a")
    assert answers.content.isVisible()
    currents, rates = answers.curve.curve
    assert currents[0] == 0.0
    assert rates[currents < 370].max() == 0
    assert rates[currents > 380].min() > 0
    assert "373 pA" in answers.of_curve.words
    answers._editor.selection.clear()
    assert answers.content.isHidden()


def test_an_edit_moves_the_curve_and_the_mark_at_once(answers: NeuronAnswers, qtbot: QtBot) -> None:
    select(answers, qtbot, "a")
    before = answers.answers.curve
    began = time.perf_counter()
    intentions.set_parameter(answers._editor, ["a"], "V_th", -60.0)
    assert time.perf_counter() - began < 0.1, "the window waits"
    settled(answers, qtbot)
    after = answers.answers.curve
    assert before is not None
    assert after is not None
    assert after.onset == pytest.approx(250.0, rel=0.02)
    intentions.set_parameter(answers._editor, ["a"], "bias", 300.0)
    assert answers.curve.marked == 300.0
    answers._editor.undo_stack.undo()
    answers._editor.undo_stack.undo()
    settled(answers, qtbot)
    assert answers.answers.curve is before, "a curve that is known is not computed again"


def test_the_slider_steps_harder(answers: NeuronAnswers, qtbot: QtBot) -> None:
    select(answers, qtbot, "a")
    few = answers.answers.response
    slider = answers.slider
    end = QPoint(slider.width() - 8, slider.height() // 2)
    QTest.mouseClick(slider, LEFT, pos=end)
    settled(answers, qtbot)
    many = answers.answers.response
    assert few is not None
    assert many is not None
    assert many.current > 2 * few.current
    assert len(many.spikes) > len(few.spikes)
    assert np.array_equal(answers.response.curve[1], many.states["V"])


def test_another_neuron_begins_with_a_step_of_its_own(answers: NeuronAnswers, qtbot: QtBot) -> None:
    select(answers, qtbot, "a")
    select(answers, qtbot, "m")
    response, curve = answers.answers.response, answers.answers.curve
    assert response is not None
    assert curve is not None
    assert curve.onset is not None
    assert response.current == pytest.approx(1.5 * curve.onset, rel=0.05)
    assert set(response.states) == {"V", "w"}


def test_a_neuron_that_never_fires_says_so_and_shows_its_response(answers: NeuronAnswers, qtbot: QtBot) -> None:
    select(answers, qtbot, "l")
    assert "never fires" in answers.of_curve.words
    assert answers.curve.isHidden()
    assert np.ptp(answers.response.curve[1]) > 0


def test_the_mouse_reads_the_curve(answers: NeuronAnswers, qtbot: QtBot) -> None:
    select(answers, qtbot, "a")
    currents, rates = answers.curve.curve
    far = float(currents[-1])
    assert answers.curve.words_at(far) == answers.curve.words_at(2 * far)
    assert answers.curve.words_at(far).endswith(" Hz")
    before = answers.curve.grab().toImage()
    place = answers.curve.place_of(far / 2, float(rates.max()) / 2).toPoint()
    QTest.mouseMove(answers.curve, place)
    qtbot.waitUntil(lambda: answers.curve.grab().toImage() != before)


def test_data_and_picture_are_written(
    answers: NeuronAnswers, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    select(answers, qtbot, "a")
    wanted = iter([tmp_path / "curve.csv", tmp_path / "curve.svg", tmp_path / "step.csv", tmp_path / "no" / "step.png"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(next(wanted)), ""))
    buttons = [b for b in answers.content.findChildren(IconButton) if b.isVisible()][:4]
    for button in buttons:
        QTest.mouseClick(button, LEFT)
    rows = (tmp_path / "curve.csv").read_text().splitlines()
    assert rows[0] == "current (pA),rate (Hz)"
    assert len(rows) == 1 + len(answers.curve.curve[0])
    assert "<svg" in (tmp_path / "curve.svg").read_text()
    steps = (tmp_path / "step.csv").read_text().splitlines()
    assert steps[0] == "time (ms),current (pA),V (mV),spike"
    assert answers.answers.response is not None
    assert sum(row.endswith(",1") for row in steps) == len(answers.answers.response.spikes)
    assert "Choose one that is there" in answers.message.words


def test_the_step_moves_the_nullclines_and_takes_the_rest_away(answers: NeuronAnswers, qtbot: QtBot) -> None:
    select(answers, qtbot, "a")
    assert answers.plane.isHidden()
    assert "needs two states" in answers.of_plane.words
    select(answers, qtbot, "m")
    assert answers.plane.isVisible()
    driven = answers.plane.plane
    assert driven is not None
    assert [point.is_stable for point in driven.fixed] == [False]
    QTest.mouseClick(answers.slider, LEFT, pos=QPoint(round(answers.slider.place_of(40.0)), 8))
    settled(answers, qtbot)
    weak = answers.plane.plane
    assert weak is not None
    assert weak is not driven
    assert [point.is_stable for point in weak.fixed] == [True]
    assert {row[0] for row in answers.table_of_plane().rows} == {"nullcline of V", "nullcline of w", "fixed point"}


def test_segments_are_joined_to_strands() -> None:
    segments = np.array([[[0.0, 0.0], [1.0, 0.0]], [[2.0, 1.0], [1.0, 0.0]], [[5.0, 5.0], [6.0, 6.0]]])
    found = sorted(sorted(strand) for strand in strands(segments))
    assert found == [[(0.0, 0.0), (1.0, 0.0), (2.0, 1.0)], [(5.0, 5.0), (6.0, 6.0)]]
