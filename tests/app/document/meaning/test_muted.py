"""Muted elements are not in the network; everything else of it fires as it did before they were drawn."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.document.edits import RemoveElements
from app.document.elements import NodeKind
from app.document.examples import balanced_network, digits, stdp
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from app.document.meaning.muted import left_out
from app.document.meaning.value_addresses import UnknownAddress, address_of, value_at
from engine.network.problems_found import UNCONNECTED
from engine.simulation.chunk import Chunk
from engine.simulation.simulation import Simulation


def ran(document: Document) -> Chunk:
    return Simulation(meaning(document).description, seed=3, backend="numpy").advance(400)


def edited(document: Document) -> Editor:
    editor = Editor()
    editor.load(document)
    return editor


def id_of(document: Document, title: str) -> str:
    return next(node.id for node in document.nodes.values() if node.title == title)


@pytest.mark.parametrize("draw", [balanced_network.draw, stdp.draw])
def test_what_is_muted_is_as_if_it_was_deleted_and_comes_back_with_undo(draw, tmp_path):
    count = len(draw().nodes) + len(draw().links)
    for number in range(count):
        muted, deleted = edited(draw()), draw()
        element = list(deleted.elements())[number]
        if getattr(element, "kind", "") == NodeKind.NOTE:
            continue
        whole = ran(muted.document)
        intentions.set_muted(muted, (element.id,), True)
        RemoveElements((element.id,)).apply(deleted)
        if any(problem.is_fatal for problem in meaning(deleted).problems):
            continue
        save(muted.document, tmp_path / "muted.spikeloom")
        without = ran(deleted)
        for document in (muted.document, open_document(tmp_path / "muted.spikeloom")):
            same(ran(document), without)
        assert len(whole.spikes) >= len(without.spikes)
        muted.undo_stack.undo()
        same(ran(muted.document), whole)


def same(one: Chunk, other: Chunk) -> None:
    assert one.spikes.keys() == other.spikes.keys()
    for id, block in one.spikes.items():
        assert np.array_equal(block.steps, other.spikes[id].steps)
        assert np.array_equal(block.neurons, other.spikes[id].neurons)


def test_with_a_source_goes_all_that_reads_it_alone_and_nothing_complains():
    editor = edited(digits.draw())
    document = editor.document
    dataset = next(node for node in document.nodes.values() if node.kind == NodeKind.DATASET)
    encoder = next(node for node in document.nodes.values() if node.kind == NodeKind.ENCODER)
    decoder = next(node for node in document.nodes.values() if node.kind == NodeKind.DECODER)
    intentions.set_muted(editor, (dataset.id,), True)
    out = left_out(document)
    assert encoder.id in out and decoder.id not in out
    assert not [problem for problem in meaning(document).problems if problem.is_fatal]
    assert not meaning(document).description.encoders
    read = next(link for link in document.links.values() if link.target == decoder.id and link.target_port == "in")
    intentions.set_muted(editor, (dataset.id,), False)
    intentions.set_muted(editor, (read.id,), True)
    assert left_out(document) == {decoder.id, *(link.id for link in document.links_of(decoder.id))}


def test_a_group_takes_along_all_that_stands_in_it_and_in_groups_within():
    editor = edited(balanced_network.draw())
    document = editor.document
    ids = [node.id for node in document.nodes.values() if node.kind == NodeKind.POPULATION]
    inner = intentions.group(editor, ids[:1], (0.0, 0.0))
    outer = intentions.group(editor, (inner, ids[1]), (0.0, 0.0))
    intentions.set_muted(editor, (outer,), True)
    assert {inner, outer, *ids[:2]} <= left_out(document)
    assert not meaning(document).description.populations
    assert not document.nodes[ids[0]].muted


def test_one_step_of_undo_with_its_words_and_the_same_key_puts_back():
    editor = edited(balanced_network.draw())
    first, second = list(editor.document.nodes)[:2]
    link = next(iter(editor.document.links))
    editor.selection.set((first,))
    intentions.mute_selection(editor)
    assert editor.undo_stack.undo_text == f"Mute {editor.document.nodes[first].title}"
    editor.selection.set((first, second, link))
    intentions.mute_selection(editor)
    assert all(editor.document.element(id).muted for id in (first, second, link))
    intentions.mute_selection(editor)
    assert not any(element.muted for element in editor.document.elements())
    assert editor.undo_stack.undo_text == "Put back 3 elements"
    for _ in range(3):
        editor.undo_stack.undo()
    assert not any(element.muted for element in editor.document.elements())


def test_it_is_a_value_that_can_be_set_and_varied_by_its_address():
    document = balanced_network.draw()
    excitatory = id_of(document, "Excitatory")
    address = address_of(document, "Excitatory.muted")
    assert value_at(document, address) == "no"
    document.put(replace(document.nodes[excitatory], muted=True))
    assert value_at(document, address) == "yes"
    assert address_of(document, "muted(Excitatory->Inhibitory)").element_id in document.links
    editor = edited(document)
    group = intentions.group(editor, (excitatory,), (0.0, 0.0))
    intentions.rename(editor, group, "Column")
    assert address_of(document, "Column.muted").element_id == group
    intentions.rename(editor, group, "Excitatory")
    assert address_of(document, "Excitatory.muted").element_id == excitatory
    note = intentions.add_note(editor, (0.0, 0.0))
    with pytest.raises(UnknownAddress):
        address_of(document, f"{note}.muted")


def test_nothing_is_said_to_be_unlinked_where_a_link_of_it_is_muted():
    editor = edited(balanced_network.draw())
    for title in ("Excitatory", "Inhibitory"):
        intentions.set_muted(editor, (id_of(editor.document, title),), True)
        assert not [p for p in meaning(editor.document).problems if p.code == UNCONNECTED]
    drive = id_of(editor.document, "Drive")
    RemoveElements(tuple(link.id for link in editor.document.links_of(drive))).apply(editor.document)
    assert [p.place for p in meaning(editor.document).problems if p.code == UNCONNECTED] == [drive]
