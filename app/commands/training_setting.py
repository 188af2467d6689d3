"""Setting what training begins from: each change is one undo step, as any change of the drawing is."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.edits import SetTraining
from app.i18n.translation import tr


def set_training(editor: Editor, text: str, merge_key: str | None = None, **fields: Any) -> None:
    """Change fields of :class:`~app.document.training_settings.TrainingSettings`, as a step named ``text``."""
    editor.do(SetTraining(replace(editor.document.training, **fields)), text, merge_key)


def set_training_value(
    editor: Editor, method: str, name: str, value: float | str | None, words: str, merge_key: str | None = None
) -> None:
    """Change one setting of a method, ``words`` to a person; None returns to its default."""
    training = editor.document.training.with_value(method, name, value)
    editor.do(SetTraining(training), tr("Training: {name}", name=words), merge_key)
