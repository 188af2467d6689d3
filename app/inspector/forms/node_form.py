"""The form of one node, or of several nodes of one kind at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from app.commands import intentions
from app.commands.editor import Editor
from app.document import signals, vocabulary
from app.document.elements import Node, NodeKind, Value
from app.document.meaning.shapes import shape_of
from app.document.meaning.slidable import common_slidable
from app.document.mini_plot import Shows
from app.document.networks.kept_models import kept_models
from app.document.words.kind_words import kind_names
from app.i18n.translation import tr
from app.inspector.forms import declared, fit_rows, places_rows, plot_rows, recorder_rows, series_rows, subject_rows
from app.inspector.forms.equations_entry import equations_entry, writing_button
from app.inspector.forms.form import (
    EquationsEntry,
    Form,
    FormButton,
    FormEntry,
    ModelChoice,
    Picture,
    Pin,
    QuantityEntry,
    Section,
    TextEntry,
    common,
    shown_value,
)
from app.inspector.forms.group_form import comment_section, group_form, words_section
from app.inspector.forms.sign_rows import sign_entry
from app.widgets.plot_drag import CarriedPlot
from app.widgets.quantities import Bounds
from app.widgets.text import row_words
from engine.model.topology import shape_words

TakeFile: TypeAlias = Callable[[Node, Path], None]
SIZE = Bounds(at_least=1, at_most=1_000_000, integer=True)


Open: TypeAlias = Callable[[str], None]
"""Is asked to show the neurons of a population."""


def node_form(
    editor: Editor,
    nodes: Sequence[Node],
    fit: fit_rows.Fit,
    take: TakeFile,
    open_neurons: Open,
) -> Form:
    """Rows that all ``nodes``, at least one and of one kind, have in common.

    ``fit`` is asked for a read-out, ``open_neurons`` for the values of each neuron, ``take`` for what a file says of
    itself that a person chooses.
    """
    first = nodes[0]
    ids = [node.id for node in nodes]
    if first.kind == NodeKind.NOTE:
        title = tr("Note") if len(nodes) == 1 else tr("{count} notes", count=len(nodes))
        sections = (words_section(editor, first, "note", tr("Text")),) if len(nodes) == 1 else ()
        return Form(title, tr("shown on the canvas"), Picture(("note",), (-1,)), sections)
    if first.kind == NodeKind.GROUP:
        return group_form(editor, nodes)
    size = _size_entry(editor, nodes, ids)
    parts = []
    if size is not None:
        opening = _opening(first, open_neurons) if len(nodes) == 1 and first.kind == NodeKind.POPULATION else None
        own = (sign_entry(editor, nodes, ids),) if first.kind == NodeKind.POPULATION else ()
        parts.append(Section("size", _size_title(first), (size, *own), button=opening))
    parts.append(_model_section(editor, nodes, ids, take))
    added = _common_declared(nodes, own=False)
    if len(nodes) == 1 and vocabulary.can_be_fitted(first):
        parts.append(fit_rows.section(editor, first, fit))
    elif added:
        rows = _declared_entries(editor, nodes, ids, added)
        parts.append(Section("added", _added_title(first.kind), rows))
    if first.kind == NodeKind.RECORDER and len(nodes) == 1:
        parts += recorder_rows.sections(editor, first)
    if first.kind == NodeKind.POPULATION:
        parts.append(places_rows.section(editor, nodes, ids))
    starts = _start_entries(editor, nodes, ids)
    if starts:
        parts.append(Section("start", tr("Start"), starts))
    parts += plot_rows.sections(editor, nodes, ids)
    if len(nodes) == 1:
        parts.append(comment_section(editor, first))
    return _form(nodes, editor, tuple(parts))


def _form(nodes: Sequence[Node], editor: Editor, sections: tuple[Section, ...]) -> Form:
    first = nodes[0]
    if len(nodes) > 1:
        title = tr("{count} selected", count=len(nodes))
        picture = Picture((first.kind,), (-1,))
        return Form(title, tr("{kind} nodes", kind=kind_names(first.kind).one), picture, sections)
    words = kind_names(first.kind).one
    if _has_size(first) or first.kind == NodeKind.ENCODER:
        words = f"{words} · {_size_words(first)}"
    if (shape := shape_of(first)) is not None:
        words = f"{words} · {shape_words(shape)}"
    samples, why_not = subject_rows.subject(editor.document, first)
    return Form(
        first.title,
        words,
        Picture((first.kind,), (first.identity,)),
        sections,
        rename=lambda title: intentions.rename(editor, first.id, title),
        equations=_equations(editor, nodes),
        samples=samples,
        no_samples=why_not,
    )


def _size_words(node: Node) -> str:
    count = f"{node.size:,}"
    if node.kind == NodeKind.POPULATION:
        return tr("{count} {count:neuron|neurons}", count=count)
    if not signals.fires(node) or (node.kind == NodeKind.ENCODER and signals.trains_of(node) == 1):
        return tr("{count} {count:channel|channels}", count=count)
    return tr("{count} {count:train|trains}", count=count)


def _model_section(editor: Editor, nodes: Sequence[Node], ids: Sequence[str], take: TakeFile) -> Section:
    first = nodes[0]
    model = common([node.model for node in nodes])
    kind = first.model.split("/", 1)[0]
    note = ""
    if vocabulary.titled_model(first.model) is None:
        note = tr("This version does not know the model “{model}”.", model=first.model)
        choice = ModelChoice((), None, lambda key: None)
    else:
        choice = declared.model_choice(
            kind,
            None if model is None else kept_models.offered_key(model),
            lambda key: intentions.set_model(editor, ids, key),
        )
    own = _declared_entries(editor, nodes, ids, _common_declared(nodes, own=True))
    rows = tuple(_taking(entry, first, take) for entry in own)
    if len(nodes) == 1:
        rows += series_rows.entries(editor, first)
    button = writing_button(model, lambda key: intentions.write_as_equations(editor, ids, key))
    return Section("model", kind_names(first.kind).section, rows, choice, note, button=button)


def _opening(node: Node, open_neurons: Open) -> FormButton:
    """The button that opens a population into its neurons."""
    return FormButton(
        tr("Values of each neuron…"),
        tr("A table of what each neuron has: type into it, or paste columns"),
        lambda: open_neurons(node.id),
    )


def _equations(editor: Editor, nodes: Sequence[Node]) -> tuple[EquationsEntry, ...]:
    """The text of one typed node."""
    node = nodes[0]
    if len(nodes) > 1:
        return ()
    merge = f"equations {node.id}"
    return equations_entry(
        node.id, node.model, node.title, lambda new: intentions.set_equations(editor, node.id, new, merge)
    )


def _common_declared(nodes: Sequence[Node], own: bool) -> dict[str, vocabulary.Declared]:
    """The quantities that all nodes declare under the same name; the model's ``own``, or what the drawing adds."""
    tables = []
    for node in vocabulary.unlike(nodes):
        names = vocabulary.declared_by(vocabulary.model_of(node.model))
        tables.append({n: d for n, d in vocabulary.declared(node).items() if (n in names) == own})
    return declared.shared(tables)


