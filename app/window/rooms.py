"""The parts of the main window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.canvas.view import CanvasView
from app.commands.editor import Editor
from app.inspector.panel import InspectorPanel
from app.learn.panel import LearnPanel
from app.plots.sources.source import PlotSource
from app.preferences import Preferences
from app.running.run import Run
from app.window.frame.workspace import Workspace
from app.window.live_views.problems_dock import ProblemsDock
from app.window.live_views.views import LiveViews
from app.window.project.file import Project
from app.window.runs.node_activity import NodeActivity
from app.window.runs.run_control import RunControl


class Rooms:
    """The parts that the window puts together; the composition root, which has more, makes them."""

    preferences: Preferences
    editor: Editor
    run: Run
    project: Project
    control: RunControl
    views: LiveViews
    workspace: Workspace
    canvas: CanvasView
    source: PlotSource
    inspector: InspectorPanel
    learn: LearnPanel
    activity: NodeActivity
    problems_dock: ProblemsDock
    start_page: QWidget
