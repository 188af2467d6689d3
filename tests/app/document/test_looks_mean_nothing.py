"""Where things stand, what they are called and coloured, and in which order they were kept changes no spike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import AddElements, MoveNodes, RemoveElements, ReplaceElement
from app.document.examples import balanced_network, digits, stdp
from app.document.file.file_format import open_document, save
from app.document.making.drawing import new_note
from app.document.meaning.meaning import meaning
from engine.simulation.chunk import Chunk
from engine.simulation.simulation import Simulation

SEED, STEPS = 3, 300


def ran(document: Document) -> Chunk:
    return Simulation(meaning(document).description, seed=SEED, backend="numpy").advance(STEPS)


def moved(document: Document) -> None:
    MoveNodes({id: (-node.position[1], 3 * node.position[0]) for id, node in document.nodes.items()}).apply(document)


def renamed(document: Document) -> None:
    for number, node in enumerate(list(document.nodes.values())):
        ReplaceElement(replace(node, title=f"Another {number}", identity=(node.identity + 3) % 5)).apply(document)


def annotated(document: Document) -> None:
    AddElements((new_note(document, (0.0, 0.0), "of no meaning"),)).apply(document)


def taken_out_and_put_back(document: Document) -> None:
    """Each node becomes the last of all, and its links with it."""
    for id in list(document.nodes):
        RemoveElements((id,)).apply(document).apply(document)


@pytest.mark.parametrize("change", [moved, renamed, annotated, taken_out_and_put_back])
@pytest.mark.parametrize("draw", [balanced_network.draw, stdp.draw, digits.draw])
def test_what_only_looks_different_fires_the_same_spikes(draw, change, tmp_path: Path) -> None:
    document = draw()
    before, nodes = ran(document), list(document.nodes)
    change(document)
    save(document, tmp_path / "net.spikeloom")
    for again in (document, open_document(tmp_path / "net.spikeloom")):
        after = ran(again)
        assert sum(len(block) for block in before.spikes.values()) > 20
        assert before.spikes.keys() == after.spikes.keys()
        for id, block in before.spikes.items():
            assert np.array_equal(block.steps, after.spikes[id].steps)
            assert np.array_equal(block.neurons, after.spikes[id].neurons)
        for id, samples in before.samples.items():
            assert np.array_equal(samples.values, after.samples[id].values)
    if change is taken_out_and_put_back:
        assert sorted(nodes) == sorted(document.nodes)
