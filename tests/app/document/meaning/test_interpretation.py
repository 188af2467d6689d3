from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import AddElements, RemoveElements, ReplaceElement, SetParameter, SetSynapses
from app.document.elements import ArrayRef
from app.document.making.drawing import new_link, new_node, new_note
from app.document.meaning.meaning import meaning
from engine.network.values import Uniform

LIF = "neurons/leaky_integrate_and_fire"


class Board:
    def __init__(self):
        self.document = Document()

    def node(self, model, size=1, **parameters):
        node = replace(new_node(self.document, model, (0, 0)), size=size, parameters=parameters)
        AddElements((node,)).apply(self.document)
        return node.id

    def link(self, source, source_port, target, target_port):
        nodes = self.document.nodes
        link = new_link(self.document, nodes[source], source_port, nodes[target], target_port)
        AddElements(links=(link,)).apply(self.document)
        return link.id

    def codes(self):
        return {(p.place, p.code) for p in meaning(self.document).unread}


@pytest.fixture
def board():
    return Board()


def test_a_drawing_keeps_its_ids_values_and_ends(board):
    source, target = board.node("stimuli/poisson", rate=50.0), board.node(LIF, 7, tau_m=12.0, bias=30.0)
    SetParameter(target, "V", Uniform(-70.0, -55.0), "start").apply(board.document)
    link = board.link(source, "out", target, "in")
    meant = meaning(board.document).description
    assert [p.id for p in meant.populations] == [target] and meant.populations[0].size == 7
    assert meant.populations[0].parameters == {"tau_m": 12.0} and meant.populations[0].bias == 30.0
    assert meant.populations[0].start == {"V": Uniform(-70.0, -55.0)}
    assert (meant.projections[0].id, meant.projections[0].source, meant.projections[0].target) == (
        link,
        source,
        target,
    )
    assert board.codes() == set()


def test_notes_mean_nothing(board):
    board.node(LIF)
    before = meaning(board.document).description
    AddElements((new_note(board.document, (0, 0), "hello"),)).apply(board.document)
    assert meaning(board.document).description == before


def test_a_dataset_an_encoder_and_a_decoder_find_each_other(board):
    data, encoder = (
        board.node("datasets/digits", split="train", shuffled="yes"),
        board.node("encoders/poisson", 64),
    )
    out, decoder = board.node(LIF, 10), board.node("decoders/spike_count")
    board.link(data, "values", encoder, "values")
    board.link(encoder, "out", out, "in")
    board.link(out, "out", decoder, "in")
    board.link(data, "labels", decoder, "labels")
    meant = meaning(board.document).description
    assert meant.encoders[0].dataset == data
    assert (meant.decoders[0].source, meant.decoders[0].labels) == (out, data)
    assert (meant.datasets[0].split, meant.datasets[0].shuffled, meant.datasets[0].sample_time) == (
        "train",
        True,
        25.0,
    )
    assert meant.datasets[0].parameters == {}


def test_what_is_not_linked_is_named(board):
    encoder, decoder = board.node("encoders/poisson"), board.node("decoders/spike_count")
    recorder, weights = board.node("recorders/spikes"), board.node("recorders/weights")
    assert board.codes() == {
        (encoder, "no data"),
        (decoder, "nothing to decode"),
        (recorder, "nothing to record"),
        (weights, "no projection chosen"),
    }


def test_a_model_that_is_not_known_is_a_problem_and_not_a_crash(board):
    neuron = board.node(LIF)
    ReplaceElement(replace(board.document.nodes[neuron], model="neurons/from_the_future")).apply(board.document)
    assert board.codes() == {(neuron, "unknown model")}
    assert meaning(board.document).description.populations == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [("", None), ("3", (3,)), ("0-2, 9", (0, 1, 2, 9)), (" 1 , 1", (1,)), ("0–1", (0, 1))],
)
def test_indices_are_read_as_people_write_them(board, text, meant):
    recorder = board.node("recorders/state", indices=text, quantity="V", interval=2.0)
    board.link(board.node(LIF, 10), "out", recorder, "in")
    recording = meaning(board.document).description.recordings[0]
    assert (recording.indices, recording.quantity, recording.interval) == (meant, "V", 2.0)


