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
        self._refused, self._present = set[tuple[str, str]](), set[tuple[str, str]]()
        self._is_listed = False

    def connect_control(self, control: RunControl) -> None:
        """From now on say what ``control`` tells of runs that do not begin, or not as they were asked for."""
        control.refused.connect(self.say)
        control.blocked.connect(self._notice.refuse)
        control.asked.connect(self.ask)
        control.narrowed.connect(self._notice.say)

    def say(self, problems: Sequence[Problem]) -> None:
        """Name the first of what is wrong."""
        first, more = sentence(problems[0]), len(problems) - 1
        self._words = first if not more else tr("{first} And {more} more.", first=first, more=more)
        self._refused = _places(problems)
        self._is_listed = not self._refused.isdisjoint(self._present)
        self._notice.say(self._words, "error", tr("Show"), self._show)

    def ask(self, words: str, go: Callable[[], object]) -> None:
        """Say what a run would take, and let it ``go`` at the press of the button."""
        self._notice.refuse(words, tr("Run it"), go)

    def look(self, present: Sequence[Problem]) -> None:
        """These are the problems now; what was looked for before it was refused says nothing of it."""
        self._present = _places(present)
        if not self._refused.isdisjoint(self._present):
            self._is_listed = True
        elif self._is_listed:
            self._is_listed = False
            if self._notice.words == self._words:
                self._notice.hide()


def _places(problems: Iterable[Problem]) -> set[tuple[str, str]]:
    return {(problem.place, problem.code) for problem in problems}
