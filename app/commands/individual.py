"""Giving single neurons values and places of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.edits import SetParameter
from app.document.elements import Array
from app.document.meaning.individual import NeuronColumn, with_changed
from app.document.vocabulary import POSITIONS
from app.document.words.parameter_words import node_parameter_words, start_words
from app.i18n.translation import tr
from engine.model.registry import discovery

AXES = {"x", "y"}
"""Lists of a model of positions that says of every neuron where it is."""


def set_individual(
    editor: Editor, node_id: str, column: NeuronColumn, rows: Sequence[int], numbers: float | Array
) -> None:
    """Give some neurons of a population other values of one quantity, as one step; the others keep what they have.

    ``numbers`` is one for all, or one for each of ``rows``. What was drawn becomes a list of what was drawn.
    """
    if column.fixed:
        raise ValueError(f"{column.name} is the same for every neuron")
    document = editor.document
    values = with_changed(column, document.nodes[node_id].size, np.asarray(rows, np.int64), numbers)
    edit = SetParameter(node_id, column.name, document.keep_array(values), column.table)
    nodes = [document.nodes[node_id]]
    words = (node_parameter_words if column.table == "parameters" else start_words)(nodes, column.name)
    text = tr("Change {name} of {count} {count:neuron|neurons}", name=words, count=len(rows))
    if len(rows) == 1:
        text = tr("Change {name} of neuron {number}", name=words, number=rows[0])
    editor.do(edit, text)


def put_neurons(editor: Editor, node_id: str, places: Array, rows: Sequence[int]) -> None:
    """Let the neurons of a population be at ``places`` (size, 2) in mm, where some ``rows`` are others, as one step.

    What was arranged becomes a list of where the arrangement had put them.
    """
    document = editor.document
    lists = (key for key, model in discovery.models(POSITIONS).items() if model.series().keys() >= AXES)
    x, y = (document.keep_array(np.ascontiguousarray(places[:, axis], np.float64)) for axis in (0, 1))
    moved = replace(document.nodes[node_id], arrangement=next(lists), places={"x": x, "y": y})
    text = tr("Move neuron {number}", number=rows[0])
    editor.put([moved], text if len(rows) == 1 else tr("Move {count} neurons", count=len(rows)))
