"""The examples of the start page by their titles, and their elements by theirs."""

from __future__ import annotations

import numpy as np

from app.document.document import Document
from app.document.elements import Link
from app.document.example import examples
from app.document.file.file_format import open_document
from engine.simulation.chunk import Chunk

BY_TITLE = {example.title: example for example in examples()}


def opened(title: str) -> Document:
    return open_document(BY_TITLE[title].path)


def ids(document: Document) -> dict[str, str]:
    """Ids of the nodes by their titles."""
    return {node.title: node.id for node in document.nodes.values()}


def link_between(document: Document, source: str, target: str) -> Link:
    """The link between two nodes of these titles."""
    ends = ids(document)[source], ids(document)[target]
    return next(link for link in document.links.values() if (link.source, link.target) == ends)


def spikes(chunk: Chunk, document: Document, title: str) -> tuple[np.ndarray, np.ndarray]:
    """Times in ms and neurons of what the node of this title fired, in the order of time."""
    block = chunk.spikes[ids(document)[title]]
    return block.steps * document.settings.resolution, block.neurons


def counts(chunk: Chunk, document: Document, title: str, start: float, stop: float) -> np.ndarray:
    """Spikes of each neuron between two times in ms."""
    times, neurons = spikes(chunk, document, title)
    size = document.nodes[ids(document)[title]].size
    return np.bincount(neurons[(times >= start) & (times < stop)], minlength=size)
