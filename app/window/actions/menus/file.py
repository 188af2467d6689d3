"""The menu *File*."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMenu

from app.commands.actions import Action
from app.commands.editor import Editor
from app.i18n.translation import tr
from app.preferences import Preferences
from app.window.actions.reasons import unless
from app.window.frame.menu import LINE, Menu, Submenu
from app.window.frame.menu_actions import LONGEST_PATH, as_written
from app.window.project.file import Project
from app.window.project.template_keeping import TemplateKeeping


def file_menu(
    project: Project,
    editor: Editor,
    preferences: Preferences,
    templates: TemplateKeeping,
    *,
    show_start_page: Callable[[], object],
    import_file: Callable[[], object],
    export: Callable[[], object],
    export_image: Callable[[], object],
    quit: Callable[[], object],
) -> Menu:
    """Actions on a whole drawing."""

    def fill_recent(menu: QMenu) -> None:
        menu.setToolTipsVisible(True)
        for recent in preferences.choices.recent:
            action = menu.addAction(as_written(recent.path, LONGEST_PATH))
            action.setToolTip(recent.path)
            action.triggered.connect(lambda _checked=False, path=recent.path: project.open(Path(path)))
        if menu.isEmpty():
            menu.addAction(tr("None yet")).setEnabled(False)

    return Menu(
        "file",
        tr("File"),
        (
            Action("file.new", tr("New network"), project.new, ("Ctrl+N",), "add", anywhere=True),
            Action("file.open", tr("Open…"), project.open, ("Ctrl+O",), "folder", anywhere=True),
            Submenu("file.recent", tr("Open recent"), fill_recent),
            Action("file.start_page", tr("Start page and examples"), show_start_page, ("Ctrl+Shift+H",)),
            LINE,
            Action("file.save", tr("Save"), project.save, ("Ctrl+S",), "save"),
            Action("file.save_as", tr("Save as…"), project.save_as, ("Ctrl+Shift+S",)),
            Action(
                "file.keep_template",
                tr("Keep as a template…"),
                templates.ask,
                why=unless(lambda: editor.document.nodes, tr("There is nothing to keep yet; add a node first")),
            ),
            Action(
                "file.import",
                tr("Import network or weights…"),
                import_file,
                ("Ctrl+I",),
                also=tr("load weights, NIR, PyTorch"),
            ),
            Action(
                "file.export",
                tr("Export weights…"),
                export,
                ("Ctrl+E",),
                "export",
                also=tr("save weights, NIR, PyTorch, safetensors"),
            ),
            Action(
                "file.image",
                tr("Export drawing…"),
                export_image,
                ("Ctrl+Shift+E",),
                "image",
                also=tr("image, picture, figure, SVG, PDF, PNG"),
            ),
            LINE,
            Action("file.quit", tr("Quit"), quit, ("Ctrl+Q",), anywhere=True),
        ),
    )
