"""Every view of traces shows what was chosen for it; a neuron that several show is recorded once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.commands.editor import Editor
from app.document.making.sketch import Sketch
from app.document.meaning.meaning import meaning
from app.plots.sources import trace_set
from app.plots.sources.source import PlotSource
from app.plots.views.traces import TracesView
from app.running.run import Run
from app.running.simulated import RunSettings
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled, opened


def shown(view: TracesView) -> list[tuple[str, int]]:
    return [(trace.title, trace.neuron) for trace in view.shown.traces()]


def two(stage: Stage, qtbot: QtBot) -> tuple[TracesView, TracesView]:
    views = filled("traces", stage, qtbot), opened(TracesView, stage, qtbot)
    assert isinstance(views[0], TracesView) and isinstance(views[1], TracesView)
    return views


def test_what_is_taken_out_of_one_view_stays_in_the_other(played: Stage, qtbot: QtBot) -> None:
    """All views of traces shared one set."""
    first, second = two(played, qtbot)
    both = [("Hidden", 0), ("Hidden", 50), ("Output", 0), ("Output", 5)]
    assert shown(first) == shown(second) == both
    for trace in second.shown.traces()[:3]:
        second.shown.hide(trace)
    assert shown(first) == both and shown(second) == both[3:]
    assert [(t.title, t.neuron) for t in played.source.traces()] == both


def test_a_neuron_is_recorded_once_for_as_long_as_any_view_shows_it(played: Stage, qtbot: QtBot) -> None:
    first, second = two(played, qtbot)
    begun = {trace.recording for trace in first.shown.traces()}
    assert begun == {trace.recording for trace in second.shown.traces()}
    second.draw_now()
    assert second.table().rows, "what the other view has recorded is seen at once"
    second.leave()
    played.play_until(1600.0, qtbot)
    assert all(played.run.frames.samples(id) is not None for id in begun)
    for trace in first.shown.traces():
        first.shown.hide(trace)
    assert not played.source.traces()
    first.shown.show_first()
    assert not begun & {trace.recording for trace in first.shown.traces()}, "nobody had shown them any more"


def test_a_neuron_comes_into_the_view_that_was_touched_last(played: Stage, qtbot: QtBot) -> None:
    first, second = two(played, qtbot)
    played.source.shown.current.show("3", (7,))
    assert ("Hidden", 7) in shown(second) and ("Hidden", 7) not in shown(first)
    first.click(QPointF(5, 5))
    played.source.shown.current.show("3", (8,))
    assert ("Hidden", 8) in shown(first) and ("Hidden", 8) not in shown(second)


def test_a_view_of_a_node_shows_it_alone(played: Stage, qtbot: QtBot) -> None:
    first, second = two(played, qtbot)
    second.view_node("4")
    assert shown(second) == [("Output", 0), ("Output", 5)]
    assert len(shown(first)) == 4


def test_the_last_view_leaves_its_traces_for_the_next(played: Stage, qtbot: QtBot) -> None:
    first, second = two(played, qtbot)
    second.view_node("4")
    for view in (first, second):
        view.leave()
    assert shown(opened(TracesView, played, qtbot)) == [("Output", 0), ("Output", 5)]  # type: ignore[arg-type]


def test_of_many_populations_one_neuron_each_is_shown_at_first(
    played: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names of two neurons of eight populations stood over each other."""
    view, _ = two(played, qtbot)
    for trace in view.shown.traces():
        view.shown.hide(trace)
    assert not shown(view)
    monkeypatch.setattr(trace_set, "MANY", 1)
    view.shown.show_first()
    assert shown(view) == [("Hidden", 0), ("Output", 0)]


def test_neurons_that_are_left_of_a_population_are_shown_and_those_that_are_gone_come_back(qtbot: QtBot) -> None:
    """Where one of two neurons was gone, the other was not drawn any more either, and both names stood there."""
    sketch = Sketch("Smaller", resolution=1.0)
    cells = sketch.node("neurons/leaky_integrate_and_fire", "Cells", (0, 0), 50)
    editor, run = Editor(), Run()
    editor.load(sketch.document)
    source = PlotSource(run, editor.document)
    traces = source.shown.current

    def recorded() -> list[int]:
        """Run anew for 50 ms; the neurons that are shown with samples."""
        run.start(meaning(editor.document).description, RunSettings(speed=0.0), paused=True)
        qtbot.waitUntil(lambda: run.state == "paused")
        run.resume(50.0)
        qtbot.waitUntil(lambda: run.state == "paused" and source.latest >= 50.0)
        return [t.neuron for t in traces.traces() if (kept := run.frames.samples(t.recording)) and len(kept.steps)]

    traces.show(cells, (25, 0))
    intentions.set_size(editor, [cells], 8)
    assert [trace.neuron for trace in traces.traces()] == [0] == recorded()
    editor.undo_stack.undo()
    assert [trace.neuron for trace in traces.traces()] == [25, 0] == recorded()
    run.close()
