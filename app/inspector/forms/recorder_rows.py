"""Rows of a recorder: which quantity it keeps, of which neurons, of which projection."""

from __future__ import annotations

from app.commands import intentions
from app.commands.editor import Editor
from app.document import vocabulary
from app.document.document import Document
from app.document.elements import Link, Node, Value
from app.document.place_words import link_words
from app.i18n.translation import tr
from app.inspector.forms.form import ChoiceEntry, FormEntry, Section, TextEntry, Write, unchosen
from app.widgets.mathematics.symbol import read_symbol
from app.widgets.text import row_words
from engine.model.declaration import RecorderModel
from engine.model.link_variables import WEIGHT, VariableScope


def sections(editor: Editor, node: Node) -> list[Section]:
    """Rows for what is kept, by the trait that the recorder's model declares."""
    model = vocabulary.model_as(node.model, RecorderModel)
    if model is None:
        return []
    document = editor.document
    rows: list[FormEntry] = []
    if model.records == "state":
        rows.append(_choice(editor, node, vocabulary.QUANTITY, tr("State"), _states(document, node)))
    words = tr("Neurons")
    if model.records == "weight":
        rows.append(_choice(editor, node, vocabulary.PROJECTION, tr("Projection"), _projections(document)))
        link = document.links.get(str(node.parameters.get(vocabulary.PROJECTION, "")))
        if link is not None and link.synapses is not None:
            rows.append(_choice(editor, node, vocabulary.QUANTITY, tr("Variable"), _variables(link)))
        words = _of_each(node, link)
    rows.append(
        TextEntry(
            f"parameters:{vocabulary.INDICES}",
            words,
            _write(editor, node, vocabulary.INDICES),
            changed=bool(node.parameters.get(vocabulary.INDICES)),
            value=str(node.parameters.get(vocabulary.INDICES, "")),
            hint=tr("all, or 0-9, 12"),
        )
    )
    return [Section("kept", tr("What it keeps"), tuple(rows))]


def _write(editor: Editor, node: Node, name: str) -> Write:
    return lambda value, _gesture: intentions.set_parameter(editor, [node.id], name, value or None)


def _choice(editor: Editor, node: Node, name: str, words: str, options: tuple[tuple[str, str], ...]) -> FormEntry:
    given: Value = node.parameters.get(name, "")
    fallback = options[0][0] if options and name == vocabulary.QUANTITY else None
    return ChoiceEntry(
        f"parameters:{name}",
        words,
        _write(editor, node, name),
        changed=bool(given),
        options=options,
        value=str(given) if given else fallback,
        hint=unchosen(options) if options or name == vocabulary.PROJECTION else tr("not linked yet"),
    )


def _states(document: Document, recorder: Node) -> tuple[tuple[str, str], ...]:
    """States of what the recorder is linked to; empty while it is linked to nothing."""
    for link in document.links_of(recorder.id):
        source = document.nodes.get(link.source)
        model = None if source is None else vocabulary.model_of(source.model)
        if model is not None and link.target == recorder.id:
            return tuple((name, row_words(state)) for name, state in model.recordable().items())
    return ()


def _variables(link: Link) -> tuple[tuple[str, str], ...]:
    """The weight, and what the receptor and the rule of a link hold."""
    known = vocabulary.recordable_of(link).items()
    symbols = {name: read_symbol(variable.quantity.symbol) for name, variable in known}
    return tuple((n, f"{symbols[n].base}{symbols[n].below} · {tr(v.quantity.meaning)}") for n, v in known)


def _of_each(recorder: Node, link: Link | None) -> str:
    """The name of what has one value each of the variable that a recorder keeps."""
    name = str(recorder.parameters.get(vocabulary.QUANTITY, "")) or WEIGHT
    variable = None if link is None or link.synapses is None else vocabulary.recordable_of(link).get(name)
    words = {
        VariableScope.SOURCE: tr("Source neurons"),
        VariableScope.TARGET: tr("Target neurons"),
        VariableScope.LINK: tr("Elements"),
    }
    return words.get(variable.each, tr("Synapses")) if variable is not None else tr("Synapses")


def _projections(document: Document) -> tuple[tuple[str, str], ...]:
    return tuple((link.id, link_words(document, link)) for link in document.links.values() if link.synapses is not None)
