"""An experiment in the window: a value is varied by its menu, runs beside the window, and a point is opened again."""

from __future__ import annotations

from math import isfinite

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.document import Document
from app.document.experiment import Design, Experiment, Goal
from app.document.making.sketch import Sketch
from app.document.meaning.meaning import meaning
from app.experiments.experiment_figures import NONE
from app.experiments.factors import parse_factor
from app.experiments.measure_expression import parse_measure
from app.experiments.shown_experiment import ORDER
from app.plots.views.experiment import ExperimentView
from engine.simulation.simulation import Simulation
from tests.app.window.rooms import Room, show

LEFT = Qt.MouseButton.LeftButton


def _cells() -> Document:
    """Ten neurons, each driven above its threshold."""
    sketch = Sketch("Cells", resolution=1.0)
    sketch.node("neurons/leaky_integrate_and_fire", "Cells", (0, 0), 10, parameters={"bias": 800.0})
    sketch.node("neurons/leaky_integrate_and_fire", "Others", (300, 0), 5)
    return sketch.document


def _id(room: Room, title: str) -> str:
    return next(node.id for node in room.editor.document.nodes.values() if node.title == title)


def _plan(room: Room, *factors: str, **given: object) -> None:
    document = room.editor.document
    measures = tuple(parse_measure(document, text).text for text in ("rate(Cells)", "spikes(Cells)"))
    planned = {"seeds": (1, 2), "duration": 100.0, **given}
    found = tuple(parse_factor(document, text) for text in factors)
    intentions.add_experiment(room.editor, Experiment("Planned", found, measures, **planned))  # type: ignore[arg-type]
    room.workspace.open_side("experiments")


def _run(qtbot: QtBot, room: Room, runs: int) -> None:
    panel = room.experiments
    QTest.qWait(QApplication.doubleClickInterval())  # within which a button that has just come hears no click
    QTest.mouseClick(panel.status.run, LEFT)
    assert panel.background.is_active
    qtbot.waitUntil(lambda: not panel.background.is_active)
    assert panel.shown.figures is not None and len(panel.shown.figures.rows) == runs


def _view(qtbot: QtBot, room: Room) -> ExperimentView:
    qtbot.waitUntil(lambda: room.views.has("experiment"))
    view = next(panel for panel in room.views.panels() if isinstance(panel, ExperimentView))
    view.draw_now()
    return view


@pytest.fixture
def planned(quick_room: Room) -> Room:
    show(quick_room, _cells())
    return quick_room


def test_a_value_is_varied_by_the_menu_of_its_field_and_typed_as_people_do(qtbot: QtBot, planned: Room) -> None:
    room = planned
    room.editor.selection.set((_id(room, "Cells"),))
    room.workspace.open_side("properties")
    row = room.inspector.rows["parameters:bias"]
    place = QPoint(5, 5)
    QApplication.sendEvent(row, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, row.mapToGlobal(place)))
    menu = next(menu for menu in row.findChildren(QMenu) if menu.isVisible())
    next(action for action in menu.actions() if action.text() == "Vary…").trigger()
    menu.close()
    assert room.side.current == "experiments"
    (experiment,) = room.editor.document.experiments
    assert [factor.name for factor in experiment.factors] == ["bias"]
    (line,) = [row.values for row in room.experiments.factors.rows]
    assert line.text() == "400:1200:9"
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "500,700 pA")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert room.editor.document.experiments[0].factors[0].values.values == (500.0, 700.0)
    line.selectAll()
    QTest.keyClicks(line, "1:2:3:4")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert line.is_wrong and "start:stop:count" in line.sentence
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not line.is_wrong and line.text() == "500,700"
    seeds = room.experiments.form.seeds
    seeds.setFocus()
    seeds.selectAll()
    QTest.keyClicks(seeds, "0-2")
    QTest.keyClick(seeds, Qt.Key.Key_Return)
    assert room.editor.document.experiments[0].seeds == (0, 1, 2)
    assert "6 runs" in room.experiments.status.title.words
    for _ in range(3):
        room.editor.undo_stack.undo()
    assert room.editor.document.experiments == ()


