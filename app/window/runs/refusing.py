"""Says why the network does not run, until nothing of that is wrong any more, or a person lets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from app.i18n.translation import sentence, tr
from app.window.frame.notice import Notice
from app.window.runs.run_control import RunControl
from engine.problems import Problem


class RefusalNotice:
    """At the top of the window; its button shows the list of problems."""

    def __init__(self, notice: Notice, show: Callable[[], object]) -> None:
        self._notice, self._show = notice, show
        self._words = ""
        self._refused: Sequence[Problem] = ()
        self._present: Sequence[Problem] = ()
        self._is_listed = False

    def connect_control(self, control: RunControl) -> None:
        """From now on say what ``control`` tells of runs that do not begin, or not as they were asked for."""
        control.refused.connect(self.say)
        control.blocked.connect(self._notice.refuse)
        control.asked.connect(self.ask)
        control.narrowed.connect(self._notice.say)

    def say(self, problems: Sequence[Problem]) -> None:
        """Name the first of what is wrong."""
        self._refused = problems
        self._is_listed = bool(_same(problems, self._present))
        self._name(problems)

    def _name(self, problems: Sequence[Problem]) -> None:
        self._words = _words(problems)
        self._notice.say(self._words, "error", tr("Show"), self._show)

    def ask(self, words: str, go: Callable[[], object]) -> None:
        """Say what a run would take, and let it ``go`` at the press of the button."""
        self._notice.refuse(words, tr("Run it"), go)

    def look(self, present: Sequence[Problem]) -> None:
        """These are the problems now; what was looked for before it was refused says nothing of it.

        What is left of the refused ones is said as it is now: a value may be another one, and as wrong.
        """
        self._present = present
        left = _same(self._refused, present)
        was_listed, self._is_listed = self._is_listed, bool(left)
        if self._notice.words != self._words:
            return
        if left and _words(left) != self._words:
            self._name(left)
        elif not left and was_listed:
            self._notice.hide()


def _words(problems: Sequence[Problem]) -> str:
    first, more = sentence(problems[0]), len(problems) - 1
    return first if not more else tr("{first} And {more} more.", first=first, more=more)


def _same(refused: Iterable[Problem], present: Iterable[Problem]) -> list[Problem]:
    """Those of the ``present`` problems that were ``refused``: each by its place and code, by the same words first."""
    left, free = list[Problem](), list(present)
    for problem in refused:
        alike = [at for at, one in enumerate(free) if (one.place, one.code) == (problem.place, problem.code)]
        if alike:
            said = sentence(problem)
            left.append(free.pop(next((at for at in alike if sentence(free[at]) == said), alike[0])))
    return left