def test_a_time_of_a_whole_node_that_is_drawn_from_a_distribution_is_refused(board):
    """Only a file can hold one: no field offers it."""
    data = board.node("datasets/digits", sample_time=Uniform(10.0, 20.0))
    recorder = board.node("recorders/state", interval=Uniform(1.0, 2.0))
    board.link(board.node(LIF), "out", recorder, "in")
    assert {(p.place, p.quantity) for p in meaning(board.document).problems if p.code == "one-value-only"} == {
        (data, "sample_time"),
        (recorder, "interval"),
    }
    assert meaning(board.document).description.datasets[0].sample_time == 25.0


def test_a_word_where_a_dataset_wants_a_number_is_a_problem_and_not_a_crash():
    """A stranger's file may hold one: reading it ended in an error that nobody had foreseen."""
    document = Document()
    data = new_node(document, "datasets/moving_bars", (0.0, 0.0))
    code = new_node(document, "encoders/poisson", (300.0, 0.0))
    neurons = new_node(document, "neurons/leaky_integrate_and_fire", (600.0, 0.0))
    AddElements((data, code, neurons)).apply(document)
    links = [new_link(document, data, "values", code, "values"), new_link(document, code, "out", neurons, "in")]
    AddElements(links=tuple(links)).apply(document)
    SetParameter(data.id, "training", "many").apply(document)
    assert [(p.place, p.quantity) for p in meaning(document).problems if p.is_fatal] == [(data.id, "training")]


@pytest.mark.parametrize("text", ["10", "3-1", "x", "1,,2", "-1", "0-999999999"])
def test_indices_that_do_not_exist_are_refused(board, text):
    recorder = board.node("recorders/spikes", indices=text)
    board.link(board.node(LIF, 10), "out", recorder, "in")
    assert board.codes() == {(recorder, "bad indices")}


def test_a_state_that_the_neuron_lacks_is_refused(board):
    recorder = board.node("recorders/state", quantity="w")
    board.link(board.node(LIF), "out", recorder, "in")
    assert board.codes() == {(recorder, "unknown state")}


def test_trained_weights_that_no_longer_fit_are_never_drawn_anew(board):
    source, target = board.node(LIF, 3), board.node(LIF, 2)
    link = board.link(source, "out", target, "in")
    kept = board.document.keep_array(np.arange(6.0).reshape(2, 3))
    SetSynapses(link, replace(board.document.links[link].synapses, weight=kept, trained=True)).apply(board.document)
    assert board.codes() == set()
    assert np.array_equal(meaning(board.document).description.projections[0].weight, np.arange(6.0).reshape(2, 3))
    ReplaceElement(replace(board.document.nodes[target], size=5)).apply(board.document)
    assert board.codes() == {(link, "trained shape")}


def test_a_lost_array_is_named(board):
    neuron = board.node(LIF, 2)
    SetParameter(neuron, "bias", ArrayRef("0" * 64)).apply(board.document)
    assert board.codes() == {(neuron, "lost array")}


def test_a_recorder_of_a_removed_projection_says_so(board):
    first, second = board.node(LIF), board.node(LIF)
    link = board.link(first, "out", second, "in")
    weights = board.node("recorders/weights", projection=link)
    assert meaning(board.document).description.recordings[0].element == link
    RemoveElements((link,)).apply(board.document)
    assert board.codes() == {(weights, "no projection chosen")}


def test_trained_weights_behind_an_encoder_fit_whatever_width_is_drawn(board):
    data, encoder, out = board.node("datasets/digits"), board.node("encoders/poisson"), board.node(LIF, 10)
    board.link(data, "values", encoder, "values")
    link = board.link(encoder, "out", out, "in")
    kept = board.document.keep_array(np.zeros((10, 64)))
    SetSynapses(link, replace(board.document.links[link].synapses, weight=kept, trained=True)).apply(board.document)
    assert not meaning(board.document).problems
    wrong = board.document.keep_array(np.zeros((10, 63)))
    SetSynapses(link, replace(board.document.links[link].synapses, weight=wrong)).apply(board.document)
    assert any(problem.is_fatal for problem in meaning(board.document).problems)
