"""Rows from what a model declares: parameters, choices, files and series become entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from app.document import signals, vocabulary
from app.document.document import Document
from app.document.elements import Node, Value
from app.document.networks.kept_models import offered
from app.i18n.translation import tr
from app.inspector.forms.form import (
    AFTER_RESET,
    LIVE,
    ChoiceEntry,
    FormEntry,
    ModelChoice,
    QuantityEntry,
    TextEntry,
    Write,
    common,
    shown_value,
    unchosen,
)
from app.widgets.quantities import Bounds
from app.widgets.text import capital, row_words
from engine.model.declaration import Choice, Location, NameList, Parameter, SpikeSource

WriteNamed = Callable[[str, Value | None, str | None], None]
"""Takes the name of a parameter, its wanted value and the merge key."""


def entries(
    document: Document,
    table: str,
    declared: Mapping[str, vocabulary.Declared],
    values: Sequence[Mapping[str, Value]],
    write: WriteNamed,
    weight_unit: str = "",
    defaults: Sequence[Mapping[str, Value]] = (),
    alike: Sequence[Mapping[str, vocabulary.Declared]] = (),
) -> tuple[FormEntry, ...]:
    """One entry per declared name; ``values`` holds what each selected element was given.

    ``defaults`` holds what each takes where nothing was given, if that is not what the declaration says, and ``alike``
    what other models among the selected declare by these names.
    """
    made: list[FormEntry] = []
    for name, quantity in declared.items():
        usual = [own[name] for own in defaults] or [quantity.default] * len(values)
        others = [other for table in alike if isinstance(other := table[name], Parameter)]
        given = [own.get(name, default) for own, default in zip(values, usual, strict=True)]
        shown = common(given)
        words = shown if isinstance(shown, str) else None
        changed = given != usual
        key = f"{table}:{name}"
        writer = _writer(write, name)
        if isinstance(quantity, Choice):
            options = tuple((option, tr(option)) for option in quantity.options)
            meaning = capital(tr(quantity.meaning))
            made.append(ChoiceEntry(key, meaning, writer, changed=changed, options=options, value=words))
        elif isinstance(quantity, Location | NameList):
            made.append(_text(key, quantity, words or "", changed, writer))
        else:
            made.append(
                QuantityEntry(
                    key,
                    row_words(quantity),
                    writer,
                    symbol=quantity.symbol,
                    mark=LIVE if all(each.live for each in (quantity, *others)) else AFTER_RESET,
                    changed=changed,
                    bounds=reduce(Bounds.within, map(Bounds.of, others), _bounds(quantity, weight_unit)),
                    value=shown_value(document, shown),
                    spread=all(each.per_element for each in (quantity, *others)),
                )
            )
    return tuple(made)


def names_nothing(name: str, quantity: vocabulary.Declared, nodes: Sequence[Node]) -> bool:
    """Tell whether it is for names of a series that nobody gave."""
    of = quantity.of if isinstance(quantity, NameList) else ""
    return bool(of) and not any({of, name} & node.parameters.keys() for node in nodes)


def shared(tables: Sequence[Mapping[str, vocabulary.Declared]]) -> dict[str, vocabulary.Declared]:
    """The quantities that all tables declare under one name and in one unit, as the first does."""
    first, *others = tables
    return {n: q for n, q in first.items() if all(n in other and _means_the_same(q, other[n]) for other in others)}


def _means_the_same(quantity: vocabulary.Declared, other: vocabulary.Declared) -> bool:
    """Tell whether one value can be given to both: the a of one model is a conductance, that of another a rate."""
    if isinstance(quantity, Parameter) and isinstance(other, Parameter):
        return quantity.unit == other.unit
    if isinstance(quantity, Choice) and isinstance(other, Choice):
        return quantity.options == other.options
    return type(quantity) is type(other)


def _writer(write: WriteNamed, name: str) -> Write:
    return lambda value, gesture: write(name, value, gesture)


def _bounds(quantity: Parameter, weight_unit: str) -> Bounds:
    bounds = Bounds.of(quantity)
    return bounds if quantity.unit else replace(bounds, unit=weight_unit or "1")


def _text(key: str, declared: Location | NameList, value: str, changed: bool, write: Write) -> TextEntry:
    """A row for names between commas, or for the path of a file or folder, which may be typed, chosen or dropped."""
    entry = TextEntry(
        key,
        capital(tr(declared.meaning)),
        lambda words, gesture: write(str(words).strip() or None if words is not None else None, gesture),
        changed=changed,
        value=value,
        hint=tr("Names with commas between them"),
        tall=True,
    )
    if isinstance(declared, NameList):
        return entry
    return replace(
        entry,
        hint=tr("A folder: choose or drop it") if declared.folder else tr("A file: choose or drop it"),
        read_file=lambda path: write(str(path), None),
        endings=declared.endings,
        folder=declared.folder,
    )


def hearing(
    document: Document,
    table: str,
    sources: Mapping[str, SpikeSource],
    values: Sequence[Mapping[str, Value]],
    write: WriteNamed,
) -> tuple[FormEntry, ...]:
    """One choice of a drawn element, by title, for each source of spikes that a rule hears."""
    options = tuple((node.id, node.title) for node in document.nodes.values() if signals.hearable(node))
    rows: list[FormEntry] = []
    for name, source in sources.items():
        chosen = [given.get(name) for given in values]
        rows.append(
            ChoiceEntry(
                f"{table}:{name}",
                capital(tr(source.meaning)),
                _writer(write, name),
                changed=any(chosen),
                options=options,
                value=str(common(chosen) or "") or None,
                hint="" if any(chosen) else unchosen(options),
            )
        )
    return tuple(rows)


def model_choice(kind: str, value: str | None, write: Callable[[str], None], none: str = "") -> ModelChoice:
    """The choice among the models of one kind; ``none`` offers to have none, under these words."""
    options = [(model.key, tr(model.title)) for model in offered(kind)]
    if none:
        options.insert(0, ("", none))
    return ModelChoice(tuple(options), value, write)
