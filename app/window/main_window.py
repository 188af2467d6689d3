"""The one window: title bar on top, the start page or the workspace beneath."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.document.example import Example
from app.document.file.file_format import EXTENSION
from app.i18n.translation import tr
from app.plots.base.panel import OF_A_RUN, OF_TRAININGS
from app.running.report import RunState
from app.window.actions.abilities import Abilities
from app.window.actions.clipboard import paste_clipboard
from app.window.actions.gallery_commands import gallery_commands
from app.window.actions.menus.arrange import arrange_menu
from app.window.actions.menus.edit import edit_menu
from app.window.actions.menus.file import file_menu
from app.window.actions.menus.help import help_menu
from app.window.actions.menus.insert import insert_menu
from app.window.actions.menus.learn import learn_menu
from app.window.actions.menus.run import run_menu
from app.window.actions.menus.view import view_menu
from app.window.actions.model_commands import model_commands
from app.window.actions.plot_commands import plot_commands
from app.window.actions.regions import go_on, jump
from app.window.actions.view_commands import view_commands
from app.window.dialogs import WindowDialogs
from app.window.film_recorder import Films
from app.window.frame.chooser import Chooser, ChooserEntry
from app.window.frame.densities import restore_geometry, switch_full_screen
from app.window.frame.menu import Menu
from app.window.frame.menu_actions import MenuActions
from app.window.frame.notice import Notice
from app.window.frame.title_bar import TitleBar
from app.window.live_views.arrangements import Arrangements
from app.window.live_views.saved_views import SavedViews
from app.window.live_views.view_drop import ViewDrop
from app.window.plugins.desk import PluginDesk
from app.window.project import importing
from app.window.project.model_keeping import ModelKeeping
from app.window.project.module_keeping import ModuleKeeping
from app.window.project.quitting import Quitting
from app.window.project.template_keeping import TemplateKeeping
from app.window.rooms import Rooms
from app.window.runs.breakpoints import BreakpointsBox
from app.window.runs.refusing import RefusalNotice
from app.window.runs.run_to import RunTo
from app.window.runs.stopping import Stopping
from app.window.tour import GuidedTour

USUAL_SIZE = QSize(1600, 1000)
SMALLEST = QSize(880, 560)
FRAME = QSize(16, 48)  # what a desktop may draw around a window


class MainWindow(QMainWindow):
    """Knows where things are and passes requests on; documents, runs and views know the rest."""

    start_page_wanted = Signal()
    drawing_left = Signal(str)
    lesson_wanted = Signal(object)
    return_wanted = Signal()

    def __init__(self, rooms: Rooms) -> None:
        super().__init__()
        self.setObjectName("main window")
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        self._was_shown = self._training = self._is_closing = self._may_go = False
        self._paused_words = ""
        self.preferences, self.editor, self.run = rooms.preferences, rooms.editor, rooms.run
        self.project, self.control, self.views = rooms.project, rooms.control, rooms.views
        self.workspace, self.canvas = rooms.workspace, rooms.canvas
        self.start_page = rooms.start_page
        self.pages = QStackedWidget(self)
        self.setCentralWidget(self.pages)
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.workspace)
        self.notice = Notice(self.pages, self.workspace)
        self.chooser = Chooser(self)
        self.plugins = PluginDesk(self, self.pages, self.editor, self.canvas, self.notice)
        self.dialogs = WindowDialogs(self, rooms, self.notice, self.plugins)
        self.run_to = RunTo(self.workspace.frame, self.control.run_to)
        self.breakpoints = BreakpointsBox(self.workspace.frame, self.editor)
        self.refusing = RefusalNotice(self.notice, rooms.problems_dock.open)
        self.stopping = Stopping(self.run, self.editor, self.notice, self.canvas.show_element, rooms.source.chosen)
        self.desk = SavedViews(self.preferences, self.editor, self.views)
        self.arrangements = Arrangements(self.preferences, self.views, self.workspace, self.notice)
        self.modules = ModuleKeeping(self.editor, self.notice)
        self.models = ModelKeeping(self.editor, self.notice, self.workspace.frame)
        rooms.inspector.equations.keep_wanted.connect(self.models.ask)
        self.templates = TemplateKeeping(
            self.editor, self.project, self.notice, self.workspace.frame, self.show_start_page
        )
        self.actions_ = MenuActions(self, self._menus(rooms))
        self.title_bar = TitleBar(self.actions_, self)
        self.setMenuWidget(self.title_bar)
        self.tour = GuidedTour(self, self, rooms, self.title_bar)
        self.abilities = Abilities(self.editor, self.actions_, lambda: self.is_working, self)
        self.films = Films(self, rooms, self.notice, self.title_bar.film, lambda: self.is_working)
        self.quitting = Quitting(self, self.actions_["file.quit"])
        self.canvas.landing = ViewDrop(self.views, self.workspace, lambda: self.editor.document)
        self.canvas.window_actions = self.actions_.rows
        self.workspace.side.show_tips(self.actions_)
        self._connect()
        self._restore()
        self.workspace.open_side(self.preferences.choices.side_panel)
        self._show_title()

    def _menus(self, rooms: Rooms) -> tuple[Menu, ...]:
        """The menu bar in the language of the window, left to right."""
        dialogs = self.dialogs
        return (
            file_menu(
                self.project,
                self.editor,
                self.preferences,
                self.templates,
                show_start_page=self.show_start_page,
                import_file=self._import_file,
                export=dialogs.export,
                export_image=dialogs.export_image,
                quit=self.close,
            ),
            edit_menu(
                self.editor,
                self.canvas,
                self.notice,
                self.chooser,
                models=self.models,
                show_neurons=dialogs.open_selected_neurons,
                show_preferences=dialogs.open_preferences,
            ),
            view_menu(
                self.canvas,
                self.workspace,
                self.views,
                self.arrangements,
                self.preferences,
                toggle_problems=rooms.problems_dock.toggle,
                reset_layout=self._reset_layout,
                record=lambda: self.films.ask(),
                switch_full_screen=partial(switch_full_screen, self),
                next_region=self.next_region,
                show_commands=self.show_commands,
            ),
            insert_menu(self.editor, self.canvas),
            arrange_menu(self.editor, self.canvas, self.modules),
            run_menu(self.control, self.run_to, self.breakpoints, return_to_shown=self.return_wanted.emit),
            learn_menu(self.editor, rooms.learn, self.workspace),
            help_menu(
                begin_lesson=self.lesson_wanted.emit,
                begin_tour=lambda: self.tour.begin(),
                show_shortcuts=lambda: dialogs.open_shortcuts(self.actions_),
                show_about=dialogs.open_about,
            ),
        )

    def _connect(self) -> None:
        self.project.leaving.connect(self.desk.keep)
        self.project.opened.connect(self.desk.take_up)
        self.project.opened.connect(self.show_workspace)
        self.project.failed.connect(lambda why: self.notice.say(why, "error", tr("Open another…"), self.open))
        self.project.not_saved.connect(lambda why: self.notice.say(why, "error", tr("Save as…"), self.project.save_as))
        self.notice.room_taken.connect(lambda height: self.start_page.setContentsMargins(0, height, 0, 0))
        self.pages.currentChanged.connect(lambda _index: self.notice.set_apart(not self.is_working))
        self.notice.set_apart(not self.is_working)
        self.project.saved.connect(self._show_title)
        self.editor.undo_stack.clean_changed.connect(self._show_title)
        self.editor.undo_stack.index_changed.connect(self._show_title)
        self.editor.undo_stack.index_changed.connect(self.notice.tell_done)
        self.editor.saved.connect(lambda _path: self._show_title())
        self.editor.changed.connect(lambda change: self._show_title() if change.settings else None)
        self.editor.runs_kept.connect(self._show_title)
        self.refusing.connect_control(self.control)
        self.run.returned.connect(self.notice.tell_done)
        self.control.kept.connect(self._say_kept)
        self.control.began.connect(self._begin)
        self.run.state_changed.connect(self._show_running)
        self.canvas.space_tapped.connect(self.control.toggle)
        self.actions_.changed.connect(self.chooser.renew)
        self.canvas.command_requested.connect(lambda id: self.actions_[id].trigger())
        self.canvas.paste_requested.connect(partial(paste_clipboard, self.canvas, self.notice))

    # Pages

    def show_workspace(self) -> None:
        """The drawing in the editor, all of it."""
        self.return_to_drawing()
        self.canvas.fit()

    def return_to_drawing(self) -> None:
        """The drawing as it was left for the start page."""
        self.pages.setCurrentWidget(self.workspace)
        self.notice.hide()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_title()
        self.abilities.show()

    def show_start_page(self) -> None:
        """Examples, recent files and recovered work; the drawing stays as it is."""
        if self.run.is_active:
            self.run.pause()
        self.notice.hide()  # it spoke of the drawing
        if self.is_working:
            self.drawing_left.emit(self.project.title)
        self.start_page_wanted.emit()
        self.pages.setCurrentWidget(self.start_page)
        self._show_title()
        self.abilities.show()

    @property
    def is_working(self) -> bool:
        """True if the workspace is shown."""
        return self.pages.currentWidget() is self.workspace

    def new(self) -> None:
        """An empty canvas."""
        self.project.new()

    def open(self) -> None:
        """Ask for a file and open it."""
        self.project.open()

    def _import_file(self) -> None:
        """Ask for a network or weights of other software, and take them in."""
        importing.ask(
            self, self.preferences.choices.last_folder, partial(importing.import_file, self.canvas, self.notice)
        )

    def open_path(self, path: str | Path) -> None:
        """Open a file."""
        self.project.open(Path(path))

    def open_example(self, example: Example) -> None:
        """Open a copy of an example."""
        self.project.open_example(example)

    # What is shown

    def _show_title(self) -> None:
        if not self.is_working:
            self.title_bar.show_document("", "")
            self.setWindowTitle(tr("Spikeloom"))
            return
        self.setWindowTitle(tr("{title} · Spikeloom", title=self.project.title))
        if self._training:
            self.title_bar.show_document(self.project.title, tr("being trained"), not self.editor.is_modified)
            return
        state = tr("edited") if self.editor.is_modified else tr("saved")
        if self.editor.path is None and not self.editor.is_modified:
            state = tr("not saved yet")
        is_saved = self.editor.path is not None and not self.editor.is_modified
        self.title_bar.show_document(self.project.title, state, is_saved)

    def _show_running(self, state: RunState) -> None:
        self.actions_["run.toggle"].setText(tr("Pause") if state == RunState.RUNNING else tr("Run"))
        if state == RunState.RUNNING:
            self.views.bring(OF_A_RUN, begins=False)

    def say_paused(self, reason: str) -> None:
        """The run had to stand still for another job."""
        self._paused_words = tr("The run stands still. {reason}", reason=reason)
        self.notice.say(self._paused_words)

    def _say_kept(self, links: int) -> None:
        if links:
            self.notice.say(tr("The weights of the run are now those of the document. Undo gives the old ones back."))
        else:
            self.notice.refuse(tr("No link learns while running. Put a plasticity rule on a link first."))

    def show_training(self, busy: bool) -> None:
        """Show beside the title whether a training is under way."""
        self._training = busy
        if not busy and self._paused_words and self.notice.words == self._paused_words:
            self.notice.hide()  # it speaks of what is over
        self._show_title()

    def _begin(self) -> None:
        self.notice.hide()
        self.show_views(OF_A_RUN)

    def show_views(self, subject: str) -> None:
        """The live views of a run, or those of trainings, where they were in an earlier window."""
        self.desk.lay_out(subject)
        self.views.bring(subject)

    # Requests

    def show_commands(self) -> None:
        """Every action, to be found by its words."""
        self.chooser.open(self._commands, tr("Search commands"))

    def _commands(self) -> list[ChooserEntry]:
        entries = self.actions_.commands()
        if self.is_working:
            entries += plot_commands(self.editor)
            entries += view_commands(self.views, self.arrangements)
            entries += model_commands(self.editor, self.canvas.add_at_centre, self.workspace.open_side)
        return entries + gallery_commands(self.lesson_wanted.emit, self.open_example)

    def next_region(self, step: int) -> None:
        """Move the focus to another region."""
        jump(self._regions(), step)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on(self._regions(), forward) or super().focusNextPrevChild(forward)

    def _regions(self) -> list[QWidget]:
        """Menu, palette, lesson, canvas, side panel, views, transport."""
        work = self.workspace
        below = [*work.left, work.canvas, work.side, *self.views.panels(), work.transport]
        return [self.title_bar, *(below if self.is_working else [self.start_page])]

    # Beginning and end

    def begin(self, paths: Sequence[Path]) -> None:
        """Open the first of ``paths``, or stay on the start page, with the tour at the first start."""
        if paths:
            self.project.open(paths[0], begins=True)
        else:
            self.tour.begin_once()

    def _reset_layout(self) -> None:
        """Panels where they were at first."""
        self.views.close_all()
        self.workspace.open_side("properties")
        self.workspace.restore_layout("")
        self.views.bring(OF_TRAININGS if self._training else OF_A_RUN)

    def _restore(self) -> None:
        if not restore_geometry(self, self.preferences.choices.geometry):
            room = self.screen().availableGeometry().size()
            self.resize(USUAL_SIZE.boundedTo(room))
            if (USUAL_SIZE + FRAME).boundedTo(room) != USUAL_SIZE + FRAME:
                self.setWindowState(Qt.WindowState.WindowMaximized)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.abilities.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_go:
            self._is_closing = True
            self.project.leave(partial(self.films.leave, self._go))
            self._is_closing = False
        if not self._may_go:
            event.ignore()
            return
        self.quitting.close_dialogs()
        self.preferences.set(
            geometry=bytes(self.saveGeometry().toHex().data()).decode("ascii"),
            side_panel=self.workspace.side.current,
        )
        self.desk.keep()
        self.project.close()
        event.accept()

    def _go(self) -> None:
        """A person lets this drawing go, at once or after they were asked."""
        self._may_go = True
        if not self._is_closing:
            self.close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_path(path)


def _dropped_file(event: QDropEvent) -> Path | None:
    """The one project file that is dragged here."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix == EXTENSION else None
