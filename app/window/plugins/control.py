"""Plug-ins as a window decides on them: listed, tried and allowed beside it, one thing after the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.i18n.translation import listed, problem_words, sentences, tr
from app.running.background import Background, Tell
from engine import plugins
from engine.plugins import Plugin, PluginStatus

Decision = Callable[[Tell], object]


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
        self._work.told.connect(self._trying)
        self._work.ended.connect(self._ended)
        self._work.failed.connect(self._failed)
        plugins.changed.connect(self._count)
        self.destroyed.connect(partial(plugins.changed.disconnect, self._count, missing_ok=True))

    def look(self) -> None:
        """List all plug-ins, unless they are being listed."""
        if not self.busy:
            self._do(tr("Looking for plug-ins…"), lambda _tell: None)

    def look_again(self) -> None:
        """Take over what another window has decided, and list all where the folder is another."""
        is_other = plugins.refresh()
        self._tell_changed()
        if is_other or (self.is_listed and self._folder != _files()):
            self.look()

    def allow(self, chosen: tuple[Plugin, ...]) -> None:
        """Try these, and allow those that are well."""
        if chosen:
            self._do(tr("Trying {name}…", name=shown_name(chosen[0])), partial(_allow, chosen))

    def refuse(self, plugin: Plugin) -> None:
        """Load this one no more."""
        self._do(tr("Refusing {name}…", name=shown_name(plugin)), lambda _tell: len(plugins.refuse(plugin)))

    def put_off(self, chosen: tuple[Plugin, ...]) -> None:
        """Ask about these no more."""
        self._do(tr("Looking for plug-ins…"), lambda _tell: plugins.put_off(*chosen))

    def set_folder_on(self, on: bool) -> None:
        """Look into the person's folder, or no more."""
        self._do(tr("Looking for plug-ins…"), lambda _tell: plugins.set_folder_on(on))

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
        self._work.start(lambda tell: (decision(tell), plugins.listed(), _files()))

    def _trying(self, plugin: Plugin) -> None:
        self.busy = tr("Trying {name}…", name=shown_name(plugin))
        self.told.emit()

    def _ended(self, found: tuple[object, tuple[Plugin, ...], dict[str, tuple[int, int]]]) -> None:
        outcome, self.known, self._folder = found
        self.is_listed = True
        self._tell_changed()
        if isinstance(outcome, tuple):
            self._say(outcome)
        if not self._waiting:
            new = (one for one in self.known if one.status is PluginStatus.NEW and not one.is_asked)
            self.asked.emit(() if self.is_seen else tuple(new))
        self._go_on()

    def _say(self, tried: tuple[Plugin, ...]) -> None:
        """Tell what came of trials: what is wrong, and what there is now."""
        wrong = [problem_words(one.problem) for one in tried if one.problem is not None]
        good = [one for one in tried if one.problem is None]
        titles = listed(tr(feature.title) for one in good for feature in one.provides)
        names = listed(map(shown_name, good))
        told = [tr("{names} is allowed, and adds {titles}.", names=names, titles=titles)] if good else []
        self.said.emit(sentences(*wrong, *told), not wrong)

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


def _allow(chosen: tuple[Plugin, ...], tell: Tell) -> tuple[Plugin, ...]:
    """Try each in its turn; gives what came of each."""
    tried: list[Plugin] = []
    for plugin in chosen:
        tell(plugin)
        tried += plugins.allow(plugin)
    return tuple(tried)


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
