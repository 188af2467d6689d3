"""A project comes back with its views, and every view with what it showed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.example import examples
from app.document.file.file_format import open_document
from app.plots.sources.recorded import RecordedTrace
from app.plots.sources.trace_set import OWN
from app.plots.views.interval_histogram import IntervalHistogram
from app.plots.views.raster import Raster
from app.plots.views.spectrum import Spectrum
from app.plots.views.traces import TracesView
from app.preferences import Preferences, ViewContent
from tests.app.window.rooms import LIF, Room, draw_neuron, leave, opened


def saved(room: Room, path: Path) -> Path:
    """The balanced network as a file of its own, open in the window."""
    (example,) = [one for one in examples() if one.path.stem == "balanced-network"]
    room.editor.load(open_document(example.path))
    room.editor.save(path)
    room.preferences.remember(path)
    return path


def drawn(room: Room, title: str) -> str:
    return next(node.id for node in room.editor.document.nodes.values() if node.title == title)


def furnish(room: Room) -> None:
    """Five views, none of which shows what it begins with."""
    raster, first, second = room.views.add("raster"), room.views.add_new("traces"), room.views.add_new("traces")
    intervals, spectrum = room.views.add("interval_histogram"), room.views.add("spectrum")
    assert isinstance(raster, Raster) and isinstance(first, TracesView) and isinstance(second, TracesView)
    assert isinstance(intervals, IntervalHistogram) and isinstance(spectrum, Spectrum)
    raster.choice.show(drawn(room, "Inhibitory"), False)
    first.shown.show(drawn(room, "Excitatory"), (3, 17))
    second.shown.show(drawn(room, "Inhibitory"), (5,))
    intervals.show_content(ViewContent(options=("logarithmic",), range=(0.5, 1.5)))
    room.time_range.adopt(0.0, 250.0, 0.0)


def come_back(qtbot: QtBot, before: Room, path: Path) -> Room:
    """Close the window and open the file in a new one, where it runs."""
    assert before.window.close()
    leave(before)
    after = opened(qtbot, Preferences(path.parent), path.parent)
    after.window.open_path(path)
    after.control.toggle()
    qtbot.waitUntil(lambda: after.run.frames.latest_step > 100)
    return after


def test_views_come_back_after_a_restart_with_what_they_showed(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path
) -> None:
    """Their names came back, and each showed what it begins with."""
    before = opened(qtbot, preferences, tmp_path)
    path = saved(before, tmp_path / "mine.spikeloom")
    furnish(before)
    expected = before.views.arrangement
    assert expected.span == 250.0 and expected.contents[1].traces == (("Excitatory", 3, "V"), ("Excitatory", 17, "V"))
    assert expected.contents[2].traces == (("Inhibitory", 5, "V"),) and expected.contents[3].range == (0.5, 1.5)
    after = come_back(qtbot, before, path)
    now = after.views.arrangement
    assert (now.views, now.contents, now.span) == (expected.views, expected.contents, expected.span)
    leave(after)


def test_another_drawing_has_the_same_views_of_its_own_neurons_and_time(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path
) -> None:
    """A population of the same name was left out of its raster, and it was seen in a quarter of a second."""
    before = opened(qtbot, preferences, tmp_path)
    path = saved(before, tmp_path / "mine.spikeloom")
    furnish(before)
    names = before.views.names
    (tmp_path / "unknown.spikeloom").write_bytes(path.read_bytes())
    after = come_back(qtbot, before, tmp_path / "unknown.spikeloom")
    assert after.views.names == names and after.time_range.span != 250.0
    raster = next(iter(after.views.panels()))
    assert isinstance(raster, Raster) and not raster.content().left_out
    leave(after)


def is_own(trace: RecordedTrace) -> bool:
    """Whether it is recorded for a view, and not by a recorder that is drawn."""
    return trace.recording.startswith(OWN)


def test_a_view_of_what_recorders_keep_comes_back_with_nothing_besides(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path
) -> None:
    """It came back with two neurons of each population."""
    before = opened(qtbot, preferences, tmp_path)
    before.window.new()
    neuron = intentions.add_node(before.editor, LIF, (0.0, 0.0), size=4)
    recorder = intentions.add_node(before.editor, "recorders/state", (300.0, 0.0))
    assert intentions.connect(before.editor, neuron, "out", recorder, "in")
    path = tmp_path / "kept.spikeloom"
    before.editor.save(path)
    before.preferences.remember(path)
    traces = before.views.add("traces")
    assert isinstance(traces, TracesView)
    before.control.toggle()
    qtbot.waitUntil(lambda: before.run.frames.latest_step > 100)
    for trace in traces.shown.traces():
        if is_own(trace):
            traces.shown.hide(trace)
    kept = traces.content().traces
    assert kept, "what the recorder keeps"
    after = come_back(qtbot, before, path)
    (again,) = after.views.panels()
    assert isinstance(again, TracesView) and again.content().traces == kept
    assert not any(map(is_own, again.shown.traces()))
    leave(after)


def test_every_project_has_views_of_its_own(qtbot: QtBot, room: Room, tmp_path: Path) -> None:
    path = saved(room, tmp_path / "mine.spikeloom")
    furnish(room)
    mine = room.views.arrangement
    room.window.new()
    neuron = draw_neuron(room)
    other = tmp_path / "other.spikeloom"
    room.editor.save(other)
    room.preferences.remember(other)
    room.views.add("rates")
    room.window.open_path(path)
    assert room.views.arrangement.contents == mine.contents and room.time_range.span == 250.0
    room.window.open_path(other)
    assert [name.partition("#")[0] for name in room.views.names] == ["rates"]
    assert neuron in room.editor.document.nodes


def test_the_list_of_problems_stays_open_when_views_come_back(qtbot: QtBot, own_room: Room) -> None:
    """Who had opened it and pressed Run lost it: in the arrangement that came back it was closed."""
    own_room.window.new()
    draw_neuron(own_room)
    own_room.views.add("raster")
    kept = own_room.views.arrangement
    own_room.views.close_all()
    own_room.problems_dock.open()
    own_room.views.arrange(kept)
    assert own_room.problems_dock.isVisible() and own_room.views.names == kept.views
    own_room.problems_dock.titleBarWidget().closing.emit()
    own_room.views.arrange(kept)
    assert not own_room.problems_dock.isVisible(), "it was closed by hand"


def stand_after(qtbot: QtBot, room: Room, steps: int) -> None:
    """One neuron that fires was run for so many steps."""
    room.window.new()
    intentions.set_parameter(room.editor, [draw_neuron(room)], "bias", 500.0)
    room.control.toggle()
    qtbot.waitUntil(lambda: room.run.frames.latest_step > steps)
    room.run.pause()


def test_who_fits_a_view_twice_sees_as_much_as_at_first(qtbot: QtBot, room: Room) -> None:
    stand_after(qtbot, room, 200)
    raster = room.views.add("raster")
    raster.draw_now()
    room.time_range.show(2.0, 12.0)
    room.control.reset()
    assert room.time_range.span == 10.0, "another run is seen as closely"
    room.time_range.show(2.0, 12.0)
    raster.autoscale()
    assert room.time_range.is_following and room.time_range.span == 10.0
    raster.autoscale()
    assert room.time_range.span == 1000.0


def test_a_click_in_the_raster_opens_the_traces_where_none_are(qtbot: QtBot, room: Room) -> None:
    """The trace was chosen for a view that was closed, and nothing was to be seen."""
    stand_after(qtbot, room, 2000)
    qtbot.waitUntil(lambda: len(room.views.names) == 2)
    room.views.close_all()
    raster = room.views.add("raster")
    assert isinstance(raster, Raster)
    qtbot.waitUntil(lambda: raster.isVisible() and raster.graph.width() > 200)
    raster.draw_now()
    ground = raster.graph.viewport()
    place = raster.graph.mapFromScene(raster.data_rect.center())
    QTest.mouseClick(ground, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: "traces" in room.views.open_kinds)
