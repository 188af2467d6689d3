"""The panel *Experiments* in its window: seen when something is varied, with its view, its words and its files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.commands.editor import Editor
from app.experiment_panel.panel import ExperimentsPanel
from app.experiment_panel.result_export import export_results
from app.plots.base.panel import OF_EXPERIMENTS
from app.window.frame.notice import Notice
from app.window.frame.workspace import Workspace

PANEL = "experiments"


def connect_experiments(
    panel: ExperimentsPanel, editor: Editor, workspace: Workspace, notice: Notice, show_views: Callable[[str], object]
) -> None:
    """Let the window show what the panel wants to be seen and said."""
    editor.experiment_wanted.connect(lambda: workspace.open_side(PANEL))
    panel.begun.connect(partial(show_views, OF_EXPERIMENTS))
    panel.told.connect(notice.say)
    panel.export_wanted.connect(partial(export_results, workspace, panel.shown, notice.say))
