"""The f–I curve and the response to a step beneath a model's equations, by selection, edits and the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import Node
from app.help.model_card import ModelCardPage
from app.plots.answers.answer_section import AnswerSection
from app.plots.answers.neuron_answers import NeuronAnswers
from app.plots.base.time_range import TimeRange
from app.plots.exports.paper import WantedPaper, sheet
from app.plots.sources.source import PlotSource
from app.running.run import Run
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.pictures.plane_picture import strands
from app.widgets.pictures.plane_signs import PlaneSign
from tests.activation import activate
from tests.app.file_answers import answer_with
from tests.app.plots.hand import turn_wheel

LIF, MORRIS_LECAR = "neurons/leaky_integrate_and_fire", "neurons/morris_lecar"
HODGKIN_HUXLEY = "neurons/hodgkin_huxley"
INTEGRATOR = "neurons/leaky_integrator"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def editor() -> Editor:
    return Editor()


@pytest.fixture
def answers(qtbot: QtBot, qapp: QApplication, editor: Editor) -> Iterator[NeuronAnswers]:
    apply(qapp, theme())
    document = Document()
    for id, model in (("a", LIF), ("m", MORRIS_LECAR), ("l", INTEGRATOR), ("h", HODGKIN_HUXLEY)):
        document.put(Node(id, "population", model, f"Population {id}", (0.0, 0.0), size=10))
    editor.load(document)
    run = Run()
    source = PlotSource(run, editor.document)
    answers = NeuronAnswers(editor, source, TimeRange())
    page = ModelCardPage(LIF, answers)
    qtbot.addWidget(page)
    page.resize(320, 1400)
    with qtbot.waitExposed(page):
        page.show()
    yield answers
    page.hide()
    qtbot.waitUntil(lambda: not answers.asking.is_busy)
    run.close()


def select(answers: NeuronAnswers, editor: Editor, qtbot: QtBot, id: str) -> None:
    editor.selection.set([id])
    settled(answers, qtbot)


def settled(answers: NeuronAnswers, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not answers.asking.is_busy)


def test_nothing_is_shown_until_a_population_is_selected(answers: NeuronAnswers, editor: Editor, qtbot: QtBot) -> None:
    assert answers.content.isHidden()
    select(answers, editor, qtbot, "a")
    assert answers.content.isVisible()
    currents, rates = answers.curve.curve
    assert currents[0] == 0.0
    assert rates[currents < 370].max() == 0
    assert rates[currents > 380].min() > 0
    assert "373 pA" in answers.of_curve.words.words
    editor.selection.clear()
    assert answers.content.isHidden()


def test_an_edit_moves_the_curve_and_the_mark_at_once(answers: NeuronAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, "a")
    before = answers.answers.curve
    intentions.set_parameter(editor, ["a"], "V_th", -60.0)
    assert answers.answers.curve is before, "the window computes it"
    settled(answers, qtbot)
    after = answers.answers.curve
    assert before is not None
    assert after is not None
    assert after.onset == pytest.approx(250.0, rel=0.02)
    intentions.set_parameter(editor, ["a"], "bias", 300.0)
    assert answers.curve.marked == 300.0
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    settled(answers, qtbot)
    assert answers.answers.curve is before, "a curve that is known is not computed again"


def test_the_slider_steps_harder(answers: NeuronAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, "a")
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


def test_another_neuron_begins_with_a_step_of_its_own(answers: NeuronAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, "a")
    select(answers, editor, qtbot, "m")
    response, curve = answers.answers.response, answers.answers.curve
    assert response is not None
    assert curve is not None
    assert curve.onset is not None
    assert response.current == pytest.approx(1.5 * curve.onset, rel=0.05)
    assert set(response.states) == {"V", "w"}


def test_a_neuron_that_never_fires_says_so_and_shows_its_response(
    answers: NeuronAnswers, editor: Editor, qtbot: QtBot
) -> None:
    select(answers, editor, qtbot, "l")
    assert "never fires" in answers.of_curve.words.words
    assert answers.curve.isHidden()
    assert np.ptp(answers.response.curve[1]) > 0


def test_the_mouse_reads_the_curve(answers: NeuronAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, "a")
    currents, rates = answers.curve.curve
    far = float(currents[-1])
    assert answers.curve.words_at(far) == answers.curve.words_at(2 * far)
    assert answers.curve.words_at(far).endswith(" Hz")
    before = answers.curve.grab().toImage()
    place = answers.curve.place_of(far / 2, float(rates.max()) / 2).toPoint()
    QTest.mouseMove(answers.curve, place)
    qtbot.waitUntil(lambda: answers.curve.grab().toImage() != before)


def test_data_and_picture_are_taken_as_of_every_view(
    answers: NeuronAnswers, editor: Editor, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The three dots copy and export; the picture goes through the dialog of paper."""
    select(answers, editor, qtbot, "a")
    section = answers.of_curve
    chosen_from_menu(section, qtbot, "Copy data")
    copied = QApplication.clipboard()
    qtbot.waitUntil(lambda: copied.text().startswith("current (pA)\trate (Hz)\n"))
    assert len(copied.text().splitlines()) == 1 + len(answers.curve.curve[0])
    answer_with(monkeypatch, tmp_path / "step.csv")
    chosen_from_menu(answers.of_response, qtbot, "Export data…")
    qtbot.waitUntil(lambda: (tmp_path / "step.csv").exists())
    steps = (tmp_path / "step.csv").read_text().splitlines()
    assert steps[0] == "time (ms),current (pA),V (mV),spike"
    assert answers.answers.response is not None
    assert sum(row.endswith(",1") for row in steps) == len(answers.answers.response.spikes)
    before = answers.curve.size()
    with sheet(section, WantedPaper(width=80.0, height=50.0)) as paper:
        content = paper.file(".svg").decode()
    assert 'width="80mm"' in content
    assert "Current (pA)" in content
    assert answers.curve.size() == before, "the picture is put back"


