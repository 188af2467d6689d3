from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import AddElements, SetParameter
from app.document.elements import Node, NodeKind
from app.document.example import examples
from app.document.examples import balanced_network, digits
from app.document.file.clipboard import ClipboardProblem, copied_elements, pasted
from app.document.file.consistency import require_consistent
from app.document.file.file_format import open_document
from app.document.file.manifest import referenced
from app.document.grouping import path_to
from app.document.making.drawing import free_title, new_node
from app.document.mini_plot import MiniPlot, Shows

GOLDEN = Path(__file__).parents[3] / "golden" / "projects" / "schema-1.spikeloom"


def paste(text, document, position=None):
    nodes, links = pasted(document, text, position, 48.0)
    AddElements(nodes, links).apply(document)
    return nodes, links


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)
def test_a_copy_means_the_same_under_new_ids(example):
    source = open_document(example.path)
    before, linked = dict(source.nodes), list(source.links)
    nodes, links = paste(copied_elements(source, list(source.nodes)), source)
    renamed = dict(zip((*before, *linked), (element.id for element in (*nodes, *links)), strict=True))
    assert before.keys().isdisjoint(node.id for node in nodes)
    assert len(source.nodes) == 2 * len(before) and len(source.links) == 2 * len(links)
    assert len({node.title for node in source.nodes.values() if node.title}) == sum(
        bool(node.title) for node in source.nodes.values()
    )
    for old, new in zip(before.values(), nodes, strict=True):
        assert (new.model, new.size, dict(new.parameters), new.start) == (
            old.model,
            old.size,
            {
                key: renamed.get(value, value) if isinstance(value, str) else value
                for key, value in old.parameters.items()
            },
            old.start,
        )
        assert new.position == (old.position[0] + 48.0, old.position[1] + 48.0)


def test_only_links_between_copied_nodes_come_along():
    source = balanced_network.draw()
    alone = next(node.id for node in source.nodes.values() if node.title == "Excitatory")
    nodes, links = pasted(Document(), copied_elements(source, [alone]), (10.0, 20.0), 0.0)
    assert [node.position for node in nodes] == [(10.0, 20.0)]
    assert [(link.source, link.target) for link in links] == [(nodes[0].id, nodes[0].id)]


def test_arrays_travel_between_windows():
    source, other = open_document(GOLDEN), Document()
    paste(copied_elements(source, list(source.nodes)), other)
    assert len(referenced(other)) == len(referenced(source)) > 0
    assert all(np.array_equal(other.array(r), source.array(r)) for r in referenced(source))


def test_a_recorder_of_weights_follows_the_copied_projection():
    source = open_document(GOLDEN)
    projection = next(link for link in source.links.values() if link.source == link.target)
    recorder = new_node(source, "recorders/weights", (0, 0))
    AddElements((recorder,)).apply(source)
    SetParameter(recorder.id, "projection", projection.id).apply(source)
    nodes, links = pasted(source, copied_elements(source, list(source.nodes)), None, 0.0)
    new = next(node for node in nodes if node.model == "recorders/weights")
    assert new.parameters["projection"] in {link.id for link in links}


def test_what_pointed_at_an_element_that_was_not_copied_points_at_none_in_another_drawing():
    """It recorded, heard and showed whatever has that id there."""
    source = open_document(GOLDEN)
    projection = next(link for link in source.links.values() if link.source == link.target)
    recorder = replace(new_node(source, "recorders/weights", (0, 0)), parameters={"projection": projection.id})
    incoming = next(link for link in source.links.values() if link.synapses and link.source != link.target)
    shown = replace(source.nodes[incoming.target], plot=MiniPlot(Shows.WEIGHTS, incoming.id))
    fitted = replace(new_node(source, "decoders/linear_read_out", (0, 0)), parameters={"fit_target": projection.source})
    AddElements((recorder, fitted)).apply(source)
    source.put(shown)
    lone = [[recorder.id], [fitted.id], [shown.id]]

    def pointers(document: Document, ids: list[str]) -> tuple[object, ...]:
        (node,), _ = pasted(document, copied_elements(source, ids), None, 0.0)
        return node.parameters.get("projection"), node.parameters.get("fit_target"), node.plot.of

    assert [pointers(open_document(GOLDEN), ids) for ids in lone] == [(None, None, "")] * 3
    here = [pointers(source, ids) for ids in lone[:2]]
    assert here == [(projection.id, None, ""), (None, projection.source, "")], "in its own drawing it still does"


