"""Rows for fitting a read-out: what it should give, how long the network runs for it, and the button that fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.commands import intentions
from app.commands.editor import Editor
from app.document import signals
from app.document.document import Document
from app.document.elements import Node, NodeKind, Value
from app.document.vocabulary import FIT_FILE, FIT_TARGET, FIT_VALUES, FITTING
from app.i18n.translation import tr
from app.inspector.forms import declared, series_rows
from app.inspector.forms.form import NO_MARK, ChoiceEntry, FormButton, FormEntry, Section
from engine.model.declaration import Payload

Fit = Callable[[str], None]
"""Fits the decoder of this id."""


def section(editor: Editor, node: Node, fit: Fit) -> Section:
    """The section of one decoder that can be fitted."""
    from_file = node.parameters.get(FIT_TARGET) == FIT_FILE
    rows: list[FormEntry] = [_target(editor, node)]
    if from_file:
        rows.append(series_rows.entry(editor, node, FIT_VALUES.name, {FIT_VALUES.name: FIT_VALUES}))
    shown = {name: p for name, p in FITTING.items() if name != FIT_VALUES.interval or from_file}

    def write(name: str, value: Value | None, gesture: str | None) -> None:
        intentions.set_parameter(editor, [node.id], name, value, gesture)

    rows += declared.entries(editor.document, "parameters", shown, [node.parameters], write)
    rows = [replace(row, mark=NO_MARK) for row in rows]  # they act when the button is pressed
    hint = tr("Run the network and find the weights by which the spikes give the target")
    return Section(
        "fit", tr("Fit"), tuple(rows), button=FormButton(tr("Fit"), hint, lambda: fit(node.id), primary=True)
    )


def fit_targets(document: Document) -> tuple[tuple[str, str], ...]:
    """The targets of a read-out's fit: currents of stimuli, values that encoders are shown, a list of its own."""
    found = [
        (node.id, tr("current of {title}", title=node.title))
        for node in document.nodes.values()
        if node.kind == NodeKind.STIMULUS and signals.payload(node) is Payload.CURRENT
    ]
    found += [
        (node.id, tr("values into {title}", title=node.title))
        for node in document.nodes.values()
        if node.kind == NodeKind.ENCODER
    ]
    return (*found, (FIT_FILE, tr("a file or a list")))


def _target(editor: Editor, node: Node) -> FormEntry:
    def write(value: Value | None, _gesture: str | None) -> None:
        intentions.set_parameter(editor, [node.id], FIT_TARGET, value)

    chosen = node.parameters.get(FIT_TARGET)
    return ChoiceEntry(
        f"parameters:{FIT_TARGET}",
        tr("Target"),
        write,
        mark=NO_MARK,
        changed=bool(chosen),
        options=fit_targets(editor.document),
        value=chosen if isinstance(chosen, str) else None,
        hint=tr("Choose…"),
    )
