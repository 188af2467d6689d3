"""Values that can be sliders, of every model there is: they act while running, within a range that they allow."""

from __future__ import annotations

from math import isfinite

import pytest

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import Node
from app.document.file.consistency import Inconsistent, require_consistent
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from app.document.meaning.slidable import ACT_WHILE_RUNNING, limits, shown_sliders, slidable, usual_range
from app.document.node_slider import NodeSlider
from app.document.vocabulary import declared_parameters, node_kind
from app.running.changes import Acts, planned_change
from engine.model.declaration import Parameter
from engine.model.registry import discovery
from engine.network.values import Normal

LIF = "neurons/leaky_integrate_and_fire"
KINDS = ("neurons", "stimuli", "encoders", "decoders", "datasets", "recorders")
MODELS = [key for kind in KINDS for key in discovery.models(kind)]


@pytest.mark.parametrize("key", [key for key in MODELS if node_kind(key) in ACT_WHILE_RUNNING])
def test_every_slider_of_every_model_acts_while_it_runs_within_a_range_that_is_allowed(key: str) -> None:
    editor = Editor()
    node_id = intentions.add_node(editor, key, (0.0, 0.0))
    for name, parameter in slidable(editor.document.nodes[node_id]).items():
        intentions.pin_slider(editor, (node_id,), name)
        (shown,) = shown_sliders(editor.document.nodes[node_id])
        low, high = shown.slider.low, shown.slider.high
        lowest, highest = limits(parameter)
        assert isfinite(low) and isfinite(high) and lowest <= low < high <= highest, name
        assert shown.value is not None and low <= shown.value <= high, f"{name} is {shown.value}"
        before = meaning(editor.document).description
        inner = low + 0.37 * (high - low)
        value = float(round(inner)) if parameter.integer else inner
        intentions.set_parameter(editor, (node_id,), name, value)
        assert planned_change(before, meaning(editor.document).description).acts is Acts.NOW, name
        intentions.unpin_slider(editor, (node_id,), name)


def test_only_numbers_that_act_while_running_are_offered() -> None:
    kinds = {node_kind(key) for key in MODELS}
    nodes = [Node("e1", node_kind(key), key, "x", (0.0, 0.0)) for key in MODELS]
    assert {node.kind for node in nodes if slidable(node)} == set(ACT_WHILE_RUNNING) < kinds
    for node in nodes:
        assert all(declared_parameters(node)[name].live for name in slidable(node))


def test_the_usual_range_has_the_bounds_of_a_share_and_twice_the_value_of_anything_else() -> None:
    def of(value: float, **bounds: float) -> tuple[float, float]:
        return usual_range(Parameter("ms", "x", "x", default=1.0, **bounds), value)  # type: ignore[arg-type]

    assert of(0.3, at_least=0.0, at_most=1.0) == (0.0, 1.0)
    assert of(12.0, above=0.0) == (0.0, 24.0) and of(-70.0) == (-140.0, 0.0)
    assert of(0.0) == (0.0, 100.0) and of(0.0, at_most=0.0) == (-100.0, 0.0)
    assert of(8.0, at_least=5.0) == (5.0, 16.0)


def test_a_slider_of_a_distribution_has_no_value() -> None:
    node = Node("e1", "population", LIF, "x", (0, 0), parameters={"tau_m": Normal(10, 1)}, sliders=(of_tau(),))
    assert [shown.value for shown in shown_sliders(node)] == [None]


def of_tau() -> NodeSlider:
    return NodeSlider("tau_m", 5.0, 40.0)


def test_what_a_model_does_not_have_is_not_shown_and_goes_when_another_is_chosen() -> None:
    editor = Editor()
    node = intentions.add_node(editor, LIF, (0.0, 0.0))
    for name in ("tau_m", "t_ref"):
        intentions.pin_slider(editor, (node,), name)
    intentions.set_model(editor, (node,), "neurons/izhikevich")
    own = slidable(editor.document.nodes[node])
    assert "tau_m" not in own and {s.name for s in editor.document.nodes[node].sliders} <= own.keys()
    editor.undo_stack.undo()
    assert [s.name for s in editor.document.nodes[node].sliders] == ["tau_m", "t_ref"]


def test_projects_keep_them_and_a_range_that_is_none_is_refused(tmp_path) -> None:
    document = Document()
    document.put(Node(document.new_id(), "population", LIF, "Cells", (0.0, 0.0), sliders=(of_tau(),)))
    save(document, tmp_path / "cells.spikeloom")
    assert open_document(tmp_path / "cells.spikeloom").nodes == document.nodes
    for sliders in ((NodeSlider("tau_m", 5.0, 5.0),), (NodeSlider("tau_m", 9.0, 5.0),), (of_tau(), of_tau())):
        with pytest.raises(Inconsistent, match="tau_m"):
            require_consistent((Node("e1", "population", LIF, "Cells", (0.0, 0.0), sliders=sliders),), ())
