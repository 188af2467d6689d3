from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import ArrayRef
from app.document.file.snapshots import written_snapshot
from app.document.meaning.meaning import meaning
from app.document.vocabulary import numbers_of
from engine.network.values import LogNormal, Normal, Uniform

LIF = "neurons/leaky_integrate_and_fire"
DISCRETE = "neurons/discrete_leaky_integrate_and_fire"
POISSON = "stimuli/poisson"


class Board:
    """An editor with a stimulus and two linked populations."""

    def __init__(self):
        self.editor = Editor()
        self.drive = intentions.add_node(self.editor, POISSON, (0, 0))
        self.first = intentions.add_node(self.editor, LIF, (200, 0), size=4)
        self.second = intentions.add_node(self.editor, LIF, (400, 0), size=3)
        self.link = intentions.connect(self.editor, self.first, "out", self.second, "in")

    def node(self, id):
        return self.editor.document.nodes[id]

    @property
    def synapses(self):
        return self.editor.document.links[self.link].synapses


@pytest.fixture
def board(qapp):
    return Board()


def snapshot(document: Document):
    return dict(document.nodes), dict(document.links), document.settings


INTENTIONS = {
    "add_note": lambda b, e: intentions.add_note(e, (0, 300), "hello"),
    "connect": lambda b, e: intentions.connect(e, b.drive, "out", b.first, "in"),
    "connect_selected": lambda b, e: (
        e.selection.set([b.drive, b.first, b.second]),
        intentions.connect_selected(e),
    ),
    "reconnect": lambda b, e: intentions.reconnect(e, b.link, b.first, "out", b.first, "in"),
    "add_and_connect": lambda b, e: intentions.add_and_connect(e, "recorders/spikes", (9, 9), b.first, "out"),
    "add_and_connect_back": lambda b, e: intentions.add_and_connect(e, POISSON, (9, 9), b.first, "in"),
    "drop_on_link": lambda b, e: intentions.drop_on_link(e, b.link, "plasticity/pair_stdp"),
    "delete": lambda b, e: intentions.delete(e, [b.first]),
    "cut": lambda b, e: (e.selection.set([b.first, b.second]), intentions.cut(e)),
    "duplicate": lambda b, e: (intentions.select_all(e), intentions.duplicate(e)),
    "move": lambda b, e: intentions.move(e, {b.first: (1, 2)}),
    "align": lambda b, e: intentions.align(e, [b.drive, b.first], "left", {}),
    "distribute": lambda b, e: intentions.distribute(e, [b.drive, b.second, b.first], "horizontal", {b.first: (50, 9)}),
    "set_parameter": lambda b, e: intentions.set_parameter(e, [b.first, b.second, b.drive], "tau_m", 5.0),
    "set_start": lambda b, e: intentions.set_start(e, [b.first], "V", Uniform(-70.0, -55.0)),
    "set_series": lambda b, e: intentions.set_series(
        e, [intentions.add_node(e, "stimuli/spike_times", (0, 0))], "times", np.array([1.0, 2.0])
    ),
    "set_model": lambda b, e: intentions.set_model(e, [b.first], DISCRETE),
    "set_size": lambda b, e: intentions.set_size(e, [b.first, b.second], 9),
    "rename": lambda b, e: intentions.rename(e, b.first, "Thalamus"),
    "set_settings": lambda b, e: intentions.set_settings(e, seed=9),
    "set_link_parameter": lambda b, e: intentions.set_link_parameter(e, [b.link], "synapse", "tau_syn", 3.0),
    "set_weight": lambda b, e: intentions.set_weight(e, [b.link], Normal(50.0, 5.0)),
    "set_delay": lambda b, e: intentions.set_delay(e, [b.link], 2.0),
    "set_sign": lambda b, e: intentions.set_sign(e, [b.link], "inhibitory"),
    "set_synapse_model": lambda b, e: intentions.set_synapse_model(e, [b.link], "synapses/delta"),
    "set_wiring": lambda b, e: intentions.set_wiring(e, [b.link], "wiring/fixed_probability"),
    "set_plasticity": lambda b, e: intentions.set_plasticity(e, [b.link], "plasticity/pair_stdp"),
    "keep_all_weights": lambda b, e: intentions.keep_all_weights(
        e, {b.link: (np.ones(12), *np.indices((4, 3)).reshape(2, -1))}
    ),
    "set_arrays": lambda b, e: intentions.set_arrays(
        e,
        {
            (b.link, "weight"): np.ones((3, 4)),
            (b.first, "bias"): np.zeros(4),
            (b.first, "start:V"): np.zeros(4),
        },
        "Train",
    ),
}


