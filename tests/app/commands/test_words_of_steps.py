"""Steps of undo say what was changed in words, never by the name that it has in a model's equations."""

from __future__ import annotations

import pytest

from app.commands import intentions
from app.commands.editor import Editor
from app.document.meaning.individual import quantity_columns
from app.document.vocabulary import LINK_PARTS, declared, declared_series, model_of, settable
from app.i18n.translation import tr
from engine.model.declaration import Choice
from engine.model.registry import discovery

LIF = "neurons/leaky_integrate_and_fire"
KINDS = ("neurons", "stimuli", "encoders", "decoders", "datasets", "recorders")


def last(editor: Editor) -> str:
    return editor.undo_stack.undo_text


@pytest.mark.parametrize("kind", KINDS)
def test_a_parameter_of_a_node_is_called_by_what_it_means(kind: str) -> None:
    editor = Editor()
    for key in discovery.models(kind):
        id = intentions.add_node(editor, key, (0, 0))
        node = editor.document.nodes[id]
        for name, quantity in {**declared_series(node), **declared(node)}.items():
            steps = editor.undo_stack.count()
            intentions.set_parameter(editor, [id], name, 3.0)
            if editor.undo_stack.count() > steps:
                assert last(editor) == f"Change {quantity.meaning}" if getattr(quantity, "said", True) else name
                editor.undo_stack.undo()


@pytest.mark.parametrize("part", LINK_PARTS)
def test_a_parameter_of_a_link_is_called_by_what_it_means(part: str) -> None:
    """“Change self_connections” stood in the history."""
    for key in discovery.models(LINK_PARTS[part]):
        editor = Editor()
        first, second = (intentions.add_node(editor, LIF, (x, 0)) for x in (0, 300))
        link = intentions.connect(editor, first, "out", second, "in")
        intentions.set_part(editor, [link], part, key)
        for name in settable(model_of(key)):
            steps = editor.undo_stack.count()
            intentions.set_link_parameter(editor, [link], part, name, 0.5)
            assert editor.undo_stack.count() == steps + 1, key
            assert last(editor).startswith("Change ") and "_" not in last(editor) and last(editor) != f"Change {name}"


@pytest.mark.parametrize("key", discovery.models("positions"))
def test_what_says_where_neurons_are_is_called_by_what_it_means(key: str) -> None:
    editor = Editor()
    cells = intentions.add_node(editor, LIF, (0, 0), size=4)
    intentions.set_arrangement(editor, [cells], key)
    model = discovery.models("positions")[key]
    for name, quantity in {**model.parameters(), **model.choices}.items():
        intentions.set_place(editor, [cells], name, quantity.options[-1] if isinstance(quantity, Choice) else 3.0)
        assert last(editor) == f"Change {quantity.meaning}"


def test_starts_sliders_ranges_single_neurons_and_what_is_recorded_are_too() -> None:
    editor = Editor()
    cells = intentions.add_node(editor, LIF, (0, 0), size=4)
    found: list[str] = []

    def note() -> None:
        found.append(last(editor))

    intentions.set_start(editor, [cells], "V", -60.0), note()
    intentions.pin_slider(editor, [cells], "tau_m"), note()
    intentions.set_slider_range(editor, cells, "tau_m", 1.0, 5.0), note()
    intentions.unpin_slider(editor, [cells], "tau_m"), note()
    (column,) = (c for c in quantity_columns(editor.document, editor.document.nodes[cells]) if c.name == "t_ref")
    intentions.set_individual(editor, cells, column, [1], 3.0), note()
    intentions.set_individual(editor, cells, column, [1, 2], 4.0), note()
    recorder = intentions.add_node(editor, "recorders/weights", (300, 0))
    intentions.set_parameter(editor, [recorder], "indices", "0-2"), note()
    assert found == [
        "Change the start of membrane potential",
        "Put a slider of membrane time constant at the node",
        "Change the range of membrane time constant",
        "Take the slider of membrane time constant away",
        "Change refractory time of neuron 1",
        "Change refractory time of 2 neurons",
        f"Change {tr('the neurons that are kept')}",
    ]
