"""Setting what training begins from: each change is one undo step, as any change of the drawing is."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from app.commands.editor import Editor
from app.document.edits import SetTraining
from app.document.training_settings import TrainingSettings
from app.i18n.translation import tr


def set_training(editor: Editor, text: str, merge_key: str | None = None, **fields: Any) -> None:
    """Change fields of :class:`TrainingSettings`, as a step named ``text``."""
    _put(editor, replace(editor.document.training, **fields), text, merge_key)


def set_training_value(
    editor: Editor, method: str, name: str, value: float | str | None, words: str, merge_key: str | None = None
) -> None:
    """Change one setting of a method, ``words`` to a person; None returns to its default."""
    training = editor.document.training.with_value(method, name, value)
    _put(editor, training, tr("Training: {name}", name=words), merge_key)


def _put(editor: Editor, training: TrainingSettings, text: str, merge_key: str | None) -> None:
    if training != editor.document.training:
        editor.do(SetTraining(training), text, merge_key)
