"""Keeping the drawing as a template, and taking templates away: what the window asks and says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.document.file.file_format import FileProblem
from app.document.file.shelf import LONGEST_NAME
from app.document.networks.templates import templates
from app.i18n.translation import tr
from app.window.frame.ask_box import AskBox
from app.window.frame.notice import Notice
from app.window.project.file import Project


class TemplateKeeping:
    """The actions of one window; ``show`` has the start page show its templates."""

    show: Callable[[], object]

    def __init__(
        self, editor: Editor, project: Project, notice: Notice, over: QWidget, show_start_page: Callable[[], object]
    ) -> None:
        self._editor, self._project, self._notice = editor, project, notice
        self._show_start_page = show_start_page
        self.box = TemplateNameBox(over, self)

    def ask(self) -> None:
        """Ask for the name of the template that the drawing becomes."""
        self.box.field.setText(self._project.title[:LONGEST_NAME])
        self.box.open()

    def keep(self, name: str) -> str:
        """Keep the drawing under a name; "", or in one sentence why it cannot be kept."""
        before = templates.content(name)
        try:
            templates.keep(self._editor.document, name)
        except FileProblem as problem:
            return str(problem)
        notice = self._notice
        if before:
            words = tr("Kept as the template {name}, in the place of the one before.", name=name)
            notice.say(words, "note", tr("Bring the one before back"), partial(self._bring_back, name, before, True))
        else:
            words = tr("Kept as the template {name}; it is on the start page.", name=name)
            notice.say(words, button=tr("Show it"), callback=self._show)
        return ""

    def _show(self) -> None:
        self._show_start_page()
        self.show()

    def forget(self, name: str) -> None:
        """Take a template away; it can be brought back as long as that is offered."""
        notice = self._notice
        try:
            content = templates.forget(name)
        except FileProblem as problem:
            notice.say(str(problem), "error")
        else:
            words = tr("The template {name} is deleted.", name=name)
            notice.say(words, "note", tr("Bring it back"), partial(self._bring_back, name, content))

    def _bring_back(self, name: str, content: bytes, over: bool = False) -> None:
        try:
            templates.bring_back(name, content, over)
        except FileProblem as problem:
            self._notice.say(str(problem), "error")
            return
        if over:
            self._notice.say(tr("The template {name} is again what it was.", name=name))


class TemplateNameBox(AskBox):
    """The name of a template; one that is taken is named, and the button says that it will be replaced."""

    def __init__(self, over: QWidget, keeping: TemplateKeeping) -> None:
        super().__init__(over, "name of a template", tr("Name"), tr("Keep"))
        self._keeping = keeping
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setAccessibleName(tr("Name of the template"))
        self.field.textChanged.connect(self._look)

    def open(self) -> None:
        super().open()
        self._look()

    def _look(self) -> None:
        taken = self.field.text().strip() in templates.names()
        self.button.setText(tr("Replace") if taken else tr("Keep"))
        self.say(tr("There is a template of this name; this drawing takes its place.") if taken else "", "text2")

    def answer(self, typed: str) -> str:
        name = typed.strip()
        if not name:
            return tr("Give the template a name.")
        return self._keeping.keep(name)