def test_runs_beside_the_window_are_seen_and_a_click_opens_a_point_as_one_step(qtbot: QtBot, planned: Room) -> None:
    room = planned
    _plan(room, "Cells.bias=500:900:3")
    _run(qtbot, room, 6)
    view = _view(qtbot, room)
    figures = room.experiments.shown.figures
    assert figures is not None
    curve = figures.curve(0, 0)
    assert list(curve.mean) == sorted(curve.mean) and curve.mean[-1] > curve.mean[0]
    x, y = 700.0, curve.mean[1]
    before = room.editor.undo_stack.count()
    view.click(view.view.mapViewToScene(QPointF(x, y)))
    cells = _id(room, "Cells")
    assert room.editor.document.nodes[cells].parameters["bias"] == 700.0
    assert room.editor.document.settings.seed == 1
    assert room.editor.undo_stack.count() == before + 1 and room.experiments.shown.opened == 1
    record = Simulation(meaning(room.editor.document).description, seed=1, backend="numpy").run(100.0)
    assert figures.measured[1, 0, 1] == len(record.spikes[cells])
    room.editor.undo_stack.undo()
    assert room.editor.document.nodes[cells].parameters["bias"] == 800.0 and room.experiments.shown.opened is None
    columns, rows = view.table().columns, list(view.table().rows)
    assert columns[1] == "Cells.bias (pA)" and len(rows) == 6 and all(isfinite(row[3]) for row in rows)


def test_results_are_found_again_with_the_same_drawing_and_not_with_another(qtbot: QtBot, planned: Room) -> None:
    room = planned
    _plan(room, "Cells.bias=500,900")
    _run(qtbot, room, 4)
    panel = room.experiments
    assert not panel.status.run.isEnabled()
    intentions.set_parameter(room.editor, [_id(room, "Cells")], "tau_m", 12.0)
    panel.look()
    assert panel.shown.figures is not None and not panel.shown.figures.rows and panel.status.run.isEnabled()
    room.editor.undo_stack.undo()
    panel.look()
    assert len(panel.shown.figures.rows) == 4
    intentions.set_parameter(room.editor, [_id(room, "Cells")], "bias", 1234.0)  # which is varied
    panel.look()
    assert len(panel.shown.figures.rows) == 4


def test_a_map_has_two_factors_and_sliders_for_the_others(qtbot: QtBot, planned: Room) -> None:
    room = planned
    _plan(room, "Cells.bias=500,900", "Cells.tau_m=10,20", "Others.size=5,6", seeds=(1,))
    _run(qtbot, room, 8)
    view, shown = _view(qtbot, room), room.experiments.shown
    assert (shown.across, shown.up) == (0, 1) and list(room.experiments.choices.sliders) == [2]
    shown.hold(2, 1)
    view.draw_now()
    view.click(view.view.mapViewToScene(QPointF(1.5, 0.5)))
    cells, others = (room.editor.document.nodes[_id(room, title)] for title in ("Cells", "Others"))
    assert (cells.parameters["bias"], cells.parameters["tau_m"], others.size) == (900.0, 10.0, 6)
    room.experiments.choices.up.chosen.emit(str(NONE))
    view.draw_now()
    assert shown.up == NONE and set(room.experiments.choices.sliders) == {1, 2}
    shown.choose_up(0)
    assert (shown.across, shown.up) in ((1, 0), (2, 0))
    view.draw_now()


def test_points_that_are_spread_are_dots_that_open_where_they_lie(qtbot: QtBot, planned: Room) -> None:
    room = planned
    _plan(room, "Cells.bias=500:900", "Cells.tau_m=10:20", seeds=(1,), design=Design.SOBOL, points=4)
    _run(qtbot, room, 4)
    view, figures = _view(qtbot, room), room.experiments.shown.figures
    assert figures is not None
    at = QPointF(*map(float, figures.points[2]))
    view.click(view.view.mapViewToScene(at))
    assert room.editor.document.nodes[_id(room, "Cells")].parameters["bias"] == figures.points[2][0]


