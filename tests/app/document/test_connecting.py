from __future__ import annotations

import pytest

from app.document.connecting import legal_sources, legal_targets, may_connect, models_that_fit, port_that_fits
from app.document.document import Document
from app.document.edits import AddElements
from app.document.elements import Node
from app.document.making.drawing import default_synapse, new_link, new_node, new_note
from app.i18n.translation import sentence
from engine.model.declaration import NeuronModel
from engine.model.registry import discovery
from engine.model.registry.discovery import find

MODELS = {
    "lif": "neurons/leaky_integrate_and_fire",
    "readout": "neurons/leaky_integrator",
    "relu": "neurons/rectified_linear_unit",
    "largest": "decoders/largest_value",
    "poisson": "stimuli/poisson",
    "current": "stimuli/step_current",
    "digits": "datasets/digits",
    "encoder": "encoders/poisson",
    "decoder": "decoders/spike_count",
    "spikes": "recorders/spikes",
    "state": "recorders/state",
    "weights": "recorders/weights",
}


@pytest.fixture
def board():
    document = Document()
    ids = {}
    for name, key in MODELS.items():
        node = new_node(document, key, (0, 0))
        AddElements((node,)).apply(document)
        ids[name] = node.id
    note = new_note(document, (0, 0), "text")
    AddElements((note,)).apply(document)
    ids["note"] = note.id
    return document, ids


def link(document, ids, source, source_port, target, target_port):
    nodes = document.nodes
    new = new_link(document, nodes[ids[source]], source_port, nodes[ids[target]], target_port)
    AddElements(links=(new,)).apply(document)


LEGAL = [
    ("poisson", "out", "lif", "in"),
    ("current", "out", "lif", "in"),
    ("lif", "out", "lif", "in"),
    ("lif", "out", "readout", "in"),
    ("readout", "out", "lif", "in"),
    ("relu", "out", "relu", "in"),
    ("current", "out", "relu", "in"),
    ("encoder", "out", "lif", "in"),
    ("digits", "values", "encoder", "values"),
    ("digits", "labels", "decoder", "labels"),
    ("lif", "out", "decoder", "in"),
    ("lif", "out", "largest", "in"),
    ("relu", "out", "largest", "in"),
    ("lif", "out", "spikes", "in"),
    ("lif", "out", "state", "in"),
    ("readout", "out", "state", "in"),
    ("poisson", "out", "spikes", "in"),
]
ILLEGAL = [
    ("poisson", "out", "decoder", "in", "needs a population"),
    ("poisson", "out", "encoder", "values", "wrong payload"),
    ("readout", "out", "decoder", "in", "never fires"),
    ("readout", "out", "encoder", "values", "needs a dataset"),
    ("readout", "out", "spikes", "in", "never fires"),
    ("current", "out", "spikes", "in", "never fires"),
    ("poisson", "out", "state", "in", "no state"),
    ("digits", "values", "lif", "in", "wrong payload"),
    ("digits", "labels", "decoder", "in", "wrong payload"),
    ("digits", "values", "decoder", "labels", "wrong payload"),
    ("digits", "values", "spikes", "in", "needs a population"),
    ("lif", "out", "weights", "in", "weights have no wire"),
    ("lif", "out", "note", "in", "notes carry nothing"),
    ("lif", "in", "lif", "in", "no such port"),
    ("decoder", "out", "lif", "in", "nothing leaves"),
    ("lif", "out", "digits", "in", "nothing enters"),
    ("lif", "out", "current", "in", "nothing enters"),
]


@pytest.mark.parametrize("way", LEGAL, ids=" ".join)
def test_what_carries_the_same_may_be_linked(board, way):
    document, ids = board
    source, leaving, target, entering = way
    assert may_connect(document, ids[source], leaving, ids[target], entering) is None


@pytest.mark.parametrize("way", ILLEGAL, ids=lambda way: " ".join(way[:4]))
def test_every_refusal_has_its_own_reason(board, way):
    document, ids = board
    source, leaving, target, entering, code = way
    refusal = may_connect(document, ids[source], leaving, ids[target], entering)
    assert refusal is not None and refusal.code == code
    assert "{" not in sentence(refusal) and sentence(refusal).endswith(".")


def test_an_encoder_takes_one_dataset_and_says_which_it_has(board):
    document, ids = board
    link(document, ids, "digits", "values", "encoder", "values")
    other = new_node(document, MODELS["digits"], (0, 0))
    AddElements((other,)).apply(document)
    assert may_connect(document, ids["digits"], "values", ids["encoder"], "values").code == "already linked"
    refusal = may_connect(document, other.id, "values", ids["encoder"], "values")
    assert refusal.code == "already fed" and document.nodes[ids["digits"]].title in sentence(refusal)


def test_two_populations_may_be_linked_many_times(board):
    document, ids = board
    link(document, ids, "lif", "out", "lif", "in")
    assert may_connect(document, ids["lif"], "out", ids["lif"], "in") is None


def test_legal_targets_are_exactly_those_that_are_not_refused(board):
    document, ids = board
    for name, port in (("lif", "out"), ("digits", "values"), ("digits", "labels"), ("current", "out")):
        for target, entering in legal_targets(document, ids[name], port).items():
            assert may_connect(document, ids[name], port, target, entering) is None
    assert set(legal_targets(document, ids["digits"], "labels")) == {ids["decoder"], ids["largest"]}
    assert set(legal_sources(document, ids["encoder"], "values")) == {ids["digits"]}


def test_a_dropped_wire_is_offered_only_what_fits(board):
    document, ids = board
    after_values = models_that_fit(document, ids["digits"], "values")
    assert after_values and all(key.startswith("encoders/") for key in after_values)
    before_a_population = models_that_fit(document, ids["lif"], "in")
    assert {key.split("/")[0] for key in before_a_population} == {"neurons", "stimuli", "encoders"}
    assert MODELS["readout"] in before_a_population, "it sends its value"
    before_a_unit = models_that_fit(document, ids["relu"], "in")
    assert MODELS["readout"] in before_a_unit and MODELS["relu"] in before_a_unit
    assert port_that_fits(document.nodes[ids["lif"]], "out", MODELS["decoder"]) == "in"


def test_a_neuron_that_filters_its_input_is_reached_through_it_by_default() -> None:
    for key, model in discovery.models("neurons").items():
        chosen = find(default_synapse(Node("n", "population", key, "n", (0.0, 0.0))))
        assert issubclass(model, NeuronModel)
        if model.filters_input():
            assert "current" in chosen.equations, key
    cuba = Node("n", "population", "neurons/current_based_leaky_integrate_and_fire", "n", (0.0, 0.0))
    assert default_synapse(cuba) == "synapses/pulse"  # the input of one step, which NIR's neuron takes
    plain = Node("n", "population", "neurons/discrete_leaky_integrate_and_fire", "n", (0.0, 0.0))
    assert default_synapse(plain) == "synapses/delta"
