"""Plug-ins that there are, with what is decided and known of each; and the decisions themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from engine.plugins import approvals, loading, sources
from engine.plugins.approvals import Approvals, Decision, PluginRecord
from engine.plugins.findings import Findings, Provided
from engine.plugins.outline import outlines
from engine.plugins.sources import Content, PluginUnreadable, Source
from engine.plugins.trial import SECONDS, tried
from engine.problems import Problem

LEAST_DIGITS = 6  # of a hash, to mean one content


class PluginStatus(StrEnum):
    """The state of a plug-in: only ALLOWED ones are loaded."""

    NEW = "new"  # nobody has decided on this content
    ALLOWED = "allowed"
    REFUSED = "refused"
    BROKEN = "broken"
    MISSING = "missing"  # it is allowed, and not there


@dataclass(frozen=True)
class Plugin:
    """One plug-in, as a person is shown it.

    ``origin`` is empty for a file of the folder, else the name of the installed distribution, of that ``version``.
    ``is_changed`` tells that another content of the same name was decided on before, ``is_asked`` that a person was
    asked about this one and put it off. Of one that was not tried yet ``provides`` holds what its text
    names. ``problem`` says what is wrong with it.
    """

    name: str
    origin: str
    path: Path | None
    sha256: str
    status: PluginStatus
    version: str = ""
    is_changed: bool = False
    is_asked: bool = False
    provides: tuple[Provided, ...] = ()
    imports: tuple[str, ...] = ()
    problem: Problem | None = None

    @property
    def sentence(self) -> str:
        """The mistake and its remedy in English; empty where there is none."""
        return "" if self.problem is None else str(self.problem)


class UnknownPlugin(LookupError):
    """Raised where no plug-in has this name or hash, or several have it; ``names`` are those that there are."""

    def __init__(self, wanted: str, names: tuple[str, ...]) -> None:
        super().__init__(wanted)
        self.wanted, self.names = wanted, names

    def __str__(self) -> str:
        return f"there is no one plug-in {self.wanted!r}; there are {', '.join(self.names) or 'none'}"


def is_folder_on() -> bool:
    """Tell whether the person's folder is looked into."""
    return loading.decided().is_folder_on


def set_folder_on(on: bool) -> None:
    """Look into the person's folder from now on, or no more: allowed files there are loaded only then.

    Raises ``OSError`` where that cannot be kept.
    """
    if on:
        approvals.folder().mkdir(parents=True, exist_ok=True, mode=approvals.PRIVATE)
    _decide(lambda before: replace(before, is_folder_on=on))


def listed() -> tuple[Plugin, ...]:
    """Every plug-in of the folder, where that is on, and of installed packages; then those that are missing.

    It reads their files, and what is new is parsed in another process: that may take seconds.
    """
    return tuple(_listed(is_folder_on()))


def allow(*which: str | Plugin, seconds: float = SECONDS) -> tuple[Plugin, ...]:
    """Try plug-ins and allow those that are well; gives what came of each.

    A plug-in is named by its name, by the beginning of its hash, or by itself as it was listed. One of the folder turns
    the folder on. A trial takes up to ``seconds``. Raises :class:`UnknownPlugin`, and ``OSError`` where the decision
    cannot be kept.
    """
    return tuple(_allowed(one, seconds) for one in _chosen(which))


def refuse(*which: str | Plugin) -> tuple[Plugin, ...]:
    """Refuse plug-ins, named as for :func:`allow`: this process and every later one loads them no more.

    Raises :class:`UnknownPlugin`, and ``OSError`` where the decision cannot be kept.
    """
    chosen = _chosen(which)
    for one in chosen:
        _keep(_record(one, one.sha256, Decision.REFUSED, one))
    places = {(one.origin, one.name) for one in chosen}
    return tuple(one for one in _listed(True) if (one.origin, one.name) in places)


def put_off(*which: str | Plugin) -> None:
    """Remember that a person was asked about plug-ins, named as for :func:`allow`, and did not decide.

    Raises :class:`UnknownPlugin`, and ``OSError`` where that cannot be kept.
    """
    for one in _chosen(which):
        _keep(replace(_record(one, one.sha256, Decision.NONE, one), is_asked=True))


def checked(path: Path, seconds: float = SECONDS) -> tuple[Findings, str]:
    """A trial of a file that need not lie in the folder, and its hash; decides nothing. Raises PluginUnreadable."""
    source = Source(path.name if path.is_dir() else path.stem, "", path.absolute())
    content = source.content()
    (outline,) = outlines([content])
    if outline.problem is not None:
        return outline, content.sha256
    return tried(source, content, [], seconds), content.sha256


def _listed(with_folder: bool) -> Iterator[Plugin]:
    there = [*(sources.in_folder() if with_folder else ()), *sources.installed()]
    read = [(source, _content(source)) for source in there]
    known = _outlined([(source, content) for source, content in read if isinstance(content, Content)])
    failed = {one.record.place: one.problem for one in loading.loaded() if one.problem is not None}
    for source, content in read:
        if isinstance(content, Problem):
            yield Plugin(
                source.name, source.origin, source.path, "", PluginStatus.BROKEN, source.version, problem=content
            )
            continue
        yield _shown(source, content.sha256, known, failed.get(source.place))
    places = {source.place for source in there}
    gone = {r.place: r for r in known.that_run() if r.place not in places}
    for record in gone.values():
        yield Plugin(
            record.name, record.origin, None, record.sha256, PluginStatus.MISSING, provides=record.provides,
            imports=record.imports,
        )  # fmt: skip


