"""Every state of a neuron and every current that arrives can be traced."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.plots.views.traces import TracesView
from app.running.contents import can_record
from engine.network.description import Recording
from tests.app.plots.stage import Stage, described
from tests.app.plots.test_views import filled


def test_the_traces_offer_states_and_what_arrives(played: Stage, qtbot: QtBot) -> None:
    panel = filled("traces", played, qtbot)
    assert isinstance(panel, TracesView)
    menus = {action.text(): action.menu() for action in panel.own_actions() if action.menu() is not None}
    assert set(menus) == {"Quantities of Hidden 0", "Quantities of Output 0"}
    offered = {action.text(): action for action in menus["Quantities of Output 0"].actions()}  # type: ignore[attr-defined]
    assert list(offered) == [
        "Output \u00b7 V: membrane potential",
        "Hidden \u2192 Output \u00b7 I_syn: synaptic current",
    ]
    offered[list(offered)[1]].trigger()
    shown = played.source.traces()[-1]
    assert (shown.element, shown.neuron, shown.quantity, shown.unit) == ("5", 0, "I_syn", "pA")
    assert (shown.title, shown.slot) == ("Hidden \u2192 Output", 0)
    played.play_until(1600.0, qtbot)
    panel.draw_now()
    assert any(row[2] == "I_syn" for row in panel.table().rows)
    count = len(played.source.traces())
    offered[list(offered)[1]].trigger()
    assert len(played.source.traces()) == count, "what is watched is not watched twice"
    del played.document.links["5"]
    played.source.changed.emit()
    assert all(trace.element != "5" for trace in played.source.traces())


def test_a_current_into_a_neuron_that_is_gone_is_not_recorded(stage: Stage) -> None:
    description = described(stage.document)
    assert can_record(description, Recording("a", "5", "I_syn", (9,)))
    assert not can_record(description, Recording("a", "5", "I_syn", (10,)))
    assert not can_record(description, Recording("a", "5", "nothing", (0,)))
