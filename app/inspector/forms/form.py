"""A form as data: sections of entries, each with what it shows and the intention that writes it.

Forms are made from declarations by ``node_form``, ``link_form`` and ``document_form``; the widgets that show
them know no model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, TypeVar

from app.document.document import Document
from app.document.elements import ArrayRef, Value
from app.i18n.translation import tr
from app.inspector.samples.looking import Subject
from app.widgets.fields.value_field import FieldValue
from app.widgets.plot_drag import CarriedPlot
from app.widgets.quantities import Bounds
from engine.network.values import Floats

T = TypeVar("T")
LIVE = "live"
AFTER_RESET = "lock"
NO_MARK = ""

Write: TypeAlias = Callable[[Value | None, str | None], None]
"""Takes the wanted value (None: back to the default) and the merge key of the gesture (None: its own step)."""


@dataclass(frozen=True)
class Pin:
    """The pin of a value: whether it stands beneath its nodes as a slider, and what puts it there or takes it away."""

    is_pinned: bool
    toggle: Callable[[], None] = field(compare=False)


@dataclass(frozen=True)
class FormEntry:
    """The base of every row; ``key`` is unique in its form and ``mark`` says when a change acts.

    A row that ``carries`` a plot can be dragged onto the canvas by its name; ``vary`` makes its value a factor of an
    experiment.
    """

    key: str
    name: str
    write: Write = field(compare=False)
    symbol: str = field(default="", kw_only=True)
    mark: str = field(default=AFTER_RESET, kw_only=True)
    changed: bool = field(default=False, kw_only=True)
    resettable: bool = field(default=True, kw_only=True)
    carries: CarriedPlot | None = field(default=None, kw_only=True)
    vary: Callable[[], None] | None = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True)
class QuantityEntry(FormEntry):
    """A number, a distribution where ``spread``, or an array; ``slider`` adds one beneath.

    ``by_distance`` offers forms in which a value of connections follows the distance, ``pin`` to stand as a slider
    beneath the nodes.
    """

    bounds: Bounds
    value: FieldValue = field(compare=False)
    spread: bool = True
    slider: bool = False
    by_distance: bool = False
    pin: Pin | None = None


@dataclass(frozen=True)
class ChoiceEntry(FormEntry):
    """One of a few words; options are pairs (key, words). ``hint`` stands where none is chosen yet."""

    options: tuple[tuple[str, str], ...]
    value: str | None
    hint: str = ""


@dataclass(frozen=True)
class TextEntry(FormEntry):
    """Words, or a list of numbers; ``hint`` stands where nothing is written. What reads a file raises ImportProblem.

    ``endings`` are those of the files that are offered, those of tables and arrays where there are none.
    """

    value: str
    hint: str = ""
    tall: bool = False
    endings: tuple[str, ...] = ()
    folder: bool = False
    read_file: Callable[[Path], None] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class FileEntry(FormEntry):
    """A button ``words`` that asks for a file of some ``kinds``; ``write`` takes its path."""

    words: str
    kinds: str


@dataclass(frozen=True)
class PlacesEntry(FormEntry):
    """A picture of where neurons are: ``points`` (places, 2) in mm."""

    points: Floats = field(compare=False)


@dataclass(frozen=True)
class ModelChoice:
    """The choice at the right of a section's head."""

    options: tuple[tuple[str, str], ...]
    value: str | None
    write: Callable[[str], None] = field(compare=False)


@dataclass(frozen=True)
class EquationsEntry:
    """Equations of a ``kind`` of models that are typed for the element or part ``key``, which is called ``words``.

    ``starts`` are triples (group, words, text to begin with).
    """

    key: str
    kind: str
    words: str
    text: str
    write: Callable[[str], None] = field(compare=False)
    starts: tuple[tuple[str, str, Callable[[], str]], ...] = field(compare=False)


@dataclass(frozen=True)
class FormButton:
    """A button beneath a section's rows; ``primary`` is what the section is for."""

    words: str
    hint: str
    do: Callable[[], None] = field(compare=False)
    primary: bool = False


@dataclass(frozen=True)
class Jump:
    """A line that leads to the elements ``ids``; ``detail`` stands quietly after the words."""

    words: str
    detail: str
    ids: tuple[str, ...]
    icon: str
    go: Callable[[], None] = field(compare=False)


@dataclass(frozen=True)
class Section:
    """Some rows under one name; ``note`` is a quiet sentence beneath them, ``count`` a number after the name."""

    key: str
    title: str
    entries: tuple[FormEntry, ...] = ()
    choice: ModelChoice | None = None
    note: str = ""
    jumps: tuple[Jump, ...] = ()
    count: int | None = None
    button: FormButton | None = None

    def shape(self) -> tuple[object, ...]:
        """Equal for sections that the same widgets can show with other values."""
        has_choice = self.choice is not None and bool(self.choice.options)
        entries = tuple(_shape(entry) for entry in self.entries)
        return self.key, self.title, has_choice, bool(self.note), self.jumps, self.count, self.button, entries


@dataclass(frozen=True)
class Picture:
    """The picture in the head: shapes of node kinds in their identities, joined where there are two."""

    kinds: tuple[str, ...]
    identities: tuple[int, ...]


@dataclass(frozen=True)
class Form:
    """Everything that the panel shows; ``rename`` is None where the title is not a name."""

    title: str
    subtitle: str
    picture: Picture | None
    sections: tuple[Section, ...]
    rename: Callable[[str], None] | None = None
    equations: tuple[EquationsEntry, ...] = ()
    samples: Subject | None = None
    no_samples: str = ""  # why an encoder has none to be seen

    def shape(self) -> tuple[object, ...]:
        """Equal for forms that the same widgets can show with other values."""
        return tuple(section.shape() for section in self.sections)


def _shape(entry: FormEntry) -> tuple[object, ...]:
    own = (entry.bounds, entry.by_distance) if isinstance(entry, QuantityEntry) else None
    return (type(entry).__name__, entry.key, entry.name, entry.symbol, own)


def unchosen(options: tuple[tuple[str, str], ...]) -> str:
    """The words in a choice among drawn elements while none is chosen."""
    return tr("Choose…") if options else tr("none drawn yet")


def common(values: Sequence[T]) -> T | None:
    """The value that all share, or None."""
    first = values[0]
    return first if all(value == first for value in values) else None


def shown_value(document: Document, value: Value | None) -> FieldValue:
    """The value that a field shows for a value of the document; an array by its numbers."""
    if isinstance(value, ArrayRef):
        return document.array(value)
    return None if isinstance(value, str) else value