@pytest.mark.parametrize("name", INTENTIONS)
def test_every_intention_can_be_undone_and_redone(board, name):
    editor = board.editor
    stack = editor.undo_stack
    before, steps = snapshot(editor.document), stack.count()
    INTENTIONS[name](board, editor)
    after = snapshot(editor.document)
    assert after != before
    made = stack.count() - steps
    assert made == (2 if name == "set_series" else 1)
    assert stack.undo_text and "{" not in stack.undo_text
    for _ in range(made):
        stack.undo()
    assert snapshot(editor.document) == before
    for _ in range(made):
        stack.redo()
    assert snapshot(editor.document) == after
    meaning(editor.document)
    msgspec.json.encode(written_snapshot(editor.document.snapshot()))


def test_pasting_selects_the_copies_at_the_cursor(board):
    board.editor.selection.set([board.first, board.second])
    text = intentions.copy(board.editor)
    ids = intentions.paste(board.editor, text, (1000.0, 500.0))
    assert board.editor.selection.ids == ids and len(ids) == 2
    assert [board.node(i).position for i in ids] == [(1000.0, 500.0), (1200.0, 500.0)]
    assert len(board.editor.document.links) == 2


def test_a_refused_link_says_why_and_changes_nothing(board):
    before = snapshot(board.editor.document)
    decoder_on_stimulus = intentions.add_node(board.editor, "decoders/spike_count", (0, 0))
    steps = board.editor.undo_stack.count()
    with pytest.raises(intentions.Refused, match="population"):
        intentions.connect(board.editor, board.drive, "out", decoder_on_stimulus, "in")
    with pytest.raises(intentions.Refused):
        intentions.reconnect(board.editor, board.link, board.drive, "out", decoder_on_stimulus, "in")
    with pytest.raises(intentions.Refused):
        intentions.drop_on_link(board.editor, board.link, LIF)
    assert board.editor.undo_stack.count() == steps
    assert board.editor.document.links == before[1]


def test_reconnecting_keeps_the_synapses(board):
    intentions.set_weight(board.editor, [board.link], 77.0)
    intentions.reconnect(board.editor, board.link, board.second, "out", board.first, "in")
    assert board.synapses.weight == 77.0
    assert board.editor.document.links[board.link].source == board.second


def test_a_synapse_of_another_unit_brings_its_own_weight_and_says_so(board):
    intentions.set_weight(board.editor, [board.link], 70.0)
    intentions.set_synapse_model(board.editor, [board.link], "synapses/delta")
    assert board.synapses.weight == 1.0
    assert "default" in board.editor.undo_stack.undo_text


def test_a_link_learns_and_tires_and_each_is_taken_back_by_itself(board):
    intentions.drop_on_link(board.editor, board.link, "plasticity/pair_stdp")
    assert board.editor.undo_stack.undo_text == "Change the plasticity to Pair STDP"
    intentions.drop_on_link(board.editor, board.link, "short_term/short_term_depression")
    assert board.editor.undo_stack.undo_text == "Change the short-term plasticity to Short-term depression"
    assert board.synapses.plasticity == "plasticity/pair_stdp"
    intentions.set_link_parameter(board.editor, [board.link], "short_term", "U", 0.3)
    intentions.set_short_term(board.editor, [board.link], "short_term/tsodyks_markram")
    assert board.synapses.short_term_parameters == {"U": 0.3}, "what both models call U"
    intentions.set_plasticity(board.editor, [board.link], None)
    assert (board.synapses.plasticity, board.synapses.short_term) == (None, "short_term/tsodyks_markram")
    while board.synapses.short_term is not None:
        board.editor.undo_stack.undo()
    assert board.synapses.plasticity == "plasticity/pair_stdp" and board.synapses.short_term_parameters == {}


