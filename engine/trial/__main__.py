"""One trial: ``python -m engine.trial FOLDER`` reads the request there and writes its answer beside it.

This process ends as soon as the answer is written, whatever a plug-in has started in it.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from engine import discovery
from engine.plugins import loading
from engine.plugins.findings import Findings, Provided
from engine.plugins.importer import importer
from engine.plugins.kinds import KINDS, PluginKind
from engine.plugins.outline import OWN_NAMES
from engine.plugins.sentences import (
    CHANGED,
    DECLARED,
    DECLARES_NOTHING,
    EQUATIONS,
    FAILS,
    IMPORTED,
    TAKEN,
    TAKEN_BY,
    THREADS,
    TRIED,
    TWICE,
    problem,
)
from engine.plugins.sources import Content, PluginUnreadable, Source
from engine.plugins.trial import ANSWER, REQUEST, STAGE
from engine.problems import Problem


class TrialFails(Exception):
    """Raised where a plug-in cannot be allowed; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class OneTrial:
    """A request, and how far it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        told = json.loads((folder / REQUEST).read_bytes())
        path = Path(told["path"]) if told["path"] else None
        self._source = Source(told["name"], told["origin"], path, target=told["target"])
        self._sha256: str = told["sha256"]
        self._taken: dict[str, str] = dict(told["taken"])
        self.stage: str = IMPORTED
        self._imported: set[str] = set()
        self._modules: tuple[ModuleType, ...] = ()

    def answer(self) -> dict[str, Any]:
        """Everything that is told of it; what goes wrong is part of that."""
        wrong: Problem | None = None
        found: list[tuple[str, str, str]] = []
        try:
            found = self._tried()
        except TrialFails as failed:
            wrong = failed.problem
        provided = tuple(Provided(*one) for one in found)
        return Findings(provided, tuple(sorted(self._imported)), wrong).plain()

    def _go_on_to(self, stage: str) -> None:
        self.stage = stage
        (self._folder / STAGE).write_text(stage, encoding="utf-8")

    def _tried(self) -> list[tuple[str, str, str]]:
        try:
            content = self._source.content()
        except PluginUnreadable as error:
            raise TrialFails(error.problem) from error
        if content.sha256 != self._sha256:
            raise TrialFails(problem(CHANGED, path=self._source.shown))
        self._go_on_to(IMPORTED)
        try:
            with imports_noted(content, self._imported):
                self._modules = importer.take(content)
            if any(not one.daemon for one in threading.enumerate() if one is not threading.main_thread()):
                raise TrialFails(problem(THREADS, path=self._source.shown))
            self._go_on_to(DECLARED)
            found = list(loading.declared_by(self._modules))
            self._demand_free(found)
            self._attempt(content)
        except TrialFails:
            raise
        except BaseException as error:  # also SystemExit
            raise TrialFails(loading.failure(error, content, self._source, self.stage)) from error
        return found

    def _demand_free(self, found: list[tuple[str, str, str]]) -> None:
        shown = self._source.shown
        if not found:
            raise TrialFails(problem(DECLARES_NOTHING, path=shown))
        keys = Counter(key for _, key, _ in found)
        for key, count in keys.items():
            if count > 1:
                raise TrialFails(problem(TWICE, path=shown, key=key))
            if key in self._taken:
                raise TrialFails(problem(TAKEN_BY, path=shown, key=key, plugin=self._taken[key]))
        provided = {name for name, _, _ in found}
        for kind in (one for one in KINDS if one.name in provided):
            for key in keys.keys() & known_keys(kind):
                raise TrialFails(problem(TAKEN, path=shown, key=key))

    def _attempt(self, content: Content) -> None:
        from engine.trial.attempts import EquationFails, attempt, read_equations

        for kind in KINDS:
            for module in self._modules:
                for thing in kind.classes_in(module):
                    self._go_on_to(EQUATIONS)
                    try:
                        if hasattr(thing, "equations"):
                            read_equations(thing)
                    except EquationFails as failed:
                        reason = f"{failed.error}".rstrip(".")
                        name = content.modules[module.__name__].path.name
                        words = {"path": name, "line": failed.line, "reason": reason, "stage": EQUATIONS}
                        raise TrialFails(problem(FAILS, **words)) from failed
                    self._go_on_to(TRIED)
                    attempt(kind.name, thing)


@contextmanager
def imports_noted(content: Content, found: set[str]) -> Iterator[None]:
    """Note the top-level modules that the files of a plug-in import while they are imported, in whatever way."""
    whole: Any = builtins.__import__
    own = {"", *OWN_NAMES, *(name.partition(".")[0] for name in content.modules)}

    def noted(name: str, given: Any = None, *rest: Any, **named: Any) -> Any:
        top = name.partition(".")[0]
        if given is not None and given.get("__name__") in content.modules and top not in own:
            found.add(top)
        return whole(name, given, *rest, **named)

    vars(builtins)["__import__"] = noted
    try:
        yield
    finally:
        vars(builtins)["__import__"] = whole


def known_keys(kind: PluginKind) -> set[str]:
    """The keys that the program itself has of a kind."""
    return {key for module in discovery.modules(kind.package) for key, _ in kind.names_in(module)}


def main(folder: Path) -> None:
    """Answer the request in a folder, and end."""
    loading.keep_out()
    told = OneTrial(folder).answer()
    written = folder / f"{ANSWER}.new"
    written.write_text(json.dumps(told), encoding="utf-8")
    written.replace(folder / ANSWER)
    os._exit(0)  # whatever threads a plug-in has begun (decision 0212)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
