"""The words on a node beside its name: its model, its size, and what a screen reader says of it."""

from __future__ import annotations

from app.canvas.painting.numbers import short, whole_number
from app.document.elements import Node, NodeKind
from app.document.meaning.shapes import shape_of
from app.document.vocabulary import declared_parameters, model_of, parameters_in_force, titled_model
from app.document.words.kind_words import kind_names
from app.i18n.translation import listed, tr, tr_as
from engine.model.data import DatasetModel
from engine.model.topology import shape_words

SHOWN_UNITS = frozenset({"Hz", "pA", "ms", "mV"})


def subtitle_words(node: Node) -> str:
    """The words for what it is, its shape before them and what all its links are behind, where these are known."""
    words, shape = _model_words(node), shape_of(node)
    words = f"{shape_words(shape)} · {words}" if shape is not None else words
    signs = {"excitatory": tr("excitatory"), "inhibitory": tr("inhibitory"), "mixed": tr("both signs")}
    return f"{words} · {signs[node.sign]}" if node.sign else words


def _model_words(node: Node) -> str:
    """The model's name; where the node is called by it already, its first number instead."""
    if node.kind in (NodeKind.NOTE, NodeKind.GROUP):
        return ""
    model = model_of(node.model)
    if model is None and (typed := titled_model(node.model)) is not None:
        return tr("{title}: see what is wrong", title=tr(typed.title))
    if model is None:
        return tr("unknown model {key}", key=node.model)
    title = tr(model.title)
    if title.casefold() != node.title.casefold():
        return title
    values = parameters_in_force(node)
    if issubclass(model, DatasetModel) and isinstance(shown := values["sample_time"], int | float):
        return tr("{time} ms a sample", time=short(shown))
    for name, parameter in declared_parameters(node).items():
        value = values[name]
        if isinstance(value, int | float) and parameter.unit in SHOWN_UNITS:
            return f"{short(value)} {parameter.unit}"
    return tr_as(model.category, model.kind)


def count_badge(node: Node) -> str:
    """``× 100`` for a population of several, the bare number of channels or trains where there are several."""
    if node.size > 1 and node.kind == NodeKind.POPULATION:
        return f"× {whole_number(node.size)}"
    return whole_number(node.size) if node.size > 1 else ""


def spoken(node: Node, links: int) -> str:
    """One sentence for a screen reader."""
    kind = kind_names(node.kind).one
    if node.kind == NodeKind.NOTE:
        return f"{kind}: {node.text}"
    return listed(
        part
        for part in (
            node.title,
            kind,
            subtitle_words(node),
            count_badge(node),
            tr("{count} {count:link|links}", count=links),
        )
        if part
    )