def test_a_rule_hears_nobody_in_another_drawing_where_whom_it_heard_was_not_copied():
    source = open_document(next(e.path for e in examples() if e.path.stem == "rewarded-actions"))
    link = next(k for k in source.links.values() if k.synapses and "reward" in k.synapses.plasticity_parameters)
    heard = link.synapses.plasticity_parameters["reward"]
    assert heard not in (link.source, link.target)

    def hears(document: Document) -> object:
        _, links = pasted(document, copied_elements(source, [link.source, link.target]), None, 0.0)
        (copy,) = (k for k in links if k.synapses.plasticity == link.synapses.plasticity)
        return copy.synapses.plasticity_parameters.get("reward")

    assert hears(source) == heard and hears(Document()) is None


@pytest.mark.parametrize("text", ["", "hello", "{}", "[1]", '{"format": "spikeloom clipping"}', "[" * 50_000])
def test_a_text_from_elsewhere_is_refused_in_one_sentence(text):
    with pytest.raises(ClipboardProblem, match=r"\.$"):
        pasted(Document(), text, None, 0.0)


def test_a_damaged_clipping_is_refused():
    text = copied_elements(digits.draw(), list(digits.draw().nodes))
    clipping = json.loads(text)
    clipping["links"][0]["target"] = "e99"
    with pytest.raises(ClipboardProblem):
        pasted(Document(), json.dumps(clipping), None, 0.0)
    clipping = json.loads(text)
    clipping["arrays"] = ["AAAA"]
    with pytest.raises(ClipboardProblem):
        pasted(Document(), json.dumps(clipping), None, 0.0)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda clipping: clipping["links"][0].update(synapses=clipping["links"][1]["synapses"]),
        lambda clipping: clipping["links"][1].update(synapses=None),
        lambda clipping: clipping["links"][1]["synapses"].update(weight={"is": "array", "sha256": "0" * 64}),
        lambda clipping: clipping["links"][1]["synapses"].update(sign="sideways"),
        lambda clipping: clipping["nodes"][0].update(kind="decoder"),
        lambda clipping: clipping["nodes"].append(clipping["nodes"][0]),
    ],
    ids=["synapses too many", "synapses too few", "array missing", "sign", "kind", "id twice"],
)
def test_what_no_file_could_hold_is_not_pasted(spoil):
    clipping = json.loads(copied_elements(digits.draw(), list(digits.draw().nodes)))
    spoil(clipping)
    with pytest.raises(ClipboardProblem, match="damaged"):
        pasted(Document(), json.dumps(clipping), None, 0.0)


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity"])
def test_a_number_that_is_not_finite_is_not_pasted(number):
    text = copied_elements(digits.draw(), list(digits.draw().nodes)).replace(
        '"max_rate":1000.0', f'"max_rate":{number}'
    )
    assert number in text
    with pytest.raises(ClipboardProblem):
        pasted(Document(), text, None, 0.0)


def test_a_copy_of_a_copy_takes_the_next_number() -> None:
    assert free_title("Poisson", {"Poisson"}) == "Poisson 2"
    assert free_title("Poisson 2", {"Poisson", "Poisson 2"}) == "Poisson 3"
    assert free_title("Layer 4", {"Layer 4"}) == "Layer 4 2"


def test_a_group_is_pasted_into_itself() -> None:
    """Its copy stood in itself: the window looked for its level for ever, and the file that was saved never opened."""
    document, group = grouped()
    (outer, inner), _ = pasted(document, copied_elements(document, [group]), None, 48.0, group)
    assert (outer.group, inner.group) == (group, outer.id)
    AddElements((outer, inner)).apply(document)
    require_consistent(list(document.nodes.values()), [])
    assert [node.id for node in path_to(document, inner.group)] == [group, outer.id]


def test_what_is_pasted_stands_on_the_entered_level_whatever_ids_it_had_elsewhere() -> None:
    """A node of another drawing may have had the very id of the group that is entered."""
    document, group = grouped()
    other = Document()
    other.next_id = document.next_id
    theirs = [replace(new_node(other, "neurons/leaky_integrate_and_fire", (0.0, 0.0)), id=i) for i in (group, "e77")]
    AddElements(tuple(theirs)).apply(other)
    nodes, _ = pasted(document, copied_elements(other, [node.id for node in theirs]), None, 48.0, group)
    assert [node.group for node in nodes] == [group, group]


def grouped() -> tuple[Document, str]:
    """A neuron in a group, and the id of the group."""
    document = Document()
    neuron = new_node(document, "neurons/leaky_integrate_and_fire", (0.0, 0.0))
    group = Node(document.new_id(), NodeKind.GROUP, "", "Group", (0.0, 0.0))
    AddElements((group, replace(neuron, group=group.id))).apply(document)
    return document, group.id
