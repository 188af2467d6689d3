"""Choices of a person and what the window remembers: one small JSON file, replaced as a whole."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from psygnal import Signal

from app import platform
from app.i18n.translation import LANGUAGES
from engine.backends import FASTEST
from engine.simulation.arrays.layout import AUTOMATIC, processors

T = TypeVar("T")
FILE = "preferences.json"
RECENT_KEPT = 12
SYSTEM = "system"  # the language of the person's desktop, where the window speaks it
THEMES = ("system", "dark", "light")
DENSITIES = ("compact", "normal", "large", "projector")
PRECISIONS = ("float64", "float32")
AUTOSAVE_SECONDS = 20.0
COLLECTED = ("recent", "lessons", "arrangements")  # of which one window has some entries and another has others
LONGEST_AUTOSAVE = 86_400.0  # s; a timer of Qt counts no longer than 24 days


class ViewContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Content of a live view, in the names that people gave, so that it means something in other projects too.

    ``left_out`` are populations, encoders, stimuli; ``subject`` is the one projection, encoder or decoder; ``traces``
    are (name, number of the neuron, quantity); ``options`` are the names of those that are chosen; ``range`` is what a
    hand has chosen to see of an axis that is the view's own, in its unit.
    """

    left_out: tuple[str, ...] = ()
    subject: str = ""
    traces: tuple[tuple[str, int, str], ...] = ()
    options: tuple[str, ...] = ()
    range: tuple[float, float] | None = None


class Arrangement(msgspec.Struct, frozen=True, omit_defaults=True):
    """The live views that were open, what each showed, and the places of all panels, as hexadecimal text of Qt's.

    ``span`` is how many ms a hand has chosen to see, 0 where none has.
    """

    views: tuple[str, ...] = ()
    layout: str = ""
    contents: tuple[ViewContent, ...] = ()
    span: float = 0.0


class Recent(msgspec.Struct, frozen=True, omit_defaults=True):
    """A project file, when it was last opened or saved, in seconds since 1970, and its views as they were left."""

    path: str
    when: Annotated[float, msgspec.Meta(ge=0.0, le=platform.LATEST)]
    desk: Arrangement | None = None


class Choices(msgspec.Struct, frozen=True):
    """The values; a field that an older file lacks has its default here.

    ``geometry`` is what Qt saved of the window, as hexadecimal text; ``desk`` are the live views that were left last,
    ``arrangements`` those that were saved, by name; ``lessons`` has the steps that were done, by the id of their
    lesson; ``tour_seen`` tells whether the tour of the window was begun once; ``palette`` are kinds of models in the
    order in which a person has put them; ``energy`` are numbers of the model of energy in place of the source's.
    """

    theme: str = "system"
    density: str = "normal"
    language: str = SYSTEM
    recent: tuple[Recent, ...] = ()
    autosave_seconds: float = AUTOSAVE_SECONDS
    geometry: str = ""
    desk: Arrangement = Arrangement()
    side_panel: str = "properties"
    arrangements: dict[str, Arrangement] = {}
    backend: str = FASTEST
    threads: int = AUTOMATIC
    precision: str = "float64"
    last_folder: str = ""
    lessons: dict[str, tuple[str, ...]] = {}
    tour_seen: bool = False
    palette: tuple[str, ...] = ()
    energy: dict[str, float] = {}