def _declared_entries(
    editor: Editor, nodes: Sequence[Node], ids: Sequence[str], quantities: dict[str, vocabulary.Declared]
) -> tuple[FormEntry, ...]:
    def write(name: str, value: Value | None, gesture: str | None) -> None:
        intentions.set_parameter(editor, ids, name, value, gesture)

    quantities = {n: q for n, q in quantities.items() if not declared.names_nothing(n, q, nodes)}
    given, defaults = [node.parameters for node in nodes], [vocabulary.node_defaults(node) for node in nodes]
    alike = [vocabulary.declared(node) for node in vocabulary.unlike(nodes)[1:]]
    made = declared.entries(
        editor.document, "parameters", quantities, given, write, defaults=defaults, alike=alike
    )  # fmt: skip
    slidable = common_slidable(nodes)
    names = zip(quantities, made, strict=True)
    return tuple(
        replace(entry, pin=_pin(editor, nodes, ids, name))
        if name in slidable and isinstance(entry, QuantityEntry) else entry
        for name, entry in names
    )  # fmt: skip


def _pin(editor: Editor, nodes: Sequence[Node], ids: Sequence[str], name: str) -> Pin:
    is_pinned = all(any(slider.name == name for slider in node.sliders) for node in nodes)
    button = intentions.unpin_slider if is_pinned else intentions.pin_slider
    return Pin(is_pinned, lambda: button(editor, ids, name))


def _taking(entry: FormEntry, node: Node, take: TakeFile) -> FormEntry:
    """The row of the file that a node is named by, with a file that is chosen read as one that is dropped."""
    model = vocabulary.model_of(node.model)
    first = next(iter(model.locations), "") if model is not None else ""
    if not first or entry.key != f"parameters:{first}" or not isinstance(entry, TextEntry):
        return entry
    return replace(entry, read_file=lambda path: take(node, path))


def _added_title(kind: str) -> str:
    titles = {"population": tr("Input"), "dataset": tr("Presentation"), "recorder": tr("Sampling")}
    return titles.get(kind, tr("Settings"))


def _start_entries(editor: Editor, nodes: Sequence[Node], ids: Sequence[str]) -> tuple[FormEntry, ...]:
    if nodes[0].kind != NodeKind.POPULATION:
        return ()
    model = vocabulary.model_of(nodes[0].model)
    if model is None or any(node.model != nodes[0].model for node in nodes):
        return ()
    made: list[FormEntry] = []
    for name, state in model.states().items():

        def write(value: Value | None, gesture: str | None, name: str = name) -> None:
            intentions.set_start(editor, ids, name, value, gesture)

        shown = common([vocabulary.value_of(node, name, "start") for node in nodes])
        made.append(
            QuantityEntry(
                f"start:{name}",
                row_words(state),
                write,
                symbol=state.symbol,
                changed=any(name in node.start for node in nodes),
                bounds=Bounds(state.unit),
                value=shown_value(editor.document, shown),
                carries=CarriedPlot(nodes[0].id, Shows.TRACE, name),
            )
        )
    return tuple(made)


def _has_size(node: Node) -> bool:
    if node.kind == NodeKind.POPULATION:
        return True
    return node.kind == NodeKind.STIMULUS and not signals.own_train_per_target(node)


def _size_title(node: Node) -> str:
    if node.kind == NodeKind.POPULATION:
        return tr("Population")
    return tr("Trains") if signals.fires(node) else tr("Channels")


def _size_entry(editor: Editor, nodes: Sequence[Node], ids: Sequence[str]) -> FormEntry | None:
    if not all(_has_size(node) for node in nodes):
        return None

    def write(value: Value | None, gesture: str | None) -> None:
        if isinstance(value, int | float):
            intentions.set_size(editor, ids, round(value), gesture)

    return QuantityEntry(
        "size",
        tr("Size"),
        write,
        symbol="N",
        resettable=False,
        bounds=SIZE,
        value=common([float(node.size) for node in nodes]),
        spread=False,
    )
