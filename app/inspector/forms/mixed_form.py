"""The form of a selection that has no settings in common: what is selected, by kind, with a way to each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.commands.editor import Editor
from app.document import vocabulary
from app.document.elements import Link, Node
from app.document.place_words import factor_words, link_words
from app.document.third_factors import ThirdFactor
from app.document.words.kind_words import FACTOR, PROJECTION, THREAD, kind_names
from app.i18n.translation import tr
from app.inspector.forms.form import Form, Jump, Section
from app.inspector.forms.group_form import listing, node_jump
from app.widgets.text import capital

LISTED = 12  # of one kind; the canvas is the better list of more


def mixed_form(
    editor: Editor, nodes: Sequence[Node], links: Sequence[Link], factors: Sequence[ThirdFactor] = ()
) -> Form:
    """One section per kind; a click selects one element, or all of a kind."""
    groups: dict[str, list[Jump]] = {}
    for node in nodes:
        groups.setdefault(node.kind, []).append(node_jump(node, _selecting(editor, (node.id,))))
    for link in links:
        groups.setdefault(THREAD if link.synapses is None else PROJECTION, []).append(link_jump(editor, link))
    for factor in factors:
        words, going = capital(factor_words(editor.document, factor)), _selecting(editor, (factor.id,))
        groups.setdefault(FACTOR, []).append(Jump(words, "", (factor.id,), "plastic", going))
    sections = tuple(_section(editor, kind, jumps, alone=len(groups) == 1) for kind, jumps in groups.items())
    title = tr("{count} selected", count=len(nodes) + len(links) + len(factors))
    return Form(title, tr("choose some of them to set their values"), None, sections)


def _section(editor: Editor, kind: str, jumps: list[Jump], alone: bool) -> Section:
    ids = tuple(id for jump in jumps for id in jump.ids)
    words = tr("Select these {count}", count=len(jumps))
    all_of_them = Jump(words, "", ids, "", _selecting(editor, ids))
    first = (all_of_them,) if len(jumps) > 1 and not alone else ()
    return listing(kind, kind_names(kind).several, jumps, LISTED, first)


def link_jump(editor: Editor, link: Link, part: str = "synapse") -> Jump:
    """A line to a link, with the title of the model of one of its parts."""
    model = None if link.synapses is None else vocabulary.part_model(link, part)
    detail = "" if model is None else tr(model.title)
    return Jump(link_words(editor.document, link), detail, (link.id,), "synapse", _selecting(editor, (link.id,)))


def _selecting(editor: Editor, ids: tuple[str, ...]) -> Callable[[], None]:
    return lambda: editor.selection.set(ids)
