"""The same drawing means the same, in whatever order its parts were put down."""

from __future__ import annotations

from itertools import permutations

import pytest

from app.commands import intentions
from app.commands.editor import Editor
from engine.network.values import Normal

DIGITS, POISSON, DISCRETE = (
    "datasets/digits",
    "encoders/poisson",
    "neurons/discrete_leaky_integrate_and_fire",
)
HIDDEN = 16


class Drawing:
    """Digits, an encoder and two populations, not yet linked and of the size that new nodes have."""

    def __init__(self):
        self.editor = Editor()
        keys = {"data": DIGITS, "encoder": POISSON, "hidden": DISCRETE, "output": DISCRETE}
        self.ids = {name: intentions.add_node(self.editor, key, (0, 0)) for name, key in keys.items()}

    def link(self, source, port, target, entry):
        return intentions.connect(self.editor, self.ids[source], port, self.ids[target], entry)

    def weights(self):
        named = {i: name for name, i in self.ids.items()}
        links = self.editor.document.links.values()
        return {(named[k.source], named[k.target]): k.synapses.weight for k in links if k.synapses}


STEPS = {
    "feed": lambda d: d.link("data", "values", "encoder", "values"),
    "encode": lambda d: d.link("encoder", "out", "hidden", "in"),
    "read": lambda d: d.link("hidden", "out", "output", "in"),
    "size": lambda d: intentions.set_size(d.editor, [d.ids["hidden"]], HIDDEN),
}


@pytest.mark.parametrize("order", list(permutations(STEPS)), ids=" ".join)
def test_default_weights_do_not_depend_on_the_order(qapp, order):
    drawing = Drawing()
    for step in order:
        STEPS[step](drawing)
    assert drawing.weights() == {
        ("encoder", "hidden"): Normal(0.0, 1 / 8),
        ("hidden", "output"): Normal(0.0, 1 / 4),
    }
    assert drawing.editor.undo_stack.count() == 4 + len(order)
    for _ in order:
        drawing.editor.undo_stack.undo()
    assert drawing.weights() == {}
    assert all(drawing.editor.document.nodes[i].size == 1 for i in drawing.ids.values())


def test_linking_all_at_once_means_the_same(qapp):
    drawing = Drawing()
    drawing.editor.selection.set([drawing.ids[name] for name in ("data", "encoder", "hidden")])
    intentions.connect_selected(drawing.editor)
    assert drawing.weights() == {("encoder", "hidden"): Normal(0.0, 1 / 8)}


def test_nodes_that_were_chosen_from_last_to_first_are_linked_all_the_same(qapp):
    drawing = Drawing()
    drawing.editor.selection.set([drawing.ids[name] for name in ("hidden", "encoder", "data")])
    intentions.connect_selected(drawing.editor)
    assert drawing.weights() == {("encoder", "hidden"): Normal(0.0, 1 / 8)}
    assert {(link.source, link.target) for link in drawing.editor.document.links.values()} == {
        (drawing.ids["data"], drawing.ids["encoder"]),
        (drawing.ids["encoder"], drawing.ids["hidden"]),
    }


def test_a_dataset_drawn_out_of_an_encoder_feeds_it_as_well(qapp):
    drawing = Drawing()
    STEPS["encode"](drawing)
    intentions.add_and_connect(drawing.editor, DIGITS, (0, 9), drawing.ids["encoder"], "values")
    assert drawing.editor.document.nodes[drawing.ids["encoder"]].size == 64
    assert drawing.weights() == {("encoder", "hidden"): Normal(0.0, 1 / 8)}


def test_undoing_the_feed_returns_the_width_and_the_weights(qapp):
    drawing = Drawing()
    STEPS["encode"](drawing)
    STEPS["feed"](drawing)
    drawing.editor.undo_stack.undo()
    assert drawing.editor.document.nodes[drawing.ids["encoder"]].size == 1
    assert drawing.weights() == {("encoder", "hidden"): Normal(0.0, 1.0)}