def chosen_from_menu(section: AnswerSection, qtbot: QtBot, words: str) -> None:
    """Open the menu behind the three dots, and choose."""
    QTest.mouseClick(section.more, LEFT)
    menu = section.findChildren(QMenu)[-1]
    qtbot.waitUntil(menu.isVisible)
    action = next(action for action in menu.actions() if action.text() == words)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def test_the_step_moves_the_nullclines_and_takes_the_rest_away(
    answers: NeuronAnswers, editor: Editor, qtbot: QtBot
) -> None:
    select(answers, editor, qtbot, "m")
    plane = answers.phase.plane
    assert plane.isVisible()
    driven = plane.plane
    assert driven is not None
    assert [point.is_stable for point in driven.fixed] == [False]
    assert "Unstable node at V = " in answers.phase.words.words
    assert {sign for sign, _ in answers.phase.signs_named.entries} >= {PlaneSign.UNSTABLE, PlaneSign.THRESHOLD}
    QTest.mouseClick(answers.slider, LEFT, pos=QPoint(round(answers.slider.place_of(40.0)), 8))
    settled(answers, qtbot)
    weak = plane.plane
    assert weak is not None
    assert weak is not driven
    assert [point.is_stable for point in weak.fixed] == [True]
    table = {row[0] for row in answers.phase.table().rows}
    assert table == {"nullcline of V", "nullcline of w", "fixed point"}
    assert {sign for sign, _ in answers.phase.signs_named.entries} >= {PlaneSign.STABLE, PlaneSign.SECOND_NULLCLINE}


def test_a_neuron_of_one_state_shows_its_rate_and_where_it_fires(
    answers: NeuronAnswers, editor: Editor, qtbot: QtBot
) -> None:
    select(answers, editor, qtbot, "a")
    plane, phase = answers.phase.plane, answers.phase
    assert plane.isVisible()
    assert not plane.is_plane
    assert phase.across.isHidden() or not phase.across.isVisible(), "there is nothing to choose"
    words = [words for _, words in phase.signs_named.entries]
    assert words == ["dV/dt", "threshold", "after a spike", "response above"]
    assert "No fixed point is in view" in phase.words.words
    QTest.mouseClick(answers.slider, LEFT, pos=QPoint(round(answers.slider.place_of(100.0)), 8))
    settled(answers, qtbot)
    assert "Stable node at V = " in phase.words.words
    assert phase.signs_named.entries[-1] == (PlaneSign.STABLE, "stable")
    rows = list(phase.table().rows)
    assert [row[1] for row in rows if row[0] == "threshold"] == [pytest.approx(-55.0)]
    assert [row[1] for row in rows if row[0] == "after a spike"] == [pytest.approx(-70.0)]


