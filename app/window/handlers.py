"""Handlers of the actions of the menus: ids of ``app.commands.actions`` on the left, deeds on the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from app.canvas.interaction.arranging import (
    duplicate_selected,
    group_selected,
    line_up,
    paste,
    put_in_layers,
    spread_evenly,
    ungroup_selected,
)
from app.canvas.interaction.inline_edit import comment_selected, rename_selected
from app.canvas.link_walk import go_to_link
from app.commands import intentions
from app.commands.arranging import AXES, EDGES
from app.document.file.clipboard import ClipboardProblem
from app.document.networks.lessons import chapters, lessons
from app.i18n.translation import problem_words, tr
from app.window.actions.history import open_history
from app.window.frame.densities import density_titles, switch_full_screen
from app.window.frame.menu_actions import LONGEST_PATH, as_written
from engine.model.declaration import Model

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

INSERTED = ("datasets", "encoders", "stimuli", "neurons", "decoders", "recorders")
"""Kinds of models that become a node; the others belong on a link."""


class ActionHandlers:
    """Connects the actions of one main window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._connect_files()
        self._connect_edits()
        self._connect_arranging()
        self._connect_views()
        self._connect_running()

    def _connect_files(self) -> None:
        window, do = self._window, self._window.actions_.do
        do("file.new", window.new)
        do("file.open", window.open)
        do("file.save", window.project.save)
        do("file.save_as", window.project.save_as)
        do("file.keep_template", window.templates.ask)
        do("file.start_page", window.show_start_page)
        do("file.import", window.import_file)
        do("file.export", window.export)
        do("file.image", window.image_wanted.emit)
        do("file.quit", window.close)
        window.actions_.fill("file.recent", self._fill_recent)

    def _do_to_drawing(self, id: str, deed: Callable[[], object]) -> None:
        """Connect a deed before which what is dragged goes back, as at Escape: it may be gone afterwards."""
        self._window.actions_.do(id, lambda: (self._window.canvas.let_go(), deed()))

    def _connect_edits(self) -> None:
        window, editor, do = self._window, self._window.editor, self._do_to_drawing
        window.actions_.do("edit.undo", self._undo)
        do("edit.redo", editor.undo_stack.redo)
        do("edit.history", lambda: open_history(window.chooser, editor))
        do("edit.cut", lambda: self._to_clipboard(intentions.cut(editor)))
        do("edit.copy", lambda: self._to_clipboard(intentions.copy(editor)))
        do("edit.paste", self._paste)
        window.canvas.paste_requested.connect(self._paste)
        do("edit.duplicate", partial(duplicate_selected, window.canvas))
        do("edit.delete", lambda: intentions.delete_selection(editor))
        do("edit.select_all", lambda: intentions.select_all(editor))
        do("edit.rename", partial(rename_selected, window.canvas))
        do("edit.comment", partial(comment_selected, window.canvas))
        do("edit.neurons", window.show_neurons)
        do("edit.find", window.canvas.find_node)
        do("edit.next_link", partial(go_to_link, window.canvas, 1))
        do("edit.previous_link", partial(go_to_link, window.canvas, -1))
        do("edit.preferences", window.show_preferences)
        do("insert.quick", window.canvas.quick_add)
        do("insert.note", window.canvas.add_note)
        do("insert.link", window.canvas.link_selected)
        window.actions_.fill("insert.model", self._fill_models)

    def _connect_arranging(self) -> None:
        window, do = self._window, self._do_to_drawing
        for edge in EDGES:
            do(f"arrange.{edge}", partial(line_up, window.canvas, edge))
        for axis in AXES:
            do(f"arrange.{axis}", partial(spread_evenly, window.canvas, axis))
        do("arrange.group", partial(group_selected, window.canvas))
        do("arrange.ungroup", partial(ungroup_selected, window.canvas))
        do("arrange.leave", window.editor.leave)
        do("arrange.keep_module", window.modules.keep)
        do("arrange.renew", window.modules.renew)
        do("arrange.layers", partial(put_in_layers, window.canvas))

    def _connect_views(self) -> None:
        window, canvas, do = self._window, self._window.canvas, self._window.actions_.do
        do("view.fit", canvas.fit)
        do("view.zoom_in", canvas.zoom_in)
        do("view.zoom_out", canvas.zoom_out)
        do("view.actual_size", canvas.actual_size)
        do("view.palette", window.workspace.toggle_palette)
        for panel in ("properties", "equations", "code", "statistics"):
            do(f"view.{panel}", partial(window.workspace.show_side, panel))
        do("learn.panel", lambda: window.workspace.show_side("learn"))
        do("view.problems", window.toggle_problems)
        do("view.save_arrangement", window.arrangements.save)
        do("view.reset_layout", window.reset_layout)
        do("view.film", window.films.ask)
        do("view.theme", window.switch_theme)
        do("view.full_screen", partial(switch_full_screen, window))
        do("view.next_region", lambda: window.next_region(1))
        do("view.previous_region", lambda: window.next_region(-1))
        do("view.commands", window.show_commands)
        do("help.tour", window.tour.begin)
        do("help.shortcuts", window.show_shortcuts)
        do("help.about", window.show_about)
        window.actions_.fill("view.add", self._fill_views)
        window.actions_.fill("view.arrangements", window.arrangements.fill)
        window.actions_.fill("help.lessons", self._fill_lessons)
        window.actions_.fill("view.density", self._fill_densities)

    def _connect_running(self) -> None:
        control, do = self._window.control, self._window.actions_.do
        do("run.toggle", control.toggle)
        do("run.step", control.step)
        do("run.step_back", control.step_back)
        do("run.return", self._window.return_to_shown)
        do("run.to", self._window.run_to.open)
        do("run.breakpoints", self._window.breakpoints.toggle)
        do("run.reset", control.reset)
        do("run.slower", lambda: control.change_speed(0.5))
        do("run.faster", lambda: control.change_speed(2.0))
        do("run.keep_weights", self._window.keep_weights)

    def _to_clipboard(self, text: str) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)
            self._window.notice.tell_done()

    def _undo(self) -> None:
        """Put back what is dragged, or else undo the last step."""
        if not self._window.canvas.let_go():
            self._window.editor.undo_stack.undo()

    def _paste(self, at: QPointF | None = None) -> None:
        window, clipboard = self._window, QGuiApplication.clipboard()
        was_empty = not window.editor.document.nodes
        try:
            paste(window.canvas, clipboard.text(), at)
            if was_empty:
                window.canvas.fit()
        except ClipboardProblem as problem:
            window.notice.refuse(str(problem))
        except intentions.Refused as refused:
            window.notice.refuse(problem_words(refused.problem))

    def _fill_recent(self, menu: QMenu) -> None:
        window = self._window
        menu.setToolTipsVisible(True)
        for recent in window.preferences.choices.recent:
            action = menu.addAction(as_written(recent.path, LONGEST_PATH))
            action.setToolTip(recent.path)
            action.triggered.connect(lambda _checked=False, path=recent.path: window.open_path(path))
        if menu.isEmpty():
            menu.addAction(tr("None yet")).setEnabled(False)

    def _fill_models(self, menu: QMenu) -> None:
        from engine.model.registry.discovery import models

        for kind in INSERTED:
            shown = menu.addMenu(_kind_title(kind))
            found: dict[str, type[Model]] = models(kind)
            for key, model in found.items():
                action = shown.addAction(tr(model.title))
                action.setToolTip(tr(model.summary()))
                action.triggered.connect(lambda _checked=False, key=key: self._window.canvas.add_at_centre(key))

    def _fill_views(self, menu: QMenu) -> None:
        for kind, panel in self._window.views.kinds().items():
            action = menu.addAction(panel.name())
            action.triggered.connect(lambda _checked=False, kind=kind: self._window.add_view(kind))

    def _fill_lessons(self, menu: QMenu) -> None:
        shown = {chapter.key: menu.addMenu(chapter.title) for chapter in chapters()}
        for lesson in lessons():
            action = shown[lesson.plan.chapter].addAction(lesson.title)
            action.setToolTip(lesson.summary)
            action.triggered.connect(lambda _checked=False, lesson=lesson: self._window.lesson_wanted.emit(lesson))

    def _fill_densities(self, menu: QMenu) -> None:
        chosen = self._window.preferences.choices.density
        for density, title in density_titles().items():
            action: QAction = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(density == chosen)
            action.triggered.connect(
                lambda _checked=False, density=density: self._window.preferences.set(density=density)
            )


def _kind_title(kind: str) -> str:
    return {
        "datasets": tr("Data"),
        "encoders": tr("Encoders"),
        "stimuli": tr("Stimuli"),
        "neurons": tr("Neurons"),
        "decoders": tr("Decoders"),
        "recorders": tr("Recorders"),
    }[kind]
