"""The form that is shown while nothing is selected: what belongs to the document as a whole."""

from __future__ import annotations

from app.commands import intentions
from app.commands.editor import Editor
from app.document.elements import Settings, Value
from app.document.grouping import node_count
from app.i18n.translation import tr
from app.inspector.forms.form import (
    AFTER_RESET,
    LIVE,
    NO_MARK,
    Form,
    QuantityEntry,
    Section,
    TextEntry,
    Write,
)
from app.widgets.quantities import Bounds
from engine.network.seeds import SEEDS

DEFAULTS = Settings()
RESOLUTION = Bounds("ms", above=0.0, at_most=10.0)
SEED = Bounds(at_least=0, at_most=SEEDS - 1, integer=True)
SPEED = Bounds(at_least=0.0, at_most=1000.0)


def document_form(editor: Editor) -> Form:
    """Resolution, seed, view speed and title."""
    settings = editor.document.settings
    nodes, links = node_count(editor.document.nodes.values()), len(editor.document.links)
    counts = " · ".join(
        (
            tr("{count} {count:node|nodes}", count=nodes),
            tr("{count} {count:link|links}", count=links),
        )
    )
    rows = tuple(
        QuantityEntry(
            f"settings:{name}",
            words,
            _write(editor, name),
            symbol=symbol,
            mark=mark,
            changed=getattr(settings, name) != getattr(DEFAULTS, name),
            bounds=bounds,
            value=getattr(settings, name),
            spread=False,
        )
        for name, symbol, words, mark, bounds in (
            ("resolution", "h", tr("Time step"), AFTER_RESET, RESOLUTION),
            ("seed", "", tr("Seed"), AFTER_RESET, SEED),
            ("speed", "", tr("View speed"), LIVE, SPEED),
        )
    )
    unnamed = editor.path.stem if editor.path is not None else tr("Untitled")
    title = TextEntry(
        "title",
        tr("Title"),
        _write(editor, "title"),
        mark=NO_MARK,
        resettable=False,
        value=settings.title,
        hint=unnamed,
    )
    return Form(
        settings.title or unnamed,
        counts,
        None,
        (
            Section("document", tr("Document"), (title,)),
            Section(
                "simulation",
                tr("Simulation"),
                rows,
                note=tr("View speed is a multiple of real time; 0 runs as fast as possible."),
            ),
        ),
    )


def _write(editor: Editor, name: str) -> Write:
    def write(value: Value | None, gesture: str | None) -> None:
        wanted = getattr(DEFAULTS, name) if value is None else value
        if name == "seed" and isinstance(wanted, float):
            wanted = round(wanted)
        intentions.set_settings(editor, gesture, **{name: wanted})

    return write