def _content(source: Source) -> Content | Problem:
    try:
        return source.content()
    except PluginUnreadable as error:
        return error.problem


def _shown(source: Source, sha256: str, known: Approvals, failed: Problem | None) -> Plugin:
    record = known.of(source.origin, source.name, sha256)
    before = [r for r in known.records if r.place == source.place and r.decision is not Decision.NONE]
    decision, wrong = (Decision.NONE, None) if record is None else (record.decision, record.problem)
    status = PluginStatus.NEW if decision is Decision.NONE else PluginStatus(decision.value)
    if status is PluginStatus.ALLOWED and wrong is None:
        wrong = failed
    if wrong is not None and status is not PluginStatus.REFUSED:
        status = PluginStatus.BROKEN
    return Plugin(
        source.name, source.origin, source.path, sha256, status, source.version,
        any(r.sha256 != sha256 for r in before) and status is PluginStatus.NEW,
        record is not None and record.is_asked,
        record.provides if record is not None else (), record.imports if record is not None else (), wrong,
    )  # fmt: skip


def _outlined(read: list[tuple[Source, Content]]) -> Approvals:
    """The decisions, with an outline of each content that nothing is known of; they are kept where that can be."""
    known = loading.decided()
    new = [(s, c) for s, c in read if known.of(s.origin, s.name, c.sha256) is None]
    if not new:
        return known
    told = outlines([content for _, content in new])
    records = [
        _record(source, content.sha256, Decision.NONE, one) for (source, content), one in zip(new, told, strict=True)
    ]

    def with_outlines(before: Approvals) -> Approvals:
        for record in records:
            if before.of(record.origin, record.name, record.sha256) is None:
                before = before.with_record(record)
        return before

    try:
        return _decide(with_outlines)
    except OSError:
        return with_outlines(known)  # looked at again another time


def _chosen(which: tuple[str | Plugin, ...]) -> list[Plugin]:
    """The plug-in that each of these means: one that there is, where a missing one has the same name."""
    there = list(_listed(True))
    chosen = []
    for wanted in which:
        named = _same(wanted, there) if isinstance(wanted, Plugin) else _named(wanted, there)
        if len(named) != 1:
            words = wanted.name if isinstance(wanted, Plugin) else wanted
            raise UnknownPlugin(words, tuple(one.name for one in there))
        chosen.append(named[0])
    return chosen


def _same(wanted: Plugin, there: list[Plugin]) -> list[Plugin]:
    """Those of the same place and content: two files may hold the same text."""
    place = wanted.origin, wanted.name, wanted.sha256
    return [one for one in there if (one.origin, one.name, one.sha256) == place]


def _named(wanted: str, there: list[Plugin]) -> list[Plugin]:
    return [one for one in there if one.name == wanted] or [
        one for one in there if len(wanted) >= LEAST_DIGITS and one.sha256.startswith(wanted)
    ]


def _allowed(plugin: Plugin, seconds: float) -> Plugin:
    source = sources.find(plugin.origin, plugin.name)
    if source is None or not plugin.sha256:
        return plugin
    content = _content(source)
    if isinstance(content, Problem):
        return replace(plugin, status=PluginStatus.BROKEN, sha256="", problem=content)
    known = _outlined([(source, content)]).of(source.origin, source.name, content.sha256)
    trial = Findings((), known.imports, known.problem) if known is not None else Findings()
    if trial.problem is None:
        trial = tried(source, content, _taken(source), seconds)
    imports = tuple(sorted({*(known.imports if known is not None else ()), *trial.imports}))
    decision = Decision.ALLOWED if trial.problem is None else Decision.NONE
    provides = trial.provides if trial.problem is None or known is None else known.provides
    record = _record(source, content.sha256, decision, Findings(provides, imports, trial.problem))
    _keep(record, turn_on=not source.origin and decision is Decision.ALLOWED)
    return _shown(source, content.sha256, loading.decided(), None)


def _taken(source: Source) -> list[tuple[str, str]]:
    """Keys of the other allowed plug-ins, and whose they are."""
    others = {record.place: record for record in loading.decided().that_run() if record.place != source.place}
    return [(one.key, record.name) for record in others.values() for one in record.provides]


def _record(one: Source | Plugin, sha256: str, decision: Decision, found: Findings | Plugin) -> PluginRecord:
    known = found.provides, found.imports, found.problem
    return PluginRecord(one.name, one.origin, sha256, decision, *known, version=one.version)


def _keep(record: PluginRecord, turn_on: bool = False) -> None:
    def kept(before: Approvals) -> Approvals:
        after = before.with_record(record)
        return replace(after, is_folder_on=True) if turn_on else after

    _decide(kept)


def _decide(change: Callable[[Approvals], Approvals]) -> Approvals:
    after = approvals.write(change)
    if loading.take(after):
        loading.changed.emit()
    return after