def test_a_search_is_planned_seen_as_it_goes_and_its_best_point_opens_by_a_click(qtbot: QtBot, planned: Room) -> None:
    room = planned
    _plan(room, "Cells.bias=500:1500", "Others.size=5:9", seeds=(1,))
    panel, form = room.experiments, room.experiments.form
    assert not form.goal.isVisibleTo(panel) and not form.target.isVisibleTo(panel)
    form.design.chosen.emit(Design.BAYESIAN.value)
    assert form.measure.isVisibleTo(panel) and not form.target.isVisibleTo(panel)
    form.goal.chosen.emit(Goal.REACH.value)
    form.target.setFocus()
    form.target.selectAll()
    QTest.keyClicks(form.target, "0.03 kHz")
    QTest.keyClick(form.target, Qt.Key.Key_Return)
    form.points.setFocus()
    form.points.selectAll()
    QTest.keyClicks(form.points, "10")
    QTest.keyClick(form.points, Qt.Key.Key_Tab)
    objective = room.editor.document.experiments[0].objective
    assert (objective.goal, objective.target) == (Goal.REACH, pytest.approx(30.0))
    assert "10 runs" in panel.status.title.words and "any value in between" in panel.factors.rows[0].told.words
    assert not panel.best.isVisibleTo(panel)
    _run(qtbot, room, 10)
    view, figures = _view(qtbot, room), panel.shown.figures
    assert figures is not None and panel.shown.across == ORDER and not panel.choices.up.isVisibleTo(panel)
    rates = figures.mean(0)
    best = int(abs(rates - 30.0).argmin())
    assert figures.best == best and any("best" in words for _, words in view.chips())
    QTest.mouseClick(panel.best, LEFT)
    cells = room.editor.document.nodes[_id(room, "Cells")]
    assert cells.parameters["bias"] == figures.values_of(best)[0] and panel.shown.opened == best
    room.editor.undo_stack.undo()
    other = next(point for point in range(10) if point != best)
    view.draw_now()
    view.click(view.view.mapViewToScene(QPointF(other + 1, rates[other])))
    bias = room.editor.document.nodes[cells.id].parameters["bias"]
    assert bias in {figures.values_of(p)[0] for p in range(10) if rates[p] == rates[other]}
    panel.choices.across.chosen.emit("0")
    view.draw_now()
    panel.choices.up.chosen.emit("1")
    view.draw_now()
    assert (panel.shown.across, panel.shown.up) == (0, 1) and not view.is_empty()
    panel.choices.across.chosen.emit(str(ORDER))
    view.draw_now()
    assert panel.shown.up == NONE


def test_runs_pause_and_stop_and_what_is_done_is_kept(qtbot: QtBot, planned: Room) -> None:
    room = planned
    _plan(room, "Cells.bias=500:900:40", seeds=(1,), duration=2000.0)
    panel = room.experiments
    QTest.qWait(QApplication.doubleClickInterval())
    QTest.mouseClick(panel.status.run, LEFT)
    qtbot.waitUntil(lambda: panel.shown.figures is not None and len(panel.shown.figures.rows) >= 2)
    assert not panel.factors.isEnabled()
    QTest.mouseClick(panel.status.pause, LEFT)
    assert panel.background.is_paused and panel.status.left.words == "paused"
    QTest.mouseClick(panel.status.pause, LEFT)
    assert not panel.background.is_paused
    panel.background.cancel()
    qtbot.waitUntil(lambda: not panel.background.is_active)
    done = len(panel.shown.figures.rows)
    assert 2 <= done < 40 and panel.status.run.text() == "Go on" and panel.factors.isEnabled()


def test_a_value_that_is_gone_is_said_and_runs_that_fail_are_rows(qtbot: QtBot, planned: Room) -> None:
    room = planned
    _plan(room, "Others.size=5,1000000000", seeds=(1,))
    _run(qtbot, room, 2)
    assert room.experiments.status.failed.words == "1 failed"
    intentions.delete(room.editor, [_id(room, "Others")])
    room.experiments.look()
    assert not room.experiments.status.run.isEnabled()
    assert "no value size" in room.experiments.status.note.words


def test_experiments_are_named_duplicated_and_removed(planned: Room) -> None:
    room = planned
    _plan(room, "Cells.bias=500,900")
    choice = room.experiments.choice
    choice.duplicate()
    assert [one.name for one in room.editor.document.experiments] == ["Planned", "Planned 2"]
    choice.rename()
    choice.name.type_anew("Planned")
    assert choice.name.is_wrong and "Another experiment" in choice.name.sentence
    choice.name.type_anew("Rates")
    assert [one.name for one in room.editor.document.experiments] == ["Planned", "Rates"]
    assert room.editor.experiment == 1 and choice.list.currentText() == "Rates"
    intentions.remove_experiment(room.editor, 1)
    assert choice.list.currentText() == "Planned"
