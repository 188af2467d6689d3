"""The reason why a file cannot be read, in one sentence."""

from __future__ import annotations

from engine.model.legible import legible
from engine.problems import Phrase, filled


class ImportProblem(ValueError):
    """The file cannot be read: ``text`` is one sentence, a key of the catalogues, with ``{names}`` of ``values``.

    Words of a stranger's file among the values are shortened, and what has no sign of its own is replaced.
    """

    def __init__(self, text: str, **values: object) -> None:
        shown = {name: value if isinstance(value, Phrase) else legible(value) for name, value in values.items()}
        super().__init__(filled(text, shown) if values else text)
        self.text, self.values = text, shown
