"""Choosing what nodes show of a run, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.elements import Node
from app.document.meaning.plottable import offered
from app.document.mini_plot import LEAST_HEIGHT, LEAST_WIDTH, MiniPlot, Rectangle, Shows
from app.i18n.translation import tr

WIDTH, HEIGHT, APART = 192.0, 108.0, 12.0
ABOVE: Rectangle = (0.0, -HEIGHT - APART, WIDTH, HEIGHT)
"""Where a plot stands beside its node at first."""


def show_plot(editor: Editor, ids: Sequence[str], shows: Shows, of: str = "") -> None:
    """Have nodes show something else, where they show something now; those that cannot show it stay as they are."""
    able = [i for i in ids if (node := editor.document.nodes.get(i)) and shows in offered(editor.document, node)]
    editor.put(_changed(editor, able, shows=shows, of=of), tr("Show something else"))


def show_neuron(editor: Editor, ids: Sequence[str], neuron: int, merge_key: str | None = None) -> None:
    """Have traces show another neuron."""
    editor.put(_changed(editor, ids, neuron=neuron), tr("Show another neuron"), merge_key)


def stand_plots_inside(editor: Editor, ids: Sequence[str]) -> None:
    """Bring the plots of nodes into them."""
    editor.put(_changed(editor, ids, beside=None), tr("Show the plot inside the node"))


def stand_plots_beside(editor: Editor, ids: Sequence[str]) -> None:
    """Stand the plots of nodes above them."""
    nodes = (editor.document.nodes[i] for i in ids)
    beside = (replace(node, plot=replace(node.plot, beside=node.plot.beside or ABOVE)) for node in nodes)
    editor.put(beside, tr("Show the plot beside the node"))


def put_plot(editor: Editor, node_id: str, plot: MiniPlot) -> None:
    """Give a node this plot, as when a quantity is dropped."""
    editor.put([replace(editor.document.nodes[node_id], plot=plot)], tr("Show something else"))


def place_plot(editor: Editor, node_id: str, beside: Rectangle, merge_key: str | None = None) -> None:
    """Stand a plot elsewhere beside its node, or give it another size, at least the least."""
    left, top, width, height = beside
    place = (left, top, max(width, LEAST_WIDTH), max(height, LEAST_HEIGHT))
    editor.put(_changed(editor, [node_id], beside=place), tr("Place a plot"), merge_key)


def _changed(editor: Editor, ids: Sequence[str], **fields: Any) -> Iterator[Node]:
    """Nodes with other fields of their plots."""
    nodes = (editor.document.nodes[i] for i in ids)
    return (replace(node, plot=replace(node.plot, **fields)) for node in nodes)
