"""Setting what nodes and the document as a whole carry: parameters, states, sizes, titles, settings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from app.commands.editor import Editor
from app.commands.placing import arranged
from app.commands.resizing import fed_anew, resized, set_size
from app.commands.synapse_setting import set_delay, set_link_parameter, set_part, set_weight, with_part
from app.document.document import Document
from app.document.edits import Edit, ReplaceElement, SetParameter, SetSettings, SetSynapses, synapses_of
from app.document.elements import Array, ArrayRef, Element, Link, Node, NodeKind, Value
from app.document.making.described_values import stored_table
from app.document.making.drawing import passing_encoder
from app.document.meaning.value_addresses import MUTED, SIZE, WEIGHT, ValueAddress
from app.document.networks.kept_models import KeptModels, kept_models
from app.document.signals import own_train_per_target, trains_of
from app.document.vocabulary import (
    HEIGHT,
    WIDTH,
    YES,
    begun_key,
    declared,
    declared_series,
    model_of,
    node_defaults,
    node_kind,
    settable,
    word_parameters,
)
from app.document.words.parameter_words import node_parameter_words, place_value_words, start_words
from app.i18n.translation import listed, tr
from engine.model.data import DatasetModel
from engine.model.registry.discovery import file_of, models, text_of, typed_key
from engine.model.topology import PositionsModel
from engine.model.typed.equations import READERS, TYPED
from engine.model.writers.writing import can_be_written, model_text

LARGEST = 1_000_000  # neurons that positions may ask for


def set_parameter(
    editor: Editor, ids: Sequence[str], name: str, value: Value | None, merge_key: str | None = None
) -> None:
    """Set one parameter of several nodes; None returns to the default. Nodes without it are passed over."""
    nodes = [node for node in _nodes(editor, ids) if name in declared(node) or name in word_parameters(node)]
    edits = [edit for node in nodes for edit in _parameter_edits(editor.document, node, name, value)]
    editor.do_all(edits, tr("Change {name}", name=node_parameter_words(nodes, name)), merge_key)


def _parameter_edits(document: Document, node: Node, name: str, value: Value | None) -> list[Edit]:
    """One edit; a parameter by which an encoder becomes wider brings its size and the default weights with it."""
    parameters = {k: v for k, v in node.parameters.items() if k != name} | ({} if value is None else {name: value})
    changed = replace(node, parameters=parameters)
    before, after = trains_of(node), trains_of(changed)
    if before == after:
        return [SetParameter(node.id, name, value), *fed_anew(document, changed)]
    return resized(document, replace(changed, size=node.size // before * after))


def set_value(editor: Editor, address: ValueAddress, value: float | str) -> None:
    """Set the value at an address, in the unit that is declared there, with what follows from it, as one undo step."""
    id, name = address.element_id, address.name
    if name == MUTED:
        set_muted(editor, [id], value == YES)
    elif address.part:
        set_link_parameter(editor, [id], address.part, name, value)
    elif id in editor.document.nodes and name != SIZE:
        set_parameter(editor, [id], name, value)
    elif name == SIZE:
        set_size(editor, [id], int(value))
    elif name == WEIGHT:
        set_weight(editor, [id], value)
    else:
        set_delay(editor, [id], value)


def set_start(
    editor: Editor, ids: Sequence[str], state: str, value: Value | None, merge_key: str | None = None
) -> None:
    """Set the initial value of one state of several nodes; None returns to the model's own."""
    nodes = [
        node for node in _nodes(editor, ids)
        if (model := model_of(node.model)) is not None and state in model.states()
    ]  # fmt: skip
    edits = [SetParameter(node.id, state, value, "start") for node in nodes]
    editor.do_all(edits, tr("Change the start of {name}", name=start_words(nodes, state)), merge_key)


