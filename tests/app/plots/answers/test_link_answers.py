"""What the selected link does, beneath the equations of its synapse, by selection, edits and the mouse."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from app.commands.editor import Editor
from app.document.making.sketch import Sketch
from app.help.model_card import ModelCardPage
from app.plots.answers.link_answers import LinkAnswers

LIF = "neurons/leaky_integrate_and_fire"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def editor() -> Editor:
    return Editor()


@pytest.fixture
def answers(qtbot: QtBot, qapp: QApplication, editor: Editor) -> Iterator[LinkAnswers]:
    apply(qapp, theme())
    sketch = Sketch("Link", resolution=0.1)
    source, target = sketch.node(LIF, "Source", (0, 0), 4), sketch.node(LIF, "Target", (300, 0), 4)
    sketch.link(source, target, plasticity="plasticity/pair_stdp")
    sketch.link(source, target, short_term="short_term/short_term_depression")
    editor.load(sketch.document)
    answers = LinkAnswers(editor)
    page = ModelCardPage("", answers)
    qtbot.addWidget(page)
    page.resize(400, 1600)
    with qtbot.waitExposed(page):
        page.show()
    yield answers
    page.hide()
    qtbot.waitUntil(lambda: not answers.asking.is_busy)


def links(editor: Editor) -> list[str]:
    return list(editor.document.links)


def select(answers: LinkAnswers, editor: Editor, qtbot: QtBot, *ids: str) -> None:
    editor.selection.set(list(ids))
    settled(answers, qtbot)


def settled(answers: LinkAnswers, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not answers.asking.is_busy)


def test_a_link_shows_its_kernel_its_train_and_its_window(answers: LinkAnswers, editor: Editor, qtbot: QtBot) -> None:
    assert answers.content.isHidden()
    select(answers, editor, qtbot, links(editor)[0])
    assert answers.content.isVisible()
    times, current = answers.current.curve
    assert current.max() == pytest.approx(100.0)
    assert times[current.argmax()] == pytest.approx(1.0)
    assert np.ptp(answers.potential.curve[1]) > 0.5
    assert "Moves it by" in answers.of_potential.words.words
    assert "no short-term plasticity" in answers.of_train.words.words
    intervals, changes = answers.window_picture.curve
    assert changes[intervals > 0].min() > 0
    assert changes[intervals < -1.05].max() < 0
    assert "target's spike minus the source's" in answers.of_window.words.words
    select(answers, editor, qtbot, *editor.document.nodes)
    assert answers.content.isHidden()


def test_what_is_shown_of_another_link_fades_while_one_is_computed(
    answers: LinkAnswers, editor: Editor, qtbot: QtBot
) -> None:
    first, second = links(editor)
    select(answers, editor, qtbot, first)
    editor.selection.set([second])
    pictures = (answers.current, answers.potential, answers.train, answers.window_picture)
    assert answers.asking.is_busy and not any(picture.isEnabled() for picture in pictures)
    assert answers.of_current.words.words == "Computing…"
    settled(answers, qtbot)
    assert answers.current.isEnabled() and answers.train.isEnabled() and not answers.window_picture.isVisible()


def test_an_edit_of_the_link_is_shown(answers: LinkAnswers, editor: Editor, qtbot: QtBot) -> None:
    id = links(editor)[0]
    select(answers, editor, qtbot, id)
    document = editor.document
    link = document.links[id]
    assert link.synapses is not None
    document.put(replace(link, synapses=replace(link.synapses, weight=50.0)))
    qtbot.waitUntil(lambda: answers.current.curve[1].max() == pytest.approx(50.0))
    settled(answers, qtbot)


def test_the_rate_of_the_train_is_a_slider(answers: LinkAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, links(editor)[1])
    assert "With the short-term plasticity" in answers.of_train.words.words
    assert answers.found.train is not None
    assert np.diff(answers.found.train.spikes) == pytest.approx(50.0)
    assert answers.window_picture.isHidden()
    assert "no plasticity" in answers.of_window.words.words
    slider = answers.slider
    QTest.mouseClick(slider, LEFT, pos=QPoint(round(slider.place_of(50.0)), slider.height() // 2))
    settled(answers, qtbot)
    assert np.diff(answers.found.train.spikes).mean() == pytest.approx(20.0, abs=1.5)


def test_pairs_come_once_or_in_series(answers: LinkAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, links(editor)[0])
    once = answers.window_picture.curve[1].max()
    QTest.mouseClick(answers.pairs, LEFT, pos=answers.pairs.area("many").center().toPoint())
    settled(answers, qtbot)
    assert answers.window_picture.curve[1].max() > 5 * once


def test_the_numbers_of_a_link_are_copied(answers: LinkAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, links(editor)[0])
    copy = next(action for action in answers.of_window.menu_actions() if action.text() == "Copy data")
    copy.trigger()
    clipboard = QApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.text().startswith("interval (ms)\tchange of weight\n"))
    assert len(clipboard.text().splitlines()) == 1 + len(answers.window_picture.curve[0])
