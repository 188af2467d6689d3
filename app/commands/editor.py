"""The document that a window edits, with its selection, its undo stack and its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from psygnal import Signal

from app.commands.undo_stack import UndoStack, UndoStep
from app.document.document import Change, Document
from app.document.edits import Compound, Edit, ReplaceElement
from app.document.elements import Element, NodeKind
from app.document.file import file_format
from app.document.grouping import TOP, representative_of
from app.document.kept_reductions import KeptReduction
from app.document.kept_runs import KeptRun
from app.document.third_factors import is_drawn
from app.i18n.translation import tr


class Editor:
    """One per window, for its whole life; ``load`` gives it another document.

    ``changed`` tells of every change of whichever document is loaded, undo and redo included. ``level`` is the group
    that is entered, where what is added comes to stand; ``entered`` tells another one.
    """

    changed = Signal(Change)
    loaded = Signal(Document)
    saved = Signal(Path)
    runs_kept = Signal()
    entered = Signal(str)
    experiment_wanted = Signal()

    def __init__(self) -> None:
        self.document = Document()
        self.selection = Selection(lambda id: is_drawn(self.document, id))
        self.level = TOP
        self.experiment = 0
        self.is_telling = False  # a change: what is chosen otherwise now is so because of it
        self._chosen_groups: set[str] = set()
        self.selection.changed.connect(self._chosen)
        self.undo_stack = UndoStack()
        self.path: Path | None = None
        self._gestures = count()
        self._unsaved = False  # beside what can be undone
        self._saved_runs: tuple[KeptRun, ...] = ()
        self._listen(self.document)

    @property
    def is_modified(self) -> bool:
        """True if there is something that the file does not hold."""
        return self._unsaved or not self.undo_stack.is_clean

    @property
    def is_tried(self) -> bool:
        """True if nobody would miss it: an example, or what else has no file, of which a hand dragged one value."""
        return self.path is None and not self._unsaved and self.undo_stack.is_one_drag_of_value

    @property
    def unfinished(self) -> KeptRun | None:
        """The newest training that could go on, and that the file does not hold."""
        runs = reversed(self.document.runs)
        return next((run for run in runs if run.checkpoint is not None and run not in self._saved_runs), None)

    def do(self, edit: Edit, text: str, merge_key: str | None = None) -> None:
        """Make an edit as one undo step named ``text``; steps in a row with one ``merge_key`` are one."""
        inverse = None
        try:
            with self.document.batch():
                inverse = edit.apply(self.document)
        finally:  # a listener that fails must not leave a change that cannot be undone
            if inverse is not None:
                self.undo_stack.push(UndoStep(self.document, edit, inverse, text, merge_key))

    def do_all(self, edits: Sequence[Edit], text: str, merge_key: str | None = None) -> None:
        """Make several edits as one such step; none where there are none."""
        if edits:
            self.do(edits[0] if len(edits) == 1 else Compound(tuple(edits)), text, merge_key)

    def put(self, elements: Iterable[Element], text: str, merge_key: str | None = None) -> None:
        """Put elements in the place of those of the same ids as one such step; none where nothing differs."""
        others = [element for element in elements if element != self.document.element(element.id)]
        self.do_all([ReplaceElement(element) for element in others], text, merge_key)

    @contextmanager
    def one_step(self, text: str) -> Iterator[None]:
        """Make all that is done within one step of undo named ``text``; where it fails, nothing of it stays."""
        self.undo_stack.begin(text)
        try:
            yield
        except BaseException:
            self.undo_stack.give_up()
            raise
        self.undo_stack.end()

    def go_to_step(self, index: int) -> None:
        """Undo or redo until so many steps are made; it is told as one change."""
        with self.document.batch():
            self.undo_stack.go_to(index)

    def fresh_merge_key(self, gesture: str) -> str:
        """A key that belongs to one drag: two drags of one slider stay two steps."""
        return f"{gesture} {next(self._gestures)}"

    def load(self, document: Document, path: Path | None = None, unsaved: bool = False) -> None:
        """Edit another document from now on; ``unsaved`` for one that was recovered after a crash."""
        self.document.changed.disconnect(self._on_change)
        self.selection.clear()
        self.document, self.level, self.experiment = document, TOP, 0
        self.path = path.absolute() if path is not None else None  # typed in a terminal, it is a short one
        self._unsaved = unsaved
        self._saved_runs = () if unsaved else document.runs
        self.undo_stack.clear()
        self._listen(document)
        self.loaded.emit(document)

    def open(self, path: Path) -> None:
        """Load a project file; raises FileProblem, and keeps the present document, when it cannot be read."""
        self.load(file_format.open_document(path), path)

    def save(self, path: Path | None = None, write: Callable[[Document, Path], None] = file_format.save) -> None:
        """Write the document to ``path``, or to where it came from; raises what ``write`` raises, FileProblem.

        What changes while it writes is still to be saved.
        """
        target = path.absolute() if path is not None else self.path
        if target is None:
            raise file_format.FileProblem(tr("This network has no file yet; choose where to save it."))
        runs, place = self.document.runs, self.undo_stack.index()
        before, self._unsaved = self._unsaved, False
        try:
            write(self.document, target)
        except BaseException:
            self._unsaved |= before
            raise
        self.path, self._saved_runs = target, runs
        if self.undo_stack.index() == place:
            self.undo_stack.set_clean()
        self.saved.emit(target)

    def enter(self, level: str) -> None:
        """Look into a group (``TOP`` for none); nothing is selected there yet."""
        if level != self.level and (level == TOP or level in self.document.nodes):
            self.selection.clear()
            self.level = level
            self.entered.emit(level)

    def leave(self) -> None:
        """Look at the level above, the group that was left selected."""
        if self.level != TOP:
            left = self.level
            self.enter(self.document.nodes[left].group)
            self.selection.set((left,))

    def keep_runs(self, runs: tuple[KeptRun, ...]) -> None:
        """Keep these training runs with the document: no step of undo, but something to save."""
        self.document.runs = runs
        self._unsaved = True
        self.runs_kept.emit()

    def keep_reduction(self, reduction: KeptReduction) -> None:
        """The same for what reducing weights left."""
        self.document.reduction = reduction
        self._unsaved = True
        self.runs_kept.emit()

    def _listen(self, document: Document) -> None:
        told: Callable[[Change], None] = self._on_change
        document.changed.connect(told)

    def _on_change(self, change: Change) -> None:
        self.is_telling = True
        try:
            if change.experiments:
                self.experiment = min(self.experiment, max(len(self.document.experiments) - 1, 0))
            left = self._set_free(change) or self.selection.ids
            self.selection.set(self._standing_for(id, change) for id in left)  # what is not there is not chosen
            if self.level in change.removed:
                self.enter(TOP)
            self.changed.emit(change)
        finally:
            self.is_telling = False

    def _set_free(self, change: Change) -> list[str]:
        """Nodes that stand on this level now that a chosen group around them is gone, as where grouping is undone."""
        if self._chosen_groups.isdisjoint(change.removed):
            return []
        nodes = self.document.nodes
        return [id for id in change.put if id in nodes and nodes[id].group == self.level]

    def _chosen(self, ids: tuple[str, ...]) -> None:
        nodes = self.document.nodes
        self._chosen_groups = {id for id in ids if id in nodes and nodes[id].kind == NodeKind.GROUP}

    def _standing_for(self, id: str, change: Change) -> str:
        """The id to choose in the place of a node: its own, or that of the group that has just been put around it."""
        around = representative_of(self.document, id, self.level) if id in change.put else None
        return around if around is not None and around in change.put else id


class Selection:
    """Ids of the chosen elements and wires of third factors.

    Every view shows the same selection, and what is not there is not chosen.
    """

    changed = Signal(tuple)

    def __init__(self, is_there: Callable[[str], bool]) -> None:
        self._is_there = is_there
        self.ids: tuple[str, ...] = ()
        self._known: frozenset[str] = frozenset()

    def __contains__(self, element_id: str) -> bool:
        return element_id in self._known

    def set(self, ids: Iterable[str]) -> None:
        """Choose exactly these, as far as they are there; told only when something changes."""
        chosen = tuple(id for id in dict.fromkeys(ids) if self._is_there(id))
        if chosen != self.ids:
            self.ids, self._known = chosen, frozenset(chosen)
            self.changed.emit(chosen)

    def add(self, ids: Iterable[str]) -> None:
        self.set((*self.ids, *ids))

    def toggle(self, element_id: str) -> None:
        if element_id in self.ids:
            self.drop((element_id,))
        else:
            self.add((element_id,))

    def drop(self, ids: Iterable[str]) -> None:
        gone = set(ids)
        self.set(i for i in self.ids if i not in gone)

    def clear(self) -> None:
        self.set(())
