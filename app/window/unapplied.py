"""Leaving a drawing whose script was edited: a person is asked, and what is wrong in the script is shown."""

from __future__ import annotations

from collections.abc import Callable

from app.code.panel import CodePanel
from app.window.frame.workspace import Workspace
from app.window.project.questions import Questions


class Unapplied:
    """Applies what is written, or gives it up, and goes on then."""

    def __init__(
        self, show_drawing: Callable[[], object], workspace: Workspace, code: CodePanel, questions: Questions
    ) -> None:
        self._show_drawing, self._workspace = show_drawing, workspace
        self._code, self._questions = code, questions

    def leave(self, then: Callable[[], object]) -> None:
        """Do ``then`` once nothing is written that the drawing does not have."""
        if self._code.is_unapplied:
            self._questions.unapplied_script(lambda: self._apply(then), lambda: self._give_up(then))
        else:
            then()

    def _apply(self, then: Callable[[], object]) -> None:
        if self._code.apply_script():
            then()
        else:
            self._show_drawing()
            self._workspace.open_side("code")
            self._code.area.setFocus()

    def _give_up(self, then: Callable[[], object]) -> None:
        self._code.give_up()
        then()