def test_a_recorder_keeps_its_variable_when_another_part_brings_one_of_the_same_name(board):
    intentions.set_short_term(board.editor, [board.link], "short_term/tsodyks_markram")
    recorder = intentions.add_node(board.editor, "recorders/weights", (0, 300))
    intentions.set_parameter(board.editor, [recorder], "projection", board.link)
    intentions.set_parameter(board.editor, [recorder], "quantity", "x")
    steps = board.editor.undo_stack.count()
    intentions.set_plasticity(board.editor, [board.link], "plasticity/pair_stdp")
    assert board.node(recorder).parameters["quantity"] == "short_term.x"
    assert board.editor.undo_stack.count() == steps + 1
    board.editor.undo_stack.undo()
    assert board.node(recorder).parameters["quantity"] == "x"


def test_a_rule_begins_with_a_largest_weight_in_the_unit_of_the_synapse(board):
    intentions.set_plasticity(board.editor, [board.link], "plasticity/pair_stdp")
    first = board.synapses.plasticity_parameters["w_max"]
    assert board.synapses.synapse == "synapses/exponential_current" and first == 200.0
    intentions.set_synapse_model(board.editor, [board.link], "synapses/delta")
    assert board.synapses.plasticity_parameters["w_max"] == 2.0


def test_a_synapse_of_the_same_unit_keeps_the_weight(board):
    intentions.set_weight(board.editor, [board.link], 70.0)
    intentions.set_synapse_model(board.editor, [board.link], "synapses/exponential_current")
    assert board.synapses.weight == 70.0


@pytest.mark.parametrize(
    ("weight", "inhibitory"),
    [
        (5.0, -5.0),
        (Normal(5.0, 1.0), Normal(-5.0, 1.0)),
        (LogNormal(5.0, 1.0), LogNormal(-5.0, 1.0)),
        (Uniform(1.0, 3.0), Uniform(-3.0, -1.0)),
    ],
)
def test_a_weight_follows_the_sign_of_its_projection(board, weight, inhibitory):
    intentions.set_weight(board.editor, [board.link], weight)
    intentions.set_sign(board.editor, [board.link], "inhibitory")
    assert (board.synapses.weight, board.synapses.sign) == (inhibitory, "inhibitory")
    intentions.set_sign(board.editor, [board.link], "excitatory")
    assert board.synapses.weight == weight


def test_the_sign_of_a_conductance_is_its_reversal_potential(board):
    """Its weight is never negative: making the link inhibitory moves the reversal, and moving that turns the sign."""
    intentions.set_sign(board.editor, [board.link], "mixed")
    intentions.set_synapse_model(board.editor, [board.link], "synapses/exponential_conductance")

    def reversal():
        return numbers_of(board.editor.document.links[board.link])["E_rev"]

    assert (board.synapses.sign, reversal()) == ("excitatory", 0.0)
    weight = board.synapses.weight
    intentions.set_sign(board.editor, [board.link], "inhibitory")
    assert (board.synapses.weight, reversal()) == (weight, -80.0)
    projection = meaning(board.editor.document).description.projections[0]
    assert projection.synapse_values()["E_rev"] == -80.0
    intentions.set_sign(board.editor, [board.link], "mixed")
    assert board.synapses.sign == "inhibitory", "one reversal has one side"
    steps = board.editor.undo_stack.count()
    intentions.set_link_parameter(board.editor, [board.link], "synapse", "E_rev", -10.0)
    assert (board.synapses.sign, reversal()) == ("excitatory", -10.0)
    assert board.editor.undo_stack.count() == steps + 1
    intentions.set_sign(board.editor, [board.link], "inhibitory")
    assert reversal() == -80.0


def test_an_inhibitory_population_stays_inhibitory(board):
    intentions.set_sign(board.editor, [board.link], "inhibitory")
    other = intentions.connect(board.editor, board.first, "out", board.first, "in")
    synapses = board.editor.document.links[other].synapses
    assert synapses.sign == "inhibitory" and synapses.weight < 0


