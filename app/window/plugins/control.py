"""Plug-ins as a window decides on them: listed, tried and allowed beside it, one thing after the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.i18n.translation import problem_words, tr
from app.running.background import Background
from engine import plugins
from engine.plugins import Plugin, PluginStatus

Decision = Callable[[], object]


class PluginControl(QObject):
    """``known`` are the plug-ins as they were last listed; ``told`` says that they, or ``busy``, are others.

    ``changed`` tells that other ones run now, so that whoever lists features looks anew; ``said`` what came of a
    decision, and whether that is good; ``asked`` gives new ones that nobody was asked about, none once all are decided.
    """

    told = Signal()
    changed = Signal()
    said = Signal(str, bool)
    asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.known: tuple[Plugin, ...] = ()
        self.is_listed = False
        self.is_seen = False  # the list is shown: nothing in it is asked about beside
        self.busy = ""
        self._waiting: list[tuple[str, Decision]] = []
        self._changes = self._seen = 0
        self._folder: dict[str, tuple[int, int]] = {}
        self._work = Background("plug-ins", self)
        self._work.ended.connect(self._ended)
        self._work.failed.connect(self._failed)
        plugins.changed.connect(self._count)
        self.destroyed.connect(partial(plugins.changed.disconnect, self._count, missing_ok=True))

    def look(self) -> None:
        """List all plug-ins, unless they are being listed."""
        if not self.busy:
            self._do(tr("Looking for plug-ins…"), _nothing)

    def look_again(self) -> None:
        """Take over what another window has decided, and list all where the folder is another."""
        is_other = plugins.refresh()
        self._tell_changed()
        if is_other or (self.is_listed and self._folder != _files()):
            self.look()

    def allow(self, chosen: tuple[Plugin, ...]) -> None:
        """Try these, and allow those that are well."""
        for plugin in chosen:
            words = tr("Trying {name}…", name=shown_name(plugin))
            self._do(words, partial(_allow, plugin))

    def refuse(self, plugin: Plugin) -> None:
        """Load this one no more."""
        self._do(tr("Refusing {name}…", name=shown_name(plugin)), partial(plugins.refuse, plugin.sha256))

    def put_off(self, chosen: tuple[Plugin, ...]) -> None:
        """Ask about these no more."""
        self._do(tr("Looking for plug-ins…"), partial(plugins.put_off, *(plugin.sha256 for plugin in chosen)))

    def set_folder_on(self, on: bool) -> None:
        """Look into the person's folder, or no more."""
        self._do(tr("Looking for plug-ins…"), partial(plugins.set_folder_on, on))

    def close(self) -> None:
        """Hear no more of what is still done."""
        self._waiting.clear()
        self._work.forget()

    def _do(self, words: str, decision: Decision) -> None:
        self._waiting.append((words, decision))
        if not self.busy:
            self._go_on()

    def _go_on(self) -> None:
        if not self._waiting:
            self.busy = ""
            self.told.emit()
            return
        self.busy, decision = self._waiting.pop(0)
        self.told.emit()
        self._work.start(lambda _tell: (decision(), plugins.listed(), _files()))

    def _ended(self, found: tuple[object, tuple[Plugin, ...], dict[str, tuple[int, int]]]) -> None:
        outcome, self.known, self._folder = found
        self.is_listed = True
        self._tell_changed()
        if isinstance(outcome, Plugin):
            self.said.emit(*_words_of(outcome))
        if not self._waiting:
            new = (one for one in self.known if one.status is PluginStatus.NEW and not one.is_asked)
            self.asked.emit(() if self.is_seen else tuple(new))
        self._go_on()

    def _failed(self, error: Exception) -> None:
        self._tell_changed()
        if isinstance(error, plugins.UnknownPlugin):
            self.said.emit(tr("The plug-in is another by now; look at the list again."), False)
        elif isinstance(error, OSError):
            self.said.emit(tr("The decision could not be kept: {reason}.", reason=error.strerror or str(error)), False)
        else:
            self.said.emit(str(error), False)
        self._go_on()

    def _count(self) -> None:
        """Note that other plug-ins run now, in whichever thread that was decided."""
        self._changes += 1

    def _tell_changed(self) -> None:
        if self._changes != self._seen:
            self._seen = self._changes
            self.changed.emit()


def shown_name(plugin: Plugin) -> str:
    """The name of its file, or its own where it is of an installed package."""
    return plugin.name if plugin.origin or plugin.path is None else plugin.path.name


def _allow(plugin: Plugin) -> Plugin:
    return plugins.allow(plugin.sha256)[0]


def _nothing() -> None:
    """Decide nothing: the list alone is wanted."""


def _words_of(tried: Plugin) -> tuple[str, bool]:
    """What came of a trial, and whether it is good."""
    if tried.problem is not None:
        return problem_words(tried.problem), False
    titles = ", ".join(tr(one.title) for one in tried.provides)
    return tr("{name} is allowed, and adds {titles}.", name=shown_name(tried), titles=titles), True


def _files() -> dict[str, tuple[int, int]]:
    """Time and size of each file in the person's folder, by name; none while that is off."""
    found = {}
    if plugins.is_folder_on():
        try:
            for path in plugins.folder().iterdir():
                seen = path.stat()
                found[path.name] = seen.st_mtime_ns, seen.st_size
        except OSError:
            return found
    return found