def test_a_weight_that_somebody_chose_stays(qapp):
    drawing = Drawing()
    link = STEPS["read"](drawing)
    intentions.set_weight(drawing.editor, [link], Normal(0.0, 0.5))
    STEPS["size"](drawing)
    assert drawing.weights() == {("hidden", "output"): Normal(0.0, 0.5)}
    assert drawing.editor.undo_stack.undo_text == "Change the size"


def test_the_name_of_the_step_tells_that_weights_follow(qapp):
    drawing = Drawing()
    STEPS["read"](drawing)
    STEPS["size"](drawing)
    assert drawing.editor.undo_stack.undo_text == "Change the size, and the default weights with it"


def test_dragging_a_size_is_one_step_with_its_weights(qapp):
    drawing = Drawing()
    STEPS["read"](drawing)
    steps, key = drawing.editor.undo_stack.count(), drawing.editor.fresh_merge_key("size")
    for size in (4, 9, HIDDEN):
        intentions.set_size(drawing.editor, [drawing.ids["hidden"]], size, key)
    assert drawing.editor.undo_stack.count() == steps + 1
    assert drawing.weights() == {("hidden", "output"): Normal(0.0, 1 / 4)}
    drawing.editor.undo_stack.undo()
    assert drawing.weights() == {("hidden", "output"): Normal(0.0, 1.0)}


def test_a_link_moved_to_a_wider_source_takes_that_source_default(qapp):
    drawing = Drawing()
    link = STEPS["read"](drawing)
    STEPS["feed"](drawing)
    ids = drawing.ids
    intentions.reconnect(drawing.editor, link, ids["encoder"], "out", ids["output"], "in")
    assert drawing.weights() == {("encoder", "output"): Normal(0.0, 1 / 8)}


TRAINS, CELLS, ONES = "stimuli/regular", "neurons/leaky_integrate_and_fire", "wiring/one_to_one"


def drawn_stimulus(channels, neurons, key=TRAINS):
    editor = Editor()
    ids = [intentions.add_node(editor, k, (0, 0)) for k in (key, CELLS)]
    for node, size in zip(ids, (channels, neurons), strict=True):
        intentions.set_size(editor, [node], size)
    return editor, ids


@pytest.mark.parametrize(
    ("channels", "neurons", "wiring"), [(20, 20, ONES), (20, 19, "wiring/all_to_all"), (1, 1, "wiring/all_to_all")]
)
def test_a_stimulus_with_a_channel_for_each_neuron_is_linked_one_to_one(qapp, channels, neurons, wiring):
    """20,000 channels became 400,000,000 connections."""
    editor, (source, target) = drawn_stimulus(channels, neurons)
    link = intentions.connect(editor, source, "out", target, "in")
    assert editor.document.links[link].synapses.wiring == wiring


def test_a_train_of_its_own_for_each_neuron_is_linked_to_all(qapp):
    editor, (source, target) = drawn_stimulus(1, 20, "stimuli/poisson")
    link = intentions.connect(editor, source, "out", target, "in")
    assert editor.document.links[link].synapses.wiring == "wiring/all_to_all"


def test_an_untouched_wiring_follows_a_link_to_another_target_and_a_chosen_one_stays(qapp):
    editor, (source, target) = drawn_stimulus(20, 20)
    other = intentions.add_node(editor, CELLS, (0, 0))
    link = intentions.connect(editor, source, "out", target, "in")
    intentions.reconnect(editor, link, source, "out", other, "in")
    assert editor.document.links[link].synapses.wiring == "wiring/all_to_all"
    intentions.set_wiring(editor, [link], "wiring/fixed_probability")
    intentions.reconnect(editor, link, source, "out", target, "in")
    assert editor.document.links[link].synapses.wiring == "wiring/fixed_probability"
