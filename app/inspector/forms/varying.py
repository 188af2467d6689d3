"""The rows of a form whose values an experiment can vary."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from app.commands import intentions
from app.commands.editor import Editor
from app.document.elements import Element, Node
from app.document.meaning.value_addresses import DELAY, MUTED, SIZE, WEIGHT, ValueAddress, addresses
from app.inspector.forms.form import Form

PARAMETERS = "parameters"
OWN = {SIZE: "size", WEIGHT: "weight", DELAY: "delay", MUTED: "muted"}
"""Keys of rows by names of values that no model declares."""


def varying(editor: Editor, element: Element, form: Form) -> Form:
    """The form of one element, with each of its values offered to an experiment where that can vary it."""
    ways = {
        _key(element, address): partial(intentions.vary, editor, address)
        for address in addresses(editor.document, element)
    }
    sections = tuple(
        replace(section, entries=tuple(replace(entry, vary=ways.get(entry.key)) for entry in section.entries))
        for section in form.sections
    )
    return replace(form, sections=sections)


def _key(element: Element, address: ValueAddress) -> str:
    if address.part:
        return f"{address.part}:{address.name}"
    if isinstance(element, Node) and address.name not in (SIZE, MUTED):
        return f"{PARAMETERS}:{address.name}"
    return OWN[address.name]
