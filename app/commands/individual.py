"""Giving single neurons values of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.commands.editor import Editor
from app.document.document import Array
from app.document.edits import SetParameter
from app.document.individual import Column, with_changed
from app.translation import tr


def set_individual(editor: Editor, node_id: str, column: Column, rows: Sequence[int], numbers: float | Array) -> None:
    """Give some neurons of a population other values of one quantity, as one step; the others keep what they have.

    ``numbers`` is one for all, or one for each of ``rows``. What was drawn becomes a list of what was drawn.
    """
    if column.fixed:
        raise ValueError(f"{column.name} is the same for every neuron")
    document = editor.document
    values = with_changed(column, document.nodes[node_id].size, np.asarray(rows, np.int64), numbers)
    edit = SetParameter(node_id, column.name, document.keep_array(values), column.table)
    if len(rows) == 1:
        editor.do(edit, tr("Change {name} of neuron {number}", name=column.name, number=rows[0]))
    else:
        editor.do(edit, tr("Change {name} of {count} neurons", name=column.name, count=len(rows)))
