"""Rows for what nodes show of a run on the canvas."""

from __future__ import annotations

from collections.abc import Sequence

from app.commands import intentions
from app.commands.editor import Editor
from app.document.elements import Node, NodeKind, Value
from app.document.mini_plot import Shows
from app.document.words.plot_words import common_choices
from app.i18n.translation import tr
from app.inspector.forms.form import NO_MARK, ChoiceEntry, FormEntry, QuantityEntry, Section
from app.widgets.plot_drag import CarriedPlot
from app.widgets.quantities import Bounds

INSIDE, BESIDE = "inside", "beside"
BETWEEN = " "  # a key: what is shown, and of what


def sections(editor: Editor, nodes: Sequence[Node], ids: Sequence[str]) -> list[Section]:
    """Rows for what is shown, of which neuron, and where; none for what shows nothing of a run."""
    choices, shown = common_choices(editor.document, nodes)
    if not choices:
        return []
    now = next(iter(shown)) if len(shown) == 1 else None
    rows: list[FormEntry] = [_what(editor, nodes, ids, [(_key(s, of), words) for s, of, words in choices], now)]
    if now is not None and now[0] is Shows.TRACE and all(node.kind == NodeKind.POPULATION for node in nodes):
        rows += _which(editor, nodes, ids)
    if now is not None and now[0] not in (Shows.AUTOMATIC, Shows.NOTHING):
        rows.append(_where(editor, nodes, ids))
    return [Section("plot", tr("On the canvas"), tuple(rows))]


def _key(shows: Shows, of: str) -> str:
    return f"{shows}{BETWEEN}{of}"


def _what(
    editor: Editor,
    nodes: Sequence[Node],
    ids: Sequence[str],
    options: list[tuple[str, str]],
    now: tuple[Shows, str] | None,
) -> FormEntry:
    def write(value: Value | None, _gesture: str | None) -> None:
        shows, _, of = str(value or _key(Shows.AUTOMATIC, "")).partition(BETWEEN)
        intentions.show_plot(editor, ids, Shows(shows), of)

    carries = CarriedPlot(nodes[0].id, *now) if now is not None and now[0] is not Shows.NOTHING else None
    return ChoiceEntry(
        "plot:shows",
        tr("Shows"),
        write,
        mark=NO_MARK,
        changed=any(node.plot.shows is not Shows.AUTOMATIC for node in nodes),
        carries=carries,
        options=tuple(options),
        value=_key(*now) if now is not None else None,
        hint=tr("several values"),
    )


def _which(editor: Editor, nodes: Sequence[Node], ids: Sequence[str]) -> list[FormEntry]:
    last = min(node.size for node in nodes) - 1
    if last < 1:
        return []

    def write(value: Value | None, gesture: str | None) -> None:
        if value is None or isinstance(value, int | float):
            intentions.show_neuron(editor, ids, round(value or 0), gesture)

    numbers = {node.plot.neuron for node in nodes}
    return [
        QuantityEntry(
            "plot:neuron",
            tr("Neuron"),
            write,
            mark=NO_MARK,
            changed=numbers != {0},
            bounds=Bounds(at_least=0, at_most=last, integer=True),
            value=float(min(*numbers, last)) if len(numbers) == 1 else None,
            spread=False,
        )
    ]


def _where(editor: Editor, nodes: Sequence[Node], ids: Sequence[str]) -> FormEntry:
    def write(value: Value | None, _gesture: str | None) -> None:
        button = intentions.stand_plots_beside if value == BESIDE else intentions.stand_plots_inside
        button(editor, ids)

    places = {BESIDE if node.plot.beside is not None else INSIDE for node in nodes}
    return ChoiceEntry(
        "plot:where",
        tr("Where"),
        write,
        mark=NO_MARK,
        changed=places != {INSIDE},
        options=((INSIDE, tr("Inside the node")), (BESIDE, tr("Beside the node"))),
        value=next(iter(places)) if len(places) == 1 else None,
        hint=tr("several values"),
    )
