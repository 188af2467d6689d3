"""Plug-ins of this process: the allowed ones, imported at the first look for something that they add."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from threading import RLock
from types import ModuleType
from typing import TypeAlias

from psygnal import SignalInstance

from engine import discovery
from engine.plugins import approvals, sources
from engine.plugins.approvals import Approvals, PluginRecord
from engine.plugins.importer import importer
from engine.plugins.kinds import KINDS, kind_of
from engine.plugins.sentences import CHANGED, FAILS, FAILS_SOMEWHERE, IMPORTED, TAKEN_BY, problem
from engine.plugins.sources import Content, PluginUnreadable, Source
from engine.problems import Problem

changed = SignalInstance(name="changed")
"""Tells, in the thread in which it was decided, that other plug-ins are allowed now: look anew for everything."""


Place: TypeAlias = tuple[str, str]
"""The origin and the name of a plug-in, whatever it holds."""


@dataclass(frozen=True)
class Origin:
    """The origin of a feature that is not the program's own: its plug-in, of which package and content that is."""

    plugin: str
    origin: str
    version: str
    sha256: str

    @property
    def shown(self) -> str:
        """The file that it lies in, or the package that it comes with."""
        return f"{self.origin} {self.version}".strip() if self.origin else f"{self.plugin}.py"


@dataclass(frozen=True)
class LoadedPlugin:
    """A plug-in that was imported here, or why that failed."""

    record: PluginRecord
    content: Content | None = None
    modules: tuple[ModuleType, ...] = ()
    problem: Problem | None = None


class _Process:
    """The knowledge of this process; one thread at a time changes it."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.approvals: Approvals | None = None
        self.stamp = (0, 0, 0)
        self.tried: dict[Place, LoadedPlugin] = {}
        self.depth = 0
        self.is_off = False


_here = _Process()


def decided() -> Approvals:
    """The decisions as this process knows them."""
    with _here.lock:
        if _here.approvals is None:
            _here.stamp = approvals.stamp()
            _here.approvals = approvals.read()
        return _here.approvals


def keep_out() -> None:
    """Load none in this process, whatever is allowed."""
    _here.is_off = True
    discovery.forget()


def plugged(package: str) -> tuple[ModuleType, ...]:
    """The modules of the allowed plug-ins that add to ``package``, imported, in the order of their approval."""
    kind = kind_of(package)
    if not kind or _here.is_off:
        return ()
    with _here.lock:
        wanted = dict.fromkeys(r.place for r in decided().that_run() if any(one.kind == kind for one in r.provides))
        new = [place for place in wanted if place not in _here.tried]
        _here.depth += 1
        try:
            for place in new:
                _here.tried[place] = LoadedPlugin(_latest()[place])  # it may look for something while it is imported
                _here.tried[place] = _load(place)
        finally:
            _here.depth -= 1
        if new and not _here.depth:
            discovery.forget()  # what was looked for meanwhile was not whole
        return tuple(module for place in wanted for module in _here.tried[place].modules)


def loaded() -> tuple[LoadedPlugin, ...]:
    """Those that this process has imported, or tried to."""
    with _here.lock:
        return tuple(_here.tried.values())


def origin_of(key: str) -> Origin | None:
    """The allowed plug-in that declares a feature by its key; None for the program's own and for unknown ones."""
    for record in () if _here.is_off else _latest().values():
        if any(one.key == key for one in record.provides):
            return Origin(record.name, record.origin, record.version, record.sha256)
    return None


def refresh() -> bool:
    """Read the decisions again, which another process may have changed; True, and ``changed`` is sent, where it has."""
    with _here.lock:
        if _here.approvals is not None and _here.stamp == approvals.stamp():
            return False
        stamp = approvals.stamp()
        is_other = take(approvals.read())
        _here.stamp = stamp
    if is_other:
        changed.emit()
    return is_other


def take(new: Approvals) -> bool:
    """Follow these decisions from now on; tells whether others run now."""
    with _here.lock:
        before = {} if _here.approvals is None else _allowed(_here.approvals)
        _here.approvals, _here.stamp = new, approvals.stamp()
        now = _allowed(new)
        for place, one in tuple(_here.tried.items()):
            if now.get(place) != before.get(place) or one.problem is not None:
                if one.content is not None:
                    importer.drop(one.content)
                del _here.tried[place]
        if now == before:
            return False
        discovery.forget()
        return True


def _allowed(known: Approvals) -> dict[Place, tuple[str, ...]]:
    """The hashes of the contents that may run, by place; the last decided last."""
    found: dict[Place, tuple[str, ...]] = {}
    for record in known.that_run():
        found[record.place] = (*found.get(record.place, ()), record.sha256)
    return found


def _latest() -> dict[Place, PluginRecord]:
    """Of each place that may run the content that was loaded here, else the one that was allowed last."""
    with _here.lock:
        latest = {record.place: record for record in decided().that_run()}
        return {place: _here.tried[place].record if place in _here.tried else last for place, last in latest.items()}


def _load(place: Place) -> LoadedPlugin:
    last = _latest()[place]
    source = sources.find(*place)
    if source is None:
        return LoadedPlugin(last)  # it is missing, which the list says
    try:
        content = source.content()
    except PluginUnreadable as error:
        return LoadedPlugin(last, problem=error.problem)
    record = decided().of(*place, content.sha256)
    if record is None or not record.may_run:
        return LoadedPlugin(last, problem=problem(CHANGED, path=source.shown))
    if (taken := _taken(record, source)) is not None:
        return LoadedPlugin(record, problem=taken)
    try:
        return LoadedPlugin(record, content, importer.take(content))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # also SystemExit: a plug-in ends nothing
        return LoadedPlugin(record, problem=failure(error, content, source, IMPORTED))


def _taken(record: PluginRecord, source: Source) -> Problem | None:
    """The feature that somebody else declares, who was allowed before."""
    own = {one.key for one in record.provides}
    for place, other in _latest().items():
        if place == record.place:
            return None
        for one in other.provides:
            if one.key in own:
                return problem(TAKEN_BY, path=source.shown, key=one.key, plugin=other.name)
    return None


def failure(error: BaseException, content: Content, source: Source, stage: str) -> Problem:
    """The problem of what a plug-in raised, with the last of its own lines on the way there."""
    reason = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".: ")
    paths = {str(module.path): module.path.name for module in content.modules.values()}
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in paths]
    if isinstance(error, SyntaxError) and error.filename in paths and error.lineno:
        return problem(FAILS, path=paths[error.filename], line=error.lineno, reason=error.msg, stage=stage)
    if own:
        frame = own[-1]
        return problem(FAILS, path=paths[frame.filename], line=frame.lineno or 0, reason=reason, stage=stage)
    return problem(FAILS_SOMEWHERE, path=source.shown, reason=reason, stage=stage)


def declared_by(modules: tuple[ModuleType, ...]) -> Iterator[tuple[str, str, str]]:
    """Kind, key and title of every feature that modules declare."""
    for kind in KINDS:
        for module in modules:
            for key, title in kind.names_in(module):
                yield kind.name, key, title