def click(answers: NeuronAnswers, qtbot: QtBot, x: float, y: float) -> None:
    plane = answers.phase.plane
    qtbot.waitUntil(lambda: plane.height() == plane.sizeHint().height())  # the panel has found its room
    QTest.mouseClick(plane, LEFT, pos=plane.place_of(x, y).toPoint())
    settled(answers, qtbot)


def test_clicks_begin_orbits_that_a_key_or_a_button_clears(
    answers: NeuronAnswers, editor: Editor, qtbot: QtBot
) -> None:
    select(answers, editor, qtbot, "m")
    plane = answers.phase.plane
    click(answers, qtbot, -20.0, 0.1)
    click(answers, qtbot, 10.0, 0.4)
    assert len(plane.orbits) == 2
    first, second = plane.orbits
    assert (first.x[0], first.y[0]) == (pytest.approx(-20.0, abs=1.0), pytest.approx(0.1, abs=0.02))
    assert (second.x[0], second.y[0]) == (pytest.approx(10.0, abs=1.0), pytest.approx(0.4, abs=0.02))
    assert not len(first.jumps), "no reset moves this neuron"
    assert {"orbit 1", "orbit 2"} <= {row[0] for row in answers.phase.table().rows}
    answers.setFocus()
    plane.setFocus()
    QTest.keyClick(plane, Qt.Key.Key_Right)
    QTest.keyClick(plane, Qt.Key.Key_Return)
    settled(answers, qtbot)
    assert len(plane.orbits) == 3, "the keyboard begins one too"
    QTest.keyClick(plane, Qt.Key.Key_Delete)
    settled(answers, qtbot)
    assert plane.orbits == ()
    assert "m" in editor.document.nodes, "the key does not reach the node"
    click(answers, qtbot, -20.0, 0.1)
    assert len(plane.orbits) == 1
    QTest.mouseClick(answers.phase.clear, LEFT)
    settled(answers, qtbot)
    assert plane.orbits == ()


def test_an_orbit_jumps_where_the_neuron_is_reset(answers: NeuronAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, "a")
    click(answers, qtbot, -60.0, 0.0)
    (orbit,) = answers.phase.plane.orbits
    assert len(orbit.jumps)
    assert (orbit.x[orbit.jumps] == -70.0).all()
    assert (orbit.x[orbit.jumps - 1] > -56.0).all()


def test_other_states_are_chosen_and_held_as_said(answers: NeuronAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, "h")
    phase = answers.phase
    assert (phase.up.value, phase.across.value, phase.others.value) == ("m", "V", "rest")
    choose(phase.up, "n")
    settled(answers, qtbot)
    held = phase.plane.plane
    assert answers.answers.axes is not None
    assert answers.answers.axes.names == ("V", "n")
    choose(phase.others, "follow")
    settled(answers, qtbot)
    assert held is not None
    assert all(len(point.eigenvalues) == 2 for point in held.fixed)
    following = phase.plane.plane
    assert following is not None
    assert all(len(point.eigenvalues) == 4 for point in following.fixed)
    assert "λ are those of all states" in phase.words.words
    choose(phase.up, "")
    settled(answers, qtbot)
    assert not phase.plane.is_plane
    choose(phase.across, "n")
    settled(answers, qtbot)
    assert answers.answers.axes.names == ("n",)
    choose(phase.up, "n")
    settled(answers, qtbot)
    assert len(answers.answers.axes.names) == 1, "a state is not shown against itself"


def choose(field: ChoiceField, key: str) -> None:
    """Choose by arrow keys, as a person without a mouse does."""
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Down)
    listed = field.view()
    QTest.keyClick(listed, Qt.Key.Key_Home)
    while listed.currentIndex().data(Qt.ItemDataRole.UserRole) != key:
        QTest.keyClick(listed, Qt.Key.Key_Down)
    QTest.keyClick(listed, Qt.Key.Key_Return)


def test_segments_are_joined_to_strands() -> None:
    segments = np.array([[[0.0, 0.0], [1.0, 0.0]], [[2.0, 1.0], [1.0, 0.0]], [[5.0, 5.0], [6.0, 6.0]]])
    found = sorted(sorted(strand) for strand in strands(segments))
    assert found == [[(0.0, 0.0), (1.0, 0.0), (2.0, 1.0)], [(5.0, 5.0), (6.0, 6.0)]]