def set_series(editor: Editor, ids: Sequence[str], name: str, values: Array) -> None:
    """Give nodes a list of numbers, such as spike times."""
    reference = editor.document.keep_array(values)
    nodes = [node for node in _nodes(editor, ids) if name in declared_series(node)]
    edits = [SetParameter(node.id, name, reference) for node in nodes]
    editor.do_all(edits, tr("Change {name}", name=node_parameter_words(nodes, name)))


def set_arrangement(editor: Editor, ids: Sequence[str], key: str | None) -> None:
    """Say where the neurons of populations are; None is nowhere in particular."""
    model = model_of(key)
    nodes = [n for n in _nodes(editor, ids) if n.kind == NodeKind.POPULATION and n.arrangement != key]
    title = tr(model.title) if model is not None else ""
    text = tr("Put the neurons on: {title}", title=title) if title else tr("Take the positions away")
    editor.put((arranged(node, key) for node in nodes), text)


def set_place(
    editor: Editor, ids: Sequence[str], name: str, value: Value | Array | None, merge_key: str | None = None
) -> None:
    """Set one value of the positions of populations; where they say how many places there are, sizes follow."""
    placed = [_placed(editor, node, {name: value}) for node in _nodes(editor, ids)]
    words = place_value_words(_nodes(editor, ids), name)
    editor.put(placed, tr("Change {name}", name=words), merge_key)


def _placed(editor: Editor, node: Node, given: Mapping[str, Value | Array | None]) -> Node:
    """The node with other values of its positions; None returns to the default."""
    model = model_of(node.arrangement)
    if model is None or not issubclass(model, PositionsModel):
        return node
    kept = stored_table(editor.document, {name: value for name, value in given.items() if value is not None})
    places = {name: value for name, value in node.places.items() if name not in given} | kept
    return replace(node, places=places, size=_places(editor, model, places) or node.size)


def _places(editor: Editor, model: type[PositionsModel], places: Mapping[str, Value]) -> int | None:
    """The number of neurons that have a place, where the positions say so and can be had."""
    document = editor.document
    values = {n: document.array(v) if isinstance(v, ArrayRef) else v for n, v in places.items()}
    declared_numbers = model.parameters()
    if any(isinstance(v, float | int) and not declared_numbers[n].allows(v) for n, v in values.items()):
        return None
    count = model.number(model.with_defaults(values))
    return count if count is not None and 0 < count <= LARGEST else None


def take_series(
    editor: Editor, node_id: str, values: Mapping[str, Array | float | str], given: Collection[str], text: str = ""
) -> None:
    """Give a node the series of one file, its interval, words and a train for each of theirs, as one step.

    ``given`` are the series that the file speaks of: those that it does not have are taken away. A dataset chooses what
    suits them.
    """
    document = editor.document
    node = document.nodes[node_id]
    spoken_of = {*given, *(series.in_words for name, series in declared_series(node).items() if name in given)}
    model = model_of(node.model)
    suited = model.suited(values) if model is not None and issubclass(model, DatasetModel) else {}
    parameters = {n: v for n, v in node.parameters.items() if n not in spoken_of | suited.keys()}
    parameters |= stored_table(document, values)
    usual = node_defaults(node)
    parameters |= {n: v for n, v in suited.items() if v != usual[n]}
    trains = max((trains_in(node, name, v) for name, v in values.items() if isinstance(v, np.ndarray)), default=1)
    changed = replace(node, parameters=parameters)
    wider = node.kind == NodeKind.STIMULUS and trains > node.size and not own_train_per_target(node)
    edits = resized(document, replace(changed, size=trains)) if wider else [ReplaceElement(changed)]
    editor.do_all(edits, text or tr("Read {title} from a file", title=node.title))


def take_places(editor: Editor, node_id: str, values: Mapping[str, Array | float | str]) -> None:
    """Put a population's neurons where the lists of one file say, and have as many, as one step."""
    node = editor.document.nodes[node_id]
    model = model_of(node.arrangement)
    series = {} if model is None else model.series()
    changed = _placed(editor, node, {**dict.fromkeys(series), **values})
    editor.put([changed], tr("Read the places of {title} from a file", title=node.title))


