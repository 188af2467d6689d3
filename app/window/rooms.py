"""The parts of the main window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.canvas.view import CanvasView
from app.commands.editor import Editor
from app.inspector.panel import InspectorPanel
from app.learn.panel import LearnPanel
from app.plots.sources.chosen_neurons import ChosenNeurons
from app.preferences import Preferences
from app.running.run import Run
from app.window.frame.workspace import Workspace
from app.window.live_views.problems_dock import ProblemsDock
from app.window.live_views.views import LiveViews
from app.window.project.file import Project
from app.window.runs.node_activity import NodeActivity
from app.window.runs.run_control import RunControl


@dataclass(frozen=True)
class Rooms:
    """The parts that the window puts together; the composition root makes them."""

    preferences: Preferences
    editor: Editor
    run: Run
    project: Project
    control: RunControl
    views: LiveViews
    workspace: Workspace
    canvas: CanvasView
    chosen: ChosenNeurons
    inspector: InspectorPanel
    learn: LearnPanel
    activity: NodeActivity
    problems: ProblemsDock
    start_page: QWidget
