"""The form of a group: what stands in it, with a way to each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.commands import intentions
from app.commands.editor import Editor
from app.document import vocabulary
from app.document.elements import Element, Node, NodeKind, Value
from app.document.grouping import members, node_count, nodes_within
from app.i18n.translation import tr
from app.inspector.forms import plot_rows
from app.inspector.forms.form import ChoiceEntry, Form, Jump, Picture, Section, TextEntry

LISTED = 40  # the canvas is the better list of more


def group_form(editor: Editor, groups: Sequence[Node]) -> Form:
    """Its comment and its nodes; several groups have nothing to set in common."""
    if len(groups) > 1:
        return Form(tr("{count} groups", count=len(groups)), tr("shown on the canvas"), Picture(("group",), (-1,)), ())
    group = groups[0]
    inside = members(editor.document, group.id)
    count = node_count(editor.document.nodes[i] for i in nodes_within(editor.document, (group.id,)))
    words = tr("group · {count} {count:node|nodes}", count=count)
    held = listing("contents", tr("Holds"), [node_jump(node, lambda: None) for node in inside], LISTED)
    return Form(
        group.title,
        words,
        Picture(("group",), (-1,)),
        (*plot_rows.sections(editor, groups, [group.id]), comment_section(editor, group), held),
        rename=lambda title: intentions.rename(editor, group.id, title),
    )


def comment_section(editor: Editor, element: Element) -> Section:
    """Rows that say whether a node or a link is in the network, and a person's own words on it."""
    words = words_section(editor, element, "comment", tr("Comment"))
    return replace(words, entries=(_muted_entry(editor, element), *words.entries))


def _muted_entry(editor: Editor, element: Element) -> ChoiceEntry:
    def write(value: Value | None, _gesture: str | None) -> None:
        intentions.set_muted(editor, (element.id,), value == vocabulary.YES)

    value = vocabulary.YES if element.muted else vocabulary.NO
    options = ((vocabulary.NO, tr("in the network")), (vocabulary.YES, tr("muted: left out")))
    return ChoiceEntry("muted", tr("Takes part"), write, changed=element.muted, options=options, value=value)


def words_section(editor: Editor, element: Element, key: str, title: str) -> Section:
    """The words of a note, or about another element, to be written in several lines."""

    def write(value: object, gesture: str | None) -> None:
        intentions.set_text(editor, element.id, str(value or ""), gesture)

    entry = TextEntry(
        "text",
        title,
        write,
        mark="",
        resettable=False,
        value=element.text,
        hint=tr("Write something"),
        tall=True,
    )
    return Section(key, "", (entry,))


def listing(key: str, title: str, jumps: Sequence[Jump], most: int, first: tuple[Jump, ...] = ()) -> Section:
    """The section that leads to elements: the ``first`` lines, ``most`` of the others, and how many there are."""
    hidden = len(jumps) - most
    note = tr("and {count} more", count=hidden) if hidden > 0 else ""
    return Section(key, title, note=note, jumps=(*first, *jumps[:most]), count=len(jumps))


def node_jump(node: Node, go: Callable[[], None]) -> Jump:
    """The line that leads to a node."""
    model = vocabulary.model_of(node.model)
    words = node.title or tr("Untitled")
    if node.kind == NodeKind.NOTE:
        words = next(iter(node.text.strip().splitlines()), "") or tr("An empty note")
    icon = "neuron" if node.kind == NodeKind.POPULATION else node.kind
    return Jump(words, "" if model is None else tr(model.title), (node.id,), icon, go)
