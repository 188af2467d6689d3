"""A recorder of synapses offers what its projection holds, and what it keeps is seen while the network runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.application import Composition
from app.commands import intentions
from app.document.meaning.meaning import meaning
from app.preferences import Preferences
from tests.app.inspector.bench import Bench

SYNAPSES = "recorders/weights"


def keys(bench: Bench) -> list[str]:
    return [key for key, _ in bench.panel.rows["parameters:quantity"].entry.options]  # type: ignore[attr-defined]


def test_a_recorder_of_synapses_offers_every_variable_of_its_projection(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    recorder = intentions.add_node(bench.editor, SYNAPSES, (0, 200))
    bench.select(recorder)
    assert "parameters:quantity" not in bench.panel.rows, "no projection is chosen yet"
    intentions.set_parameter(bench.editor, [recorder], "projection", bench.link)
    assert keys(bench) == ["weight", "I_syn"]
    intentions.set_short_term(bench.editor, [bench.link], "short_term/tsodyks_markram")
    assert keys(bench) == ["weight", "I_syn", "u", "x"]
    assert bench.panel.rows["parameters:indices"].entry.name == "Synapses"
    bench.choose(bench.panel.rows["parameters:quantity"].field, "u")  # type: ignore[arg-type]
    assert bench.panel.rows["parameters:indices"].entry.name == "Source neurons"
    (kept,) = meaning(bench.editor.document).description.recordings
    assert (kept.element, kept.quantity, kept.indices) == (bench.link, "u", None)
    intentions.set_parameter(bench.editor, [recorder], "indices", "100")
    assert any("100" in str(p) and p.place == recorder for p in meaning(bench.editor.document).problems)


def test_a_variable_that_goes_with_its_rule_is_a_problem_that_names_the_others(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    recorder = intentions.add_node(bench.editor, SYNAPSES, (0, 200))
    intentions.set_plasticity(bench.editor, [bench.link], "plasticity/pair_stdp")
    intentions.set_parameter(bench.editor, [recorder], "projection", bench.link)
    intentions.set_parameter(bench.editor, [recorder], "quantity", "y")
    assert not [p for p in meaning(bench.editor.document).problems if p.is_fatal]
    intentions.set_plasticity(bench.editor, [bench.link], None)
    (problem,) = [p for p in meaning(bench.editor.document).problems if p.is_fatal]
    assert problem.place == recorder and "no state named y" in str(problem) and "weight, I_syn" in str(problem)


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Composition]:
    made = Composition(Preferences(tmp_path), recovery=tmp_path / "recovery")
    made.preferences.set(backend="numpy")  # nothing to compile
    yield made
    made.window.hide()
    made.close()


def moved(room: Composition, recorder: str) -> bool:
    """Whether spikes have made the kept variable jump."""
    kept = room.run.frames.samples(recorder, 0, room.run.frames.latest_step + 1)
    return kept is not None and len(kept.steps) > 0 and bool(np.ptp(kept.values[:, 0]) > 0.01)


@pytest.mark.parametrize("variable", ["u", "d"], ids=["utilisation", "dopamine of a third factor"])
def test_what_a_recorder_keeps_is_a_trace_while_the_network_runs(
    room: Composition, qtbot: QtBot, variable: str
) -> None:
    editor = room.editor
    stimulus = intentions.add_node(editor, "stimuli/regular", (0, 0))
    neuron = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (300, 0))
    intentions.set_size(editor, [neuron], 1)
    link = intentions.connect(editor, stimulus, "out", neuron, "in")
    if variable == "u":
        intentions.set_short_term(editor, [link], "short_term/tsodyks_markram")
    else:
        intentions.set_plasticity(editor, [link], "plasticity/reward_modulated_stdp")
        intentions.set_third_factor(editor, link, "reward", stimulus)
    recorder = intentions.add_node(editor, SYNAPSES, (300, 200))
    intentions.set_parameter(editor, [recorder], "projection", link)
    intentions.set_parameter(editor, [recorder], "quantity", variable)
    room.control.start()
    qtbot.waitUntil(lambda: moved(room, recorder))
    room.run.pause()
    (trace,) = [t for t in room.source.traces() if t.recording == recorder]
    assert (trace.quantity, trace.neuron) == (variable, 0) and "→" in trace.title
    room.source.shown.current.hide(trace)
    assert recorder not in {t.recording for t in room.source.traces()}
    assert moved(room, recorder), "what is not looked at is still kept"
