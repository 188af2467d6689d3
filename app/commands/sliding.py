"""Values of nodes as sliders beneath them: put there, taken away, given a range."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.elements import Node
from app.document.meaning.slidable import slidable, usual_range
from app.document.node_slider import NodeSlider
from app.document.vocabulary import parameters_in_force
from app.document.words.parameter_words import node_parameter_words
from app.i18n.translation import tr


def pin_slider(editor: Editor, ids: Sequence[str], name: str) -> None:
    """Put a value beneath nodes as a slider, those that have it, and none of it yet."""
    wanted: list[Node] = []
    for i in ids:
        node = editor.document.nodes.get(i)
        parameter = slidable(node).get(name) if node is not None else None
        if node is None or parameter is None or any(slider.name == name for slider in node.sliders):
            continue
        value = parameters_in_force(node).get(name)
        low, high = usual_range(parameter, float(value) if isinstance(value, int | float) else None)
        wanted.append(replace(node, sliders=(*node.sliders, NodeSlider(name, low, high))))
    editor.put(wanted, tr("Put a slider of {name} at the node", name=_words(editor, ids, name)))


def unpin_slider(editor: Editor, ids: Sequence[str], name: str) -> None:
    """Take a slider away; the value stays."""
    nodes = (editor.document.nodes[i] for i in ids)
    wanted = (replace(node, sliders=tuple(s for s in node.sliders if s.name != name)) for node in nodes)
    editor.put(wanted, tr("Take the slider of {name} away", name=_words(editor, ids, name)))


def set_slider_range(
    editor: Editor, node_id: str, name: str, low: float, high: float, merge_key: str | None = None
) -> None:
    """Let a slider go from ``low`` to ``high``; the value stays. Raises ValueError for an empty or reversed range."""
    if not low < high:
        raise ValueError(f"a slider goes up from {low} to {high}")
    node = editor.document.nodes[node_id]
    ranged = tuple(replace(s, low=low, high=high) if s.name == name else s for s in node.sliders)
    text = tr("Change the range of {name}", name=_words(editor, [node_id], name))
    editor.put([replace(node, sliders=ranged)], text, merge_key)


def _words(editor: Editor, ids: Sequence[str], name: str) -> str:
    nodes = editor.document.nodes
    return node_parameter_words((nodes[i] for i in ids if i in nodes), name)
