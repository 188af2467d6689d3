"""The entry of equations that a person types, of any element or part of one."""

from __future__ import annotations

from collections.abc import Callable

from app.commands import intentions
from app.document import vocabulary
from app.i18n.translation import tr, tr_as
from app.inspector.forms.form import EquationsEntry, FormButton
from engine.model.registry.discovery import file_of, models, text_of
from engine.model.writers.writing import can_be_written, model_text


def equations_entry(
    key: str, model_key: str | None, words: str, write: Callable[[str], None]
) -> tuple[EquationsEntry, ...]:
    """The text of a typed model, right or wrong, and the texts of every model of its kind to begin with."""
    model = vocabulary.titled_model(model_key)
    if model_key is None or model is None or not model.text:
        return ()
    text = model.text if model_key == file_of(model_key) else text_of(model_key)
    written = [m for m in models(model.kind).values() if can_be_written(m)]
    starts = tuple((tr_as(m.category, m.kind), tr(m.title), lambda m=m: model_text(m, tr)) for m in written)
    return (EquationsEntry(key, model.kind, words, text, write, starts),)


def writing_button(model_key: str | None, write: Callable[[str], None]) -> FormButton | None:
    """The button that writes a built-in model as equations."""
    if model_key is None or not intentions.can_be_equations(model_key):
        return None
    hint = tr("Turn this model into equations that you can change")
    return FormButton(tr("Write as equations"), hint, lambda: write(model_key))
