"""Choosing what nodes show of a run, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.edits import ReplaceElement
from app.document.meaning.plottable import offered
from app.document.mini_plot import LEAST_HEIGHT, LEAST_WIDTH, MiniPlot, Rectangle, Shows
from app.i18n.translation import tr

WIDTH, HEIGHT, APART = 192.0, 108.0, 12.0
ABOVE: Rectangle = (0.0, -HEIGHT - APART, WIDTH, HEIGHT)
"""Where a plot stands beside its node at first."""


def show_plot(editor: Editor, ids: Sequence[str], shows: Shows, of: str = "") -> None:
    """Have nodes show something else, where they show something now; those that cannot show it stay as they are."""
    nodes = [node for i in ids if (node := editor.document.nodes.get(i)) and shows in offered(editor.document, node)]
    _set(editor, {node.id: replace(node.plot, shows=shows, of=of) for node in nodes}, tr("Show something else"))


def show_neuron(editor: Editor, ids: Sequence[str], neuron: int, merge_key: str | None = None) -> None:
    """Have traces show another neuron."""
    nodes = editor.document.nodes
    _set(editor, {i: replace(nodes[i].plot, neuron=neuron) for i in ids}, tr("Show another neuron"), merge_key)


def stand_plots_inside(editor: Editor, ids: Sequence[str]) -> None:
    """Bring the plots of nodes into them."""
    nodes = editor.document.nodes
    _set(editor, {i: replace(nodes[i].plot, beside=None) for i in ids}, tr("Show the plot inside the node"))


def stand_plots_beside(editor: Editor, ids: Sequence[str]) -> None:
    """Stand the plots of nodes above them."""
    nodes = editor.document.nodes
    plots = {i: replace(nodes[i].plot, beside=nodes[i].plot.beside or ABOVE) for i in ids}
    _set(editor, plots, tr("Show the plot beside the node"))


def put_plot(editor: Editor, node_id: str, plot: MiniPlot) -> None:
    """Give a node this plot, as when a quantity is dropped."""
    _set(editor, {node_id: plot}, tr("Show something else"))


def place_plot(editor: Editor, node_id: str, beside: Rectangle, merge_key: str | None = None) -> None:
    """Stand a plot elsewhere beside its node, or give it another size, at least the least."""
    left, top, width, height = beside
    place = (left, top, max(width, LEAST_WIDTH), max(height, LEAST_HEIGHT))
    _set(editor, {node_id: replace(editor.document.nodes[node_id].plot, beside=place)}, tr("Place a plot"), merge_key)


def _set(editor: Editor, plots: Mapping[str, MiniPlot], name: str, merge_key: str | None = None) -> None:
    """One step for all; none where nothing would differ."""
    nodes = editor.document.nodes
    others = {i: plot for i, plot in plots.items() if nodes[i].plot != plot}
    editor.do_all([ReplaceElement(replace(nodes[i], plot=plot)) for i, plot in others.items()], name, merge_key)