def test_discrete_layers_see_their_input_within_the_step_unless_that_closes_a_cycle(board):
    first, second = (intentions.add_node(board.editor, DISCRETE, (x, 500), size=4) for x in (0, 200))
    links = board.editor.document.links
    there = intentions.connect(board.editor, first, "out", second, "in")
    back = intentions.connect(board.editor, second, "out", first, "in")
    loop = intentions.connect(board.editor, first, "out", first, "in")
    h = board.editor.document.settings.resolution
    assert [links[i].synapses.delay for i in (there, back, loop)] == [0.0, h, h]
    assert links[there].synapses.sign == "mixed"


def test_kept_weights_of_random_wiring_stay_on_their_connections(board):
    intentions.set_wiring(board.editor, [board.link], "wiring/fixed_probability")
    pre, post, weights = np.array([0, 3]), np.array([2, 1]), np.array([5.0, 6.0])
    intentions.keep_all_weights(board.editor, {board.link: (weights, pre, post)})
    projection = meaning(board.editor.document).description.projections[0]
    assert np.array_equal(projection.connections.pre, pre) and np.array_equal(projection.weight, weights)
    intentions.redraw_weights(board.editor, [board.link])
    assert board.synapses.pre is None and not isinstance(board.synapses.weight, ArrayRef)


def test_kept_weights_of_dense_wiring_become_its_matrix(board):
    post, pre = np.indices((3, 4)).reshape(2, -1)
    intentions.keep_all_weights(board.editor, {board.link: (np.arange(12.0), pre, post)})
    assert np.array_equal(
        meaning(board.editor.document).description.projections[0].weight, np.arange(12.0).reshape(3, 4)
    )


def test_undo_gives_back_the_weights_from_before_a_training(board):
    before = board.synapses
    intentions.set_arrays(board.editor, {(board.link, "weight"): np.ones((3, 4))}, "Train")
    assert board.synapses.trained
    board.editor.undo_stack.undo()
    assert board.synapses == before


def test_another_model_keeps_parameters_of_the_same_name(board):
    intentions.set_parameter(board.editor, [board.first], "V_th", -48.0)
    intentions.set_parameter(board.editor, [board.first], "tau_m", 8.0)
    intentions.set_model(board.editor, [board.first], DISCRETE)
    assert board.node(board.first).parameters == {"V_th": -48.0}


def test_aligning_and_distributing_know_the_sizes(board):
    editor, sizes = board.editor, {board.drive: (100, 50), board.first: (200, 100), board.second: (50, 50)}
    ids = [board.drive, board.first, board.second]
    intentions.move(editor, {board.first: (200, 60), board.second: (400, 200)})
    intentions.align(editor, ids, "right", sizes)
    assert [board.node(i).position[0] for i in ids] == [350, 250, 400]
    intentions.move(editor, {board.drive: (0, 0), board.first: (200, 0), board.second: (440, 200)})
    intentions.align(editor, ids, "middle", sizes)
    assert [board.node(i).position for i in ids] == [(0, 100), (200, 75), (440, 100)]
    intentions.move(editor, {board.drive: (0, 0), board.first: (120, 0), board.second: (600, 0)})
    intentions.distribute(editor, ids, "horizontal", sizes)
    assert [board.node(i).position[0] for i in ids] == [0, 250, 600]


@pytest.mark.parametrize(("edge", "along"), [("top", 0), ("middle", 0), ("bottom", 0), ("left", 1), ("right", 1)])
def test_what_is_aligned_stands_beside_the_others_and_not_on_them(board, edge, along):
    """Three nodes that stood one above the other lay on each other."""
    editor, ids = board.editor, [board.drive, board.first, board.second]
    sizes = dict.fromkeys(ids, (100, 60))
    column = {
        i: (7.0 * place, 100.0 * place) if along == 0 else (150.0 * place, 7.0 * place) for place, i in enumerate(ids)
    }
    intentions.move(editor, column)
    steps = editor.undo_stack.count()
    intentions.align(editor, ids, edge, sizes, dict.fromkeys(ids, (120, 90)))
    assert len({board.node(i).position[1 - along] for i in ids}) == 1
    places = [board.node(i).position[along] for i in ids]
    assert places[0] == 0 and all(later - earlier >= (120, 90)[along] for earlier, later in pairwise(places))
    assert editor.undo_stack.count() == steps + 1
    editor.undo_stack.undo()
    assert {i: board.node(i).position for i in ids} == column