def test_the_wheel_zooms_the_phase_plane_once_it_was_clicked_and_finds_it_anew(
    answers: NeuronAnswers, editor: Editor, qtbot: QtBot
) -> None:
    select(answers, editor, qtbot, "m")
    plane = answers.phase.plane
    qtbot.waitUntil(lambda: plane.height() == plane.sizeHint().height())
    whole = answers.answers.portrait
    place = plane.place_of(-20.0, 0.1)
    turn_wheel(plane, place.toPoint(), 4)
    assert plane.seen == (), "the panel is scrolled"
    turn_wheel(plane, place.toPoint(), 4, Qt.KeyboardModifier.ControlModifier)
    assert plane.seen[0][1] - plane.seen[0][0] == pytest.approx(0.85**4 * (whole.x[-1] - whole.x[0]))
    activate(qtbot, plane.window())
    qtbot.waitUntil(lambda: plane.setFocus() or plane.hasFocus())
    QTest.keyClick(plane, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: not answers.asking.is_busy and plane.height() == plane.sizeHint().height())
    place = plane.place_of(-20.0, 0.1)
    turn_wheel(plane, place.toPoint(), 4)
    qtbot.waitUntil(lambda: not answers.asking.is_busy and plane.height() == plane.sizeHint().height())
    (left, right), (low, high) = plane.seen
    shrunk = (right - left) / (whole.x[-1] - whole.x[0])
    assert shrunk == pytest.approx(0.85**4) == pytest.approx((high - low) / (whole.y[-1] - whole.y[0]))
    assert plane.point_at(place) == (pytest.approx(-20.0, abs=1.0), pytest.approx(0.1, abs=0.02)), "it stays there"
    near = answers.answers.portrait
    assert (near.x[0], near.x[-1], near.y[0], near.y[-1]) == (left, right, low, high), "nullclines are found anew"
    QTest.keyClick(plane, Qt.Key.Key_Minus)
    qtbot.waitUntil(lambda: not answers.asking.is_busy and plane.height() == plane.sizeHint().height())
    assert plane.seen[0][1] - plane.seen[0][0] == pytest.approx((right - left) / 0.85)
    QTest.keyClick(plane, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: not answers.asking.is_busy and plane.height() == plane.sizeHint().height())
    assert plane.seen == () and answers.answers.portrait.x[0] == whole.x[0]


def test_a_drag_moves_the_phase_plane_and_a_double_click_shows_all(
    answers: NeuronAnswers, editor: Editor, qtbot: QtBot
) -> None:
    select(answers, editor, qtbot, "m")
    plane = answers.phase.plane
    click(answers, qtbot, -20.0, 0.1)
    orbit, whole = plane.orbits, answers.answers.portrait
    begin = plane.place_of(0.0, 0.2).toPoint()
    QTest.mousePress(plane, LEFT, pos=begin)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(plane, begin + QPoint(round(60 * share), round(-30 * share)))
    QTest.mouseRelease(plane, LEFT, pos=begin + QPoint(60, -30))
    assert plane.place_of(0.0, 0.2).toPoint() == begin + QPoint(60, -30)
    settled(answers, qtbot)
    qtbot.waitUntil(lambda: plane.height() == plane.sizeHint().height())
    assert len(plane.orbits) == 1 and plane.orbits[0].x[0] == orbit[0].x[0], "a drag begins none, and keeps others"
    at = plane.place_of(-10.0, 0.2).toPoint()
    QTest.mouseClick(plane, LEFT, pos=at)
    QTest.mouseDClick(plane, LEFT, pos=at)
    settled(answers, qtbot)
    assert plane.seen == () and answers.answers.portrait.x[0] == whole.x[0]
    assert len(plane.orbits) == 1, "the first of two clicks has begun none"


def test_other_states_and_other_neurons_are_seen_whole(answers: NeuronAnswers, editor: Editor, qtbot: QtBot) -> None:
    select(answers, editor, qtbot, "h")
    plane = answers.phase.plane
    plane.setFocus()
    QTest.keyClick(plane, Qt.Key.Key_Plus)
    settled(answers, qtbot)
    assert plane.seen
    choose(answers.phase.up, "h")
    settled(answers, qtbot)
    assert plane.seen == ()
    QTest.keyClick(plane, Qt.Key.Key_Plus)
    settled(answers, qtbot)
    select(answers, editor, qtbot, "a")
    assert plane.seen == () and plane.plane is answers.answers.portrait