class Preferences:
    """The choices in use; ``changed`` tells the old and the new ones.

    Several windows keep the same file. Each writes what was chosen in it over what the others wrote; of files, lessons
    and arrangements it then knows theirs too, while looks and language in use stay as they are.
    """

    changed = Signal(Choices, Choices)

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or platform.config_folder()) / FILE
        self.choices = _read(self._path) or Choices()

    def set(self, **fields: Any) -> None:
        """Change some fields of :class:`Choices`, keep them on disk and tell who listens."""
        before = self.choices
        after = msgspec.structs.replace(before, **fields)
        if after == before:
            return
        kept = _merged(before, after, _read(self._path) or before)
        _write(self._path, kept)
        self.choices = msgspec.structs.replace(after, **{field: getattr(kept, field) for field in COLLECTED})
        self.changed.emit(before, self.choices)

    def remember(self, path: Path, now: float | None = None) -> None:
        """Put ``path`` first among the recent files, if it can be written down."""
        if not platform.is_text(path.absolute()):
            return
        entry = Recent(str(path.absolute()), time.time() if now is None else now, self.desk_of(path))
        others = tuple(recent for recent in self.choices.recent if recent.path != entry.path)
        self.set(recent=(entry, *others)[:RECENT_KEPT], last_folder=str(path.absolute().parent))

    def desk_of(self, path: Path | None) -> Arrangement | None:
        """The views of a recent file as they were left; None where that is not known."""
        known = {recent.path: recent.desk for recent in (_read(self._path) or self.choices).recent}
        return None if path is None else known.get(str(path.absolute()))

    def keep_desk(self, path: Path | None, desk: Arrangement) -> None:
        """The views of a file, or of a drawing without one, as they are left."""
        own = None if path is None else str(path.absolute())
        recent = self.choices.recent
        kept = tuple(msgspec.structs.replace(one, desk=desk) if one.path == own else one for one in recent)
        self.set(desk=desk, recent=kept)

    def forget(self, path: str) -> None:
        """Drop ``path`` from the recent files."""
        self.set(recent=tuple(recent for recent in self.choices.recent if recent.path != path))


def most_threads() -> int:
    """The number of threads that this machine runs at once."""
    return processors()


def _read(path: Path) -> Choices | None:
    """None where there is none yet, or a damaged one: that must never keep the window from opening."""
    try:
        choices = msgspec.json.decode(path.read_bytes(), type=Choices)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return _sane(choices)


def _merged(before: Choices, after: Choices, there: Choices) -> Choices:
    """Merge what is ``there`` with what a window changed, to be kept."""
    fields = {
        name: getattr(after, name)
        for name in after.__struct_fields__
        if name not in COLLECTED and getattr(after, name) != getattr(before, name)
    }
    recent = _changed(*({one.path: one for one in choices.recent} for choices in (before, after, there)))
    latest = sorted(recent.values(), key=lambda one: one.when, reverse=True)[:RECENT_KEPT]
    lessons = _changed(before.lessons, after.lessons, there.lessons)
    steps = {key: tuple(dict.fromkeys((*there.lessons.get(key, ()), *done))) for key, done in lessons.items()}
    arrangements = _changed(before.arrangements, after.arrangements, there.arrangements)
    return msgspec.structs.replace(there, **fields, recent=tuple(latest), lessons=steps, arrangements=arrangements)


def _changed(before: Mapping[str, T], after: Mapping[str, T], there: Mapping[str, T]) -> dict[str, T]:
    """Entries that are ``there``, without those that a window removed and with those that it wrote."""
    kept = {key: value for key, value in there.items() if key in after or key not in before}
    return kept | {key: value for key, value in after.items() if key not in before or before[key] != value}


def _sane(choices: Choices) -> Choices:
    """Values that a person typed into the file and that mean nothing return to their defaults."""
    default = Choices()
    return msgspec.structs.replace(
        choices,
        theme=choices.theme if choices.theme in THEMES else default.theme,
        density=choices.density if choices.density in DENSITIES else default.density,
        language=choices.language if choices.language in (SYSTEM, *LANGUAGES) else default.language,
        autosave_seconds=min(max(choices.autosave_seconds, 1.0), LONGEST_AUTOSAVE),
        threads=min(max(choices.threads, AUTOMATIC), most_threads()),
        precision=choices.precision if choices.precision in PRECISIONS else default.precision,
    )


def _write(path: Path, choices: Choices) -> None:
    """Preferences are a comfort: a full or read-only disk must not stop the work."""
    temporary = path.with_suffix(f".{os.getpid()}.new")  # no other window writes to it
    try:
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(choices), indent=2))
        platform.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