def trains_in(node: Node, name: str, values: Array) -> int:
    """The number of trains that the values of a series speak of."""
    if values.ndim > 1:
        return int(values.shape[1])
    is_time = declared_series(node)[name].unit != "1"
    return 1 if is_time or not values.size else int(values.max()) + 1


def set_model(editor: Editor, ids: Sequence[str], model_key: str) -> None:
    """Give nodes another model of their kind; parameters and states of the same name are kept.

    Those of a model that a person keeps become as they were when it was kept.
    An encoder that can pass on the spikes of its dataset does so, unless its rate was chosen.
    """
    edits: list[Edit] = []
    found = model_of(model_key)
    if found is not None and model_key == file_of(model_key):
        model_key = begun_key(found)
    kept = kept_models.of_key(model_key)
    for node in _nodes(editor, ids):
        if node.kind == node_kind(model_key) and node.model != model_key:
            changed = _with_model(node, model_key)
            if kept is not None:
                own = settable(found)
                others = {name: value for name, value in changed.parameters.items() if name not in own}
                changed = replace(changed, parameters={**others, **kept.parameters}, start=kept.start)
            for link in editor.document.links.values():
                if link.target == node.id:
                    changed = passing_encoder(editor.document.nodes[link.source], changed)
            width = node.size // trains_of(node) * trains_of(changed)
            same = width == node.size
            edits += [ReplaceElement(changed)] if same else resized(editor.document, replace(changed, size=width))
            edits += fed_anew(editor.document, changed)
    model = model_of(model_key)
    editor.do_all(edits, tr("Change the model to {title}", title=tr(model.title) if model else model_key))


def set_equations(editor: Editor, node_id: str, text: str, merge_key: str | None = None) -> None:
    """Change the text of a typed model. Values stay where the names do; a wrong text loses none."""
    node = editor.document.nodes[node_id]
    key = f"{file_of(node.model)}{TYPED}{text}"
    if key == node.model:
        return
    changed = replace(node, model=key) if model_of(key) is None else _with_model(node, key)
    editor.put([changed], tr("Edit the equations"), merge_key)


def set_part_equations(editor: Editor, link_id: str, part: str, text: str, merge_key: str | None = None) -> None:
    """Change the text of the typed "synapse" or "plasticity" of a link, as :func:`set_equations` does a node's."""
    given = synapses_of(editor.document.links[link_id])
    before = getattr(given, part)
    key = f"{file_of(before)}{TYPED}{text}"
    if key == before:
        return
    changed = replace(given, **{part: key})
    if model_of(key) is not None:
        changed = with_part(editor.document, editor.document.links[link_id], part, key)
    editor.do_all([SetSynapses(link_id, changed)], tr("Edit the equations"), merge_key)


def can_be_equations(model_key: str | None) -> bool:
    """Tell whether a model is built in and can be written as equations that a person can change."""
    model = model_of(model_key)
    return model is not None and model.kind in READERS and not model.text and can_be_written(model)


def equations_of(model_key: str) -> str | None:
    """The key of a built-in model written as equations; None where it cannot be."""
    model = model_of(model_key)
    if model is None or not can_be_equations(model_key):
        return None
    return typed_key(next(m for m in models(model.kind).values() if m.text), model_text(model, tr))


def write_as_equations(editor: Editor, ids: Sequence[str], model_key: str) -> None:
    """Write a neuron that is built in as equations that a person can change; it means the same."""
    key = equations_of(model_key)
    if key is not None:
        set_model(editor, ids, key)


def write_part_as_equations(editor: Editor, link_ids: Sequence[str], part: str, model_key: str) -> None:
    """Write the built-in "synapse" or "plasticity" of links as equations; it means the same."""
    key = equations_of(model_key)
    if key is not None:
        set_part(editor, link_ids, part, key)


