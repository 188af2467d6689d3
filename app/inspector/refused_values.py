"""Values that were typed and refused in forms that were left since: they wait there to be mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.commands.editor import Editor
from app.document.elements import Link
from app.document.place_words import link_words
from app.i18n.translation import listed, tr
from app.inspector.message import Message
from app.inspector.row import FormRow

Subject = tuple[str, ...]
"""The elements that a form is about; none for that of the document."""


@dataclass(frozen=True)
class RefusedValue:
    """A text that is no value of a row or a cell, and why."""

    text: str
    sentence: str


class RefusedValues:
    """By the subject of their form and the key of their row."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._texts: dict[Subject, dict[str, RefusedValue]] = {}

    def clear(self) -> None:
        """Another document: nothing waits."""
        self._texts.clear()

    def lay_aside(self, subject: Subject, rows: Mapping[str, FormRow]) -> None:
        """Keep what is refused in the rows of a form that goes."""
        found = {key: row for key, row in rows.items() if row.refused}
        if found:
            self._texts[subject] = {key: RefusedValue(row.refused, _words(row)) for key, row in found.items()}
        for row in found.values():
            row.give_up()

    def bring_back(self, subject: Subject, rows: Mapping[str, FormRow]) -> None:
        """Have it typed again in a form that is shown again."""
        for key, refused in self._texts.pop(subject, {}).items():
            if key in rows:
                rows[key].type_anew(refused.text)

    def message(
        self, subject: Subject, show: Callable[[str], object], given_up: Callable[[], object]
    ) -> Message | None:
        """That another form was left with such a value, as long as its elements are there.

        ``show`` is asked for the row of a key once the form is there, ``given_up`` told that the value stays as it was.
        """
        element = self._editor.document.element
        self._texts = {ids: texts for ids, texts in self._texts.items() if all(element(id) for id in ids)}
        ids = next((ids for ids in reversed(self._texts) if ids != subject), None)
        if ids is None:
            return None
        key, refused = next(iter(self._texts[ids].items()))

        def go() -> None:
            self._editor.selection.set(ids)
            show(key)

        def give_up() -> None:
            self._texts.pop(ids, None)
            given_up()

        where = listed(map(self._title, ids))
        sentence = tr("{title}: {what}", title=where, what=refused.sentence) if where else refused.sentence
        buttons = ((tr("Show it"), go), (tr("Leave it as it was"), give_up))
        return Message("error", tr("A value was refused"), sentence, buttons)

    def _title(self, id: str) -> str:
        document = self._editor.document
        found = document.element(id)
        return link_words(document, found) if isinstance(found, Link) else found.title if found is not None else ""


def _words(row: FormRow) -> str:
    return tr("{title}: {what}", title=row.entry.name, what=row.objection.words)
