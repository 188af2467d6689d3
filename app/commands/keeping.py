"""Taking learnt values into the document: one undoable edit, whose undo gives the old ones back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.edits import SetSynapses, synapses_of
from app.document.elements import Array, Link, Synapses
from app.document.trained import edit_of_arrays, with_listed_connections
from app.document.vocabulary import model_as
from app.i18n.translation import tr
from engine.model.topology import WiringRule


def set_arrays(editor: Editor, arrays: Mapping[tuple[str, str], Array], text: str) -> None:
    """Take over what was trained, by element and name: "weight", "bias", a parameter, or "start:V"."""
    if arrays:
        editor.do(edit_of_arrays(editor.document, arrays), text)


def keep_all_weights(editor: Editor, read: Mapping[str, tuple[Array, Array, Array]]) -> None:
    """Make the weights of running projections those that the document begins with; what is gone is passed over.

    Of each, weights (synapses,) belong to the connections from ``pre`` to ``post``, each (synapses,).
    """
    links = editor.document.links
    edits = [
        SetSynapses(link_id, _kept(editor, links[link_id], np.asarray(weights), pre, post))
        for link_id, (weights, pre, post) in read.items()
        if link_id in links
    ]
    editor.do_all(edits, tr("Keep these weights"))


def _kept(editor: Editor, link: Link, weights: Array, pre: Array, post: Array) -> Synapses:
    document, synapses = editor.document, synapses_of(link)
    sizes = (document.nodes[link.target].size, document.nodes[link.source].size)
    rule = model_as(synapses.wiring, WiringRule)
    if weights.shape == (sizes[0] * sizes[1],) and rule is not None and rule.dense:
        matrix = np.zeros(sizes)
        matrix[post, pre] = weights
        return replace(synapses, weight=document.keep_array(matrix), trained=True)
    named = with_listed_connections(synapses, {"pre": document.keep_array(pre), "post": document.keep_array(post)})
    return replace(named, weight=document.keep_array(weights), trained=True)
