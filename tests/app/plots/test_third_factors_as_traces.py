"""What a rule makes of a third factor is a trace: its wire is chosen, or the menu of the view says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import structs
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.appearance.style import apply
from app.appearance.theme import theme
from app.document.document import Document
from app.document.edits import synapses_of
from app.document.examples.rewarded_actions import draw
from app.document.meaning.meaning import meaning
from app.document.third_factors import drawn_factors
from app.plots.base.time_range import TimeRange
from app.plots.sources.source import PlotSource
from app.plots.views.traces import TracesView, numbered
from app.running.report import RunState
from app.running.run import Run
from app.running.simulated import RunSettings
from engine import equations

TYPED = """
hears: reward
de/dt = -e/tau_e : 1 (synapse)
dx/dt = -x/tau : 1
dgood/dt = -good/tau : 1  # how good it was
dw/dt = w_max*e*good/tau_e
on_pre: x += 1
on_post: e += x
on_reward: good += 1
tau = 100 ms (> 0)
tau_e = 200 ms (> 0)
w_max = 2 weights (> 0)
"""


def drawn(typed: bool) -> Document:
    document = draw()
    (factor,) = drawn_factors(document)
    link = document.links[factor.link_id]
    if typed:
        heard = {"reward": factor.node_id}
        rule = equations(TYPED, "plasticity").key
        own = structs.replace(synapses_of(link), plasticity=rule, plasticity_parameters=heard)
        document.links[link.id] = structs.replace(link, synapses=own)
    return document


class Watched:
    """The drawing, and a run of it that stands still."""

    def __init__(self, document: Document) -> None:
        self.document, self.run = document, Run()
        self.source, self.time_range = PlotSource(self.run, document), TimeRange()
        self.view = TracesView(self.source, self.time_range)

    def play_until(self, ms: float, qtbot: QtBot) -> None:
        if self.run.state == RunState.IDLE:
            self.run.start(meaning(self.document).description, RunSettings(speed=0.0), paused=True)
            qtbot.waitUntil(lambda: self.run.state == RunState.PAUSED)
        self.run.resume(until_ms=ms)
        qtbot.waitUntil(lambda: self.source.latest >= ms and self.run.state == RunState.PAUSED)


@pytest.fixture(params=[False, True], ids=["of the palette", "typed"])
def watched(request: pytest.FixtureRequest, qtbot: QtBot, qapp: QApplication) -> Iterator[Watched]:
    apply(qapp, theme())
    found = Watched(drawn(request.param))
    qtbot.addWidget(found.view)
    found.view.resize(600, 300)
    yield found
    found.run.close()


def test_a_chosen_wire_shows_what_its_rule_makes_of_it(watched: Watched, qtbot: QtBot) -> None:
    """It could be seen through a recorder of synapses alone."""
    watched.play_until(50.0, qtbot)
    (factor,) = drawn_factors(watched.document)
    watched.source.select(factor.id)
    shown = watched.source.traces()[-1]
    assert (shown.element, shown.title, shown.single) == (factor.link_id, "Inputs → Actions", True)
    assert numbered(shown) == shown.quantity in ("d", "good")
    assert shown.slot == watched.document.nodes[factor.node_id].identity
    watched.play_until(2000.0, qtbot)
    block = watched.source.frames.samples(shown.recording, 0, 2000)
    assert block is not None and block.values.shape[1] == 1
    answered = block.values[(block.steps % 300 > 100) & (block.steps % 300 < 200), 0]
    assert (answered != 0.0).all(), "the reward acts between two patterns"
    watched.view.draw_now()
    count = len(watched.source.traces())
    watched.source.select(factor.id)
    assert len(watched.source.traces()) == count
    assert any(row[:3] == ("Inputs → Actions", 0, shown.quantity) for row in watched.view.table().rows)


def test_the_menu_of_the_traces_offers_it_below_the_population_that_learns(watched: Watched, qtbot: QtBot) -> None:
    watched.play_until(20.0, qtbot)
    menus = {action.text(): action.menu() for action in watched.view.own_actions() if action.menu() is not None}
    offered = {a.text(): a for a in menus["Quantities of Actions 0"].actions()}  # type: ignore[attr-defined]
    words = next(w for w in offered if w.endswith((": dopamine", ": how good it was")))
    offered[words].trigger()
    assert watched.source.traces()[-1].single
    assert any(action.text().startswith("Inputs → Actions ·") for action in watched.view.own_actions())
