"""Keeping the drawing as a template, and taking templates away: what the window asks and says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.document.networks.templates import templates
from app.i18n.translation import tr
from app.window.frame.notice import Notice
from app.window.project.file import Project
from app.window.project.shelf_keeping import NameBox, NameWords, ShelfKeeping, ShelfWords


class TemplateKeeping(ShelfKeeping):
    """The actions of one window; ``show`` has the start page show its templates."""

    show: Callable[[], object]

    def __init__(
        self, editor: Editor, project: Project, notice: Notice, over: QWidget, show_start_page: Callable[[], object]
    ) -> None:
        words = ShelfWords(
            lambda name: tr("Kept as the template {name}; it is on the start page.", name=name),
            lambda name: tr("Kept as the template {name}, in the place of the one before.", name=name),
            lambda name: tr("The template {name} is deleted.", name=name),
            lambda name: tr("The template {name} is again what it was.", name=name),
        )
        super().__init__(templates, notice, words)
        self._editor, self._project, self._show_start_page = editor, project, show_start_page
        asked = NameWords(
            tr("Name of the template"),
            tr("Give the template a name."),
            tr("There is a template of this name; this drawing takes its place."),
            tr("Keep"),
        )
        self.box = NameBox(over, "name of a template", templates.names, asked, self.keep)

    def ask(self) -> None:
        """Ask for the name of the template that the drawing becomes."""
        self.box.ask(self._project.title)

    def keep(self, name: str) -> None:
        """Keep the drawing under a name. Raises FileProblem."""
        before = templates.content(name)
        templates.keep(self._editor.document, name)
        self.tell_kept(name, before, tr("Show it"), self._show)

    def _show(self) -> None:
        self._show_start_page()
        self.show()
