"""A view of a quantity that the equations of a neuron no longer have says so, and offers what there is."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.plots.views.spectrum import Spectrum
from app.plots.views.traces import TracesView
from app.preferences import ViewContent
from tests.app.window.rooms import LIF, Room, draw_neuron, run_to

OTHER = "\n".join(
    (
        "dVs/dt = (E_L - Vs + u)/tau : mV",
        "du/dt = -u/tau : mV",
        "tau = 10 ms",
        "E_L = -70 mV",
    )
)


def with_traces(room: Room, qtbot: QtBot) -> tuple[str, TracesView]:
    room.window.new()
    room.control.set_speed(0.0)
    neuron = draw_neuron(room)
    intentions.rename(room.editor, neuron, "Cell")
    panel = room.views.add("traces")
    assert isinstance(panel, TracesView)
    run_to(qtbot, room, 50.0)
    qtbot.waitUntil(lambda: bool(panel.shown.traces()))
    return neuron, panel


def test_traces_of_what_the_equations_have_no_longer_say_so(qtbot: QtBot, quick_room: Room) -> None:
    """V of a neuron whose equations move Vs was an empty band, without a word."""
    room = quick_room
    neuron, panel = with_traces(room, qtbot)
    intentions.write_as_equations(room.editor, [neuron], LIF)
    intentions.set_equations(room.editor, neuron, OTHER)
    run_to(qtbot, room, 1200.0)
    panel.draw_now()
    assert panel.surface.currentWidget() is panel.empty_state
    assert panel.empty_words() == ("Cell has no V; it has Vs, u.", "Show what there is")
    panel.act_when_empty()
    run_to(qtbot, room, 1300.0)
    panel.draw_now()
    assert {trace.quantity for trace in panel.shown.traces()} == {"Vs"}
    assert panel.surface.currentWidget() is panel.graph


def test_of_several_traces_the_one_that_is_gone_is_named_in_its_band(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    neuron, panel = with_traces(room, qtbot)
    other = draw_neuron(room)
    intentions.rename(room.editor, other, "Other")
    run_to(qtbot, room, 100.0)
    panel.shown.show(other, (0,))
    intentions.write_as_equations(room.editor, [neuron], LIF)
    intentions.set_equations(room.editor, neuron, OTHER)
    run_to(qtbot, room, 150.0)
    panel.draw_now()
    said = {head.name: head.second for head in panel.left.heads}
    assert said["Cell"] == "has no V" and said["Other"].endswith(" mV")


def test_what_an_arrangement_names_and_the_equations_have_not_is_said(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    neuron, panel = with_traces(room, qtbot)
    intentions.write_as_equations(room.editor, [neuron], LIF)
    intentions.set_equations(room.editor, neuron, OTHER)
    run_to(qtbot, room, 100.0)
    panel.show_content(ViewContent(traces=(("Cell", 0, "V"),)))
    panel.draw_now()
    assert panel.empty_words()[0] == "Cell has no V; it has Vs, u."


def test_the_spectrum_of_traces_says_it_too(qtbot: QtBot, quick_room: Room) -> None:
    room = quick_room
    neuron, _ = with_traces(room, qtbot)
    spectrum = room.views.add("spectrum")
    assert isinstance(spectrum, Spectrum)
    spectrum.show_traces(True)
    intentions.write_as_equations(room.editor, [neuron], LIF)
    intentions.set_equations(room.editor, neuron, OTHER)
    run_to(qtbot, room, 2000.0)
    qtbot.waitUntil(lambda: spectrum.numbers is not None)
    spectrum.draw_now()
    assert spectrum.empty_words()[0] == "Cell has no V; it has Vs, u."