def test_what_is_aligned_passes_what_stays_and_lies_where_it_lay_over_a_note(board):
    editor, sizes = board.editor, {}
    note = intentions.add_note(editor, (-50.0, -50.0), "A frame")
    sizes = {board.drive: (100, 60), board.first: (100, 60), board.second: (100, 60), note: (900, 400)}
    intentions.move(editor, {board.drive: (0, 0), board.first: (20, 200), board.second: (300, 0)})
    intentions.align(editor, [board.drive, board.first], "top", sizes)
    assert board.node(board.drive).position == (0, 0) and board.node(board.second).position == (300, 0)
    assert board.node(board.first).position[0] >= 400 and board.node(board.first).position[1] == 0


def test_distributing_without_room_between_lays_none_on_another(board):
    editor, ids = board.editor, [board.drive, board.first, board.second]
    intentions.move(editor, {board.drive: (0, 0), board.first: (50, 0), board.second: (150, 0)})
    intentions.distribute(editor, ids, "horizontal", dict.fromkeys(ids, (100, 60)))
    places = [board.node(i).position[0] for i in ids]
    assert places[0] == 0 and all(later - earlier > 100 for earlier, later in pairwise(places))


def test_new_titles_and_colours_do_not_repeat(board):
    nodes = board.editor.document.nodes.values()
    assert len({node.title for node in nodes}) == len(nodes)
    assert [board.node(i).identity for i in (board.drive, board.first, board.second)] == [-1, 0, 1]


def test_resizing_a_note_is_one_step(board):
    note = intentions.add_note(board.editor, (0, 300), "text")
    steps, key = board.editor.undo_stack.count(), board.editor.fresh_merge_key("resize")
    for width in (300.0, 320.0):
        intentions.resize_note(board.editor, note, width, 60.0, key)
    assert board.editor.undo_stack.count() == steps + 1
    assert board.node(note).parameters == {"width": 320.0, "height": 60.0}


def test_setting_nothing_new_makes_no_step(board):
    steps = board.editor.undo_stack.count()
    intentions.set_settings(board.editor, seed=board.editor.document.settings.seed)
    intentions.rename(board.editor, board.first, board.node(board.first).title)
    intentions.rename(board.editor, board.first, f" {board.node(board.first).title} ")
    intentions.set_size(board.editor, [board.first], board.node(board.first).size)
    intentions.move(board.editor, {board.first: board.node(board.first).position})
    intentions.delete(board.editor, [])
    assert board.editor.undo_stack.count() == steps


def test_the_seed_and_its_undo_reach_the_settings(board):
    before = board.editor.document.settings
    intentions.set_settings(board.editor, seed=5, resolution=0.2)
    assert board.editor.document.settings == replace(before, seed=5, resolution=0.2)
    board.editor.undo_stack.undo()
    assert board.editor.document.settings == before


def test_keeping_the_weights_of_many_projections_is_one_step(board):
    other = intentions.connect(board.editor, board.second, "out", board.first, "in")
    before, steps = snapshot(board.editor.document), board.editor.undo_stack.count()
    read = {
        board.link: (np.ones(12), *np.indices((4, 3)).reshape(2, -1)),
        other: (np.ones(12), *np.indices((3, 4)).reshape(2, -1)),
        "e99": (np.ones(1), np.zeros(1, int), np.zeros(1, int)),
    }
    intentions.keep_all_weights(board.editor, read)
    assert board.editor.undo_stack.count() == steps + 1
    assert all(board.editor.document.links[i].synapses.trained for i in (board.link, other))
    board.editor.undo_stack.undo()
    assert snapshot(board.editor.document) == before
