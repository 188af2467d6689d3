"""The declaration of a lesson."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.document.document import Document

Task: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class TaughtLesson:
    """The place of a lesson among the others, its ``words`` in English, its tasks, and the network that it speaks of.

    Words are ``# title``, a summary, and for each step ``## key | title``, paragraphs, and the task behind ``>``.
    Tasks, by the keys of their steps, have the ``kind`` of a check, a file of ``app/lessons/checks``, and its fields;
    of several in a list all are to be done.
    """

    chapter: str
    order: int
    minutes: int
    words: str
    tasks: Mapping[str, Task]
    draw: Callable[[], Document]