def keep_model(editor: Editor, store: KeptModels, element_id: str, name: str, part: str = "") -> None:
    """Write typed equations and their values as a model, and call their own text so. Raises FileProblem.

    They are those of a population, or of a ``part`` of a link.
    """
    element = editor.document.element(element_id)
    assert element is not None
    text = text_of(store.keep(element, name, part))
    if isinstance(element, Node):
        set_equations(editor, element_id, text)
    else:
        set_part_equations(editor, element_id, part, text)


def _with_model(node: Node, model_key: str) -> Node:
    """The node with another model; values stay where the names do."""
    fresh = replace(node, model=model_key)
    model = model_of(model_key)
    known = {**declared(fresh), **declared_series(fresh)}
    states = model.states() if model is not None else {}
    return replace(
        fresh,
        parameters={name: v for name, v in node.parameters.items() if name in known or name in word_parameters(fresh)},
        start={name: v for name, v in node.start.items() if name in states},
        sliders=tuple(slider for slider in node.sliders if slider.name in known),
    )


def rename(editor: Editor, node_id: str, title: str) -> None:
    """Give a node another title, without spaces around it; an empty one changes nothing."""
    node, wanted = editor.document.nodes[node_id], title.strip()
    if wanted:
        editor.put([replace(node, title=wanted)], tr("Rename to {title}", title=wanted))


def set_text(editor: Editor, element_id: str, text: str, merge_key: str | None = None) -> None:
    """Change what a note says, or the comment of another node or of a link; none where it is gone."""
    element = editor.document.element(element_id)
    if element is not None:
        is_note = isinstance(element, Node) and element.kind == NodeKind.NOTE
        editor.put([replace(element, text=text)], tr("Edit note") if is_note else tr("Change the comment"), merge_key)


def set_muted(editor: Editor, ids: Sequence[str], muted: bool) -> None:
    """Leave nodes and links out of the network, or put them back; notes are passed over."""
    found = [element for id in ids if (element := editor.document.element(id)) is not None]
    elements = [element for element in found if isinstance(element, Link) or element.kind != NodeKind.NOTE]
    editor.put([replace(element, muted=muted) for element in elements], _muting_words(elements, muted))


def _muting_words(elements: Sequence[Element], muted: bool) -> str:
    if len(elements) != 1:
        count = len(elements)
        mute = tr("Mute {count} {count:element|elements}", count=count)
        return mute if muted else tr("Put back {count} {count:element|elements}", count=count)
    if isinstance(elements[0], Link):
        return tr("Mute link") if muted else tr("Put back link")
    title = elements[0].title
    return tr("Mute {title}", title=title) if muted else tr("Put back {title}", title=title)


def mute_selection(editor: Editor) -> None:
    """Mute what is selected; put it back where all of it is muted."""
    elements = [element for id in editor.selection.ids if (element := editor.document.element(id)) is not None]
    set_muted(editor, [element.id for element in elements], not all(element.muted for element in elements))


def resize_note(editor: Editor, node_id: str, width: float, height: float, merge_key: str | None = None) -> None:
    """Give a note another width and height."""
    node = editor.document.nodes[node_id]
    parameters = {**node.parameters, WIDTH: float(width), HEIGHT: float(height)}
    editor.put([replace(node, parameters=parameters)], tr("Resize note"), merge_key)


def set_settings(editor: Editor, merge_key: str | None = None, **fields: Any) -> None:
    """Change the resolution, the seed, the view speed or the title of the document."""
    names = {
        "resolution": tr("resolution"),
        "seed": tr("seed"),
        "speed": tr("view speed"),
        "title": tr("title"),
    }
    text = tr("Change the {name}", name=listed(names[name] for name in fields))
    editor.do(SetSettings(replace(editor.document.settings, **fields)), text, merge_key)


def _nodes(editor: Editor, ids: Sequence[str]) -> Iterator[Node]:
    return (editor.document.nodes[i] for i in ids if i in editor.document.nodes)
