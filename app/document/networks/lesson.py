"""The declaration of a lesson."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.document.document import Document


@dataclass(frozen=True)
class TaughtLesson:
    """The place of a lesson among the others, its ``words`` in English, its tasks, and the network that it speaks of.

    Words are ``# title``, a summary, and for each step ``## key | title``, paragraphs, and the task behind ``>``.
    Tasks, by the keys of their steps, have the ``kind`` of a check, a file of ``app/lessons/checks``, and its fields.
    """

    chapter: str
    order: int
    minutes: int
    words: str
    tasks: Mapping[str, Mapping[str, Any]]
    draw: Callable[[], Document]
