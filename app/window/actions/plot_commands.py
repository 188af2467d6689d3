"""Plots of a run for the selected nodes, as commands that are found by their words."""

from __future__ import annotations

from functools import partial

from app.commands import intentions
from app.commands.editor import Editor
from app.document.mini_plot import Shows
from app.document.words.plot_words import common_choices
from app.i18n.translation import tr
from app.window.frame.chooser import ChooserEntry


def plot_commands(editor: Editor) -> list[ChooserEntry]:
    """A command for everything that all of them can show, and for where; none while nothing is selected."""
    nodes = [node for i in editor.selection.ids if (node := editor.document.nodes.get(i)) is not None]
    ids, belongs = tuple(node.id for node in nodes), tr("Show in the node")
    found = [
        ChooserEntry(words, belongs, partial(intentions.show_plot, editor, ids, shows, of))
        for shows, of, words in common_choices(editor.document, nodes)[0]
    ]
    if found and all(node.plot.shows not in (Shows.AUTOMATIC, Shows.NOTHING) for node in nodes):
        found.append(ChooserEntry(tr("Inside the node"), belongs, partial(intentions.stand_plots_inside, editor, ids)))
        found.append(ChooserEntry(tr("Beside the node"), belongs, partial(intentions.stand_plots_beside, editor, ids)))
    return found
