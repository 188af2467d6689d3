"""First samples that a run would show of each dataset, read beside the window for nodes before any run."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from PySide6.QtCore import QObject, Signal

from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import Node
from app.inspector.forms.subject_rows import subject
from app.inspector.samples.looking import Look, Subject
from app.running.background import Background
from app.running.first_sample import first_of, first_sample
from app.running.record.activity import SampleActivity


class FirstSamples(QObject):
    """``found`` tells the id of a dataset of which another sample is known now, or none any more.

    Files beside the project may be large: they are not read for this, but shown once the properties have read them.
    """

    found = Signal(str)

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._background = Background("first sample", self)
        self._background.ended.connect(self._ended)
        self._background.failed.connect(lambda _error: self._ended(None))  # a problem of the drawing says why
        self._known: dict[str, tuple[Hashable, SampleActivity | None]] = {}  # files are read (decision 0220)
        self._wanted: dict[str, Subject] = {}
        self._now: Subject | None = None
        editor.loaded.connect(self._forget)

    def of(self, dataset_id: str) -> SampleActivity | None:
        """The sample, as far as it was read."""
        return self._known.get(dataset_id, (None, None))[1]

    def look(self, datasets: Iterable[Node]) -> None:
        """Read what is not known of these as they are now, one after another."""
        for node in datasets:
            wanted, _ = subject(self._editor.document, node)
            if wanted is not None and node.id in self._known and self._known[node.id][0] == wanted.data:
                self._wanted.pop(node.id, None)
            elif wanted is None or wanted.dataset.model.locations:
                self._take(node.id, None, None)
            else:
                self._wanted[node.id] = wanted
        self._go_on()

    def take(self, look: Look) -> None:
        """The properties have read data."""
        data = look.subject.dataset
        if data.id in self._editor.document.nodes and data.model.locations:
            self._take(data.id, look.subject.data, first_of(look.contents.presentation))

    def _take(self, id: str, data: Hashable, sample: SampleActivity | None) -> None:
        before = self.of(id)
        self._known[id] = data, sample
        if sample is not before:
            self.found.emit(id)

    def _go_on(self) -> None:
        if self._now is None and self._wanted:
            self._now = self._wanted.pop(next(iter(self._wanted)))
            seen = self._now
            self._background.start(lambda _tell: first_sample(seen.dataset, seen.resolution, seen.seed))

    def _ended(self, sample: SampleActivity | None) -> None:
        seen, self._now = self._now, None
        if seen is not None:
            self._take(seen.dataset.id, seen.data, sample)
        self._go_on()

    def _forget(self, _document: Document) -> None:
        self._background.forget()
        self._known.clear()
        self._wanted.clear()
        self._now = None
