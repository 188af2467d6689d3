"""The composition root: the only file that knows every room of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF

from app import platform
from app.appearance.style import deferred_style_sheet
from app.canvas.view import CanvasView
from app.code.panel import CodePanel
from app.commands.editor import Editor
from app.document.document import Document
from app.document.elements import Element, Link, Node
from app.document.example import examples
from app.document.file.recovery import FOLDER, Recovered, Recovery
from app.document.networks.lessons import lessons
from app.document.networks.templates import templates
from app.document.vocabulary import numbers_of
from app.experiment_panel.panel import ExperimentsPanel
from app.help.model_card import ModelCardPage
from app.i18n.translation import tr
from app.inspector.panel import InspectorPanel
from app.learn.panel import LearnPanel
from app.lessons.course import LessonCourse, LessonSurroundings
from app.lessons.panel import LessonPanel
from app.palette.panel import PalettePanel
from app.plots.answers.panel import AnswersPanel
from app.plots.base.clock import RedrawClock
from app.plots.base.panel import OF_TRAININGS, Panel, Sources
from app.plots.base.time_range import TimeRange
from app.plots.exports.span_export import Span, choose_and_export
from app.plots.sources.source import PlotSource
from app.plots.statistics.panel import StatisticsPanel
from app.plots.transport.bar import TransportBar
from app.plots.views import plots
from app.preferences import Choices, Preferences
from app.problem_list.panel import ProblemListPanel
from app.running.firing_watch import FiringWatch
from app.running.jobs import Jobs
from app.running.report import RunState
from app.running.run import Run
from app.running.trainings.fitting import Train
from app.running.trainings.trained_weights import TrainedWeights
from app.running.trainings.training import Training
from app.running.trainings.training_job import FoundTraining, TrainingJobs, forget_runs
from app.running.trainings.training_work import PROJECT
from app.start_page.start_page import StartPage
from app.start_page.titles import TEMPLATES
from app.window.experiments import connect_experiments
from app.window.frame.fitting import KeepsFitting
from app.window.frame.side_panel import SidePanel, Tab
from app.window.frame.workspace import Workspace
from app.window.live_views.problems_dock import ProblemsDock
from app.window.live_views.views import LiveViews
from app.window.main_window import MainWindow
from app.window.project.background_tasks import WaitingDialog
from app.window.project.file import Project
from app.window.project.leaving import LeavingGuard
from app.window.project.questions import Questions
from app.window.rooms import Rooms
from app.window.runs.badge_weights import BadgeWeights
from app.window.runs.chosen_plots import ChosenPlots
from app.window.runs.first_samples import FirstSamples
from app.window.runs.node_activity import NodeActivity
from app.window.runs.read_out_fitting import ReadOutFitting
from app.window.runs.run_control import RunControl
from app.window.runs.viewed_moment import ViewedMoment
from app.window.runs.weight_drift import WeightDrift
from app.window.unapplied import Unapplied
from engine.learning.components.figures import TrainingState
from engine.problems import Problem


class Composition(Rooms):
    """One main window with everything in it; tests answer the questions, choose the folder, and train in a thread.

    The window owns every object of Qt here: connections of theirs hold lambdas, these hold the composition, and
    Python's collector cannot see that circle. It opens when the window is deleted.
    """

    start_page: StartPage  # of which the window knows that it is a widget

    def __init__(
        self, preferences: Preferences, questions: Questions | None = None, recovery: Path | None = None,
        train: Train | None = None,
    ) -> None:  # fmt: skip
        self.preferences = preferences
        self.editor = Editor()
        self.run = Run()
        self.jobs = Jobs()
        kept = recovery or platform.state_folder() / FOLDER
        self.recovery = Recovery(kept)
        self.questions = questions or Questions(lambda: self.window)
        self.project = Project(self.editor, preferences, self.recovery, self.questions)
        self.control = RunControl(self.editor, self.run, self.jobs, preferences)
        self.training = Training(train=train)
        jobs = TrainingJobs(kept.with_name("jobs"), lambda: self.preferences.choices.backend)
        self.trained = TrainedWeights(self.training, self.training)
        self.source = PlotSource(self.run, self.editor.document, self.trained)
        self.time_range = TimeRange()
        self._traced = False
        self.time_range.choose(0.0)
        with deferred_style_sheet():
            self.canvas = CanvasView(self.editor)
            self.fitting = KeepsFitting(self.canvas)
            self.palette = PalettePanel(preferences.choices.palette)
            self.transport = TransportBar(self.run, self.time_range)
            self.side = SidePanel()
            self.inspector = InspectorPanel(self.editor)
            self.side.add(Tab("properties", tr("Properties"), "inspector", "view.properties"), self.inspector)
            self.learn = LearnPanel(self.editor, self.training, None if train is not None else jobs)
            self.side.add(Tab("learn", tr("Learn"), "learn", "learn.panel"), self.learn)
            self.card = ModelCardPage("", AnswersPanel(self.editor, self.source, self.time_range))
            self.side.add(Tab("equations", tr("Equations"), "equations", "view.equations"), self.card)
            self.code = CodePanel(self.editor)
            self.side.add(Tab("code", tr("Code"), "code", "view.code"), self.code)
            self.statistics = StatisticsPanel(self.source, self.time_range)
            self.side.add(Tab("statistics", tr("Statistics"), "statistics", "view.statistics"), self.statistics)
            self.experiments = ExperimentsPanel(self.editor, kept.with_name("experiments"))
            self.side.add(Tab("experiments", tr("Experiments"), "experiments", "view.experiments"), self.experiments)
            self.workspace = Workspace(self.palette, self.canvas, self.side, self.transport)
            self.views = LiveViews(self.workspace, plots, self._view, self.time_range, self.learn.looked_at.trainings)
            self.clock = RedrawClock(self.views.panels_in_sight)
            self.problems = ProblemListPanel(self.editor)
            self.firing = FiringWatch(self.run, self.problems)
            self.problems_dock = ProblemsDock(self.problems, self.workspace)
            self.looked_at = ViewedMoment(self.run, self.time_range, self.transport.replay, self.transport)
            self.first_samples = FirstSamples(self.editor)
            self.inspector.samples.looking.seen.connect(self.first_samples.take)
            self.activity = NodeActivity(
                self.editor,
                self.run,
                self.canvas,
                self.looked_at,
                ChosenPlots(self.run, self.source),
                BadgeWeights(self.run, self.source),
                self.first_samples,
            )
            self.drift = WeightDrift(self.editor, self.run)
            self.fitting_read_outs = ReadOutFitting(self.editor, self.inspector, self.jobs, preferences)
            around = LessonSurroundings(self.editor, self.run, self.project.open_copy, lambda: self.views.open_kinds)
            self.course = LessonCourse(preferences, around)
            self.lesson = LessonPanel(self.course, self.workspace)
            self.lesson.hide()
            self.start_page = StartPage(examples(), lessons(), self.course.share_done, templates)
            self.window = MainWindow(self)
        self._give_to_window()
        self._connect()
        self._show_settings()

    def close(self) -> None:
        """End the threads of a window that was closed, and delete it with all that it owns."""
        self.preferences.changed.disconnect(self._preferences_changed)  # they live longer than this window
        self.training.close()
        self.learn.background.close()
        self.experiments.background.close()
        self.fitting_read_outs.cancel()
        self.control.close()
        self.window.plugins.control.close()
        self.window.deleteLater()

    def _give_to_window(self) -> None:
        for part in (
            self.run, self.jobs, self.project, self.control, self.source, self.time_range, self.training, self.views,
            self.clock, self.activity, self.drift, self.fitting_read_outs, self.course, self.first_samples,
        ):  # fmt: skip
            part.setParent(self.window)

    def _connect(self) -> None:
        window, control = self.window, self.control
        self.palette.add_requested.connect(self.canvas.add_at_centre)
        self.palette.ordered.connect(lambda kinds: self.preferences.set(palette=kinds))
        self.palette.modules.unwanted.connect(window.modules.forget)
        self.palette.unwanted.connect(window.models.forget)
        self.palette.rename_wanted.connect(window.models.ask_name)
        window.plugins.control.changed.connect(self.palette.renew)
        self.palette.refused.connect(lambda words: window.notice.say(words, "error"))
        self.canvas.example_requested.connect(window.show_start_page)
        self.canvas.overlays.moment.newest_wanted.connect(self.time_range.follow)
        self.transport.run_requested.connect(control.toggle)
        self.statistics.run_wanted.connect(control.toggle)
        self.statistics.traces_wanted.connect(self._trace_neurons)
        self.transport.step_requested.connect(control.step)
        self.transport.step_back_requested.connect(control.step_back)
        self.transport.return_requested.connect(control.return_to)
        self.transport.export_requested.connect(self._export_span)
        window.return_wanted.connect(self._return_to_shown)
        self.transport.reset_requested.connect(control.reset)
        self.transport.speed.speed_requested.connect(control.set_speed)
        self.transport.problems_requested.connect(self.problems_dock.toggle)
        self.transport.backend_button.backend_requested.connect(control.use_backend)
        self.editor.loaded.connect(self._loaded)
        self.editor.changed.connect(lambda change: self._show_settings() if change.settings else self._show_card())
        self.preferences.changed.connect(self._preferences_changed)
        self.run.state_changed.connect(self._trace_something)
        self.editor.selection.changed.connect(self._select)
        self.side.chosen.connect(lambda _id: self._show_card())
        self.inspector.keep_weights_wanted.connect(lambda _link: control.keep_weights())
        self.drift.measured.connect(self.inspector.show_drift)
        self.inspector.model_card_wanted.connect(self._open_card)
        self.inspector.show_element.connect(self.canvas.show_element)
        self.inspector.file_wanted.connect(self._take_file)
        self.palette.unfold_requested.connect(lambda: self.workspace.unfold_palette())
        self._connect_problems()
        self._connect_learning()
        connect_experiments(self.experiments, self.editor, self.workspace, window.notice, window.show_views)
        self._connect_start_page()

    def _take_file(self, node: Node, path: Path) -> None:
        """Have a node read a file, as if it had been dropped on it."""
        self.canvas.take_foreign(path, node.position, QPointF(*node.position), node)

    def _connect_problems(self) -> None:
        self.problems.found.connect(self._show_problems)
        self.problems.found.connect(self.window.refusing.look)
        self.problems.plugins_wanted.connect(self.window.dialogs.open_plugins)
        self.problems.show_element.connect(self.canvas.show_element)
        self.problems.show_field.connect(self._show_field)
        self.run.failed.connect(self.problems.show_failure)
        self.firing.found.connect(self.problems.show_of_run)
        self.run.failed.connect(lambda problem: self.window.refusing.say([problem]))
        self.jobs.paused.connect(lambda _job, reason: self.window.say_paused(reason))
        self._show_problems(self.problems.problems)

    def _connect_learning(self) -> None:
        changed = self.training.state_changed
        changed.connect(lambda state: self._pause_run_for_training(state is TrainingState.TRAINING))
        changed.connect(lambda state: self.window.show_training(state is TrainingState.TRAINING))
        self.training.pause_changed.connect(lambda paused: self._pause_run_for_training(not paused))
        self.trained.changed.connect(self.activity.show_trained)
        self.run.state_changed.connect(
            lambda state: self.trained.forget_arrays() if state == RunState.RUNNING else None
        )
        self.learn.show_element.connect(self.canvas.show_element)
        self.learn.show_field.connect(self._show_place)
        self.learn.costs.energy.numbers.set_numbers(self.preferences.choices.energy)
        self.learn.costs.energy.numbers.changed.connect(lambda own: self.preferences.set(energy=own))
        self.learn.background.open_wanted.connect(self._open_found)
        self.learn.begun.connect(lambda: self.window.show_views(OF_TRAININGS))
        self.window.abilities.follow_training(self.learn, self.training)
        self.project.under_way += [
            Unapplied(self.window.return_to_drawing, self.workspace, self.code, self.questions).leave,
            LeavingGuard(self.learn, self.questions).leave,
        ]
        self.project.goes_on_elsewhere = self.learn.background.has_sent_away
        self.project.stayed.connect(self.learn.background.stay)
        self.project.background.wait = partial(WaitingDialog, self.window)

    def _connect_start_page(self) -> None:
        window = self.window
        begin = self.start_page.begin
        begin.new_wanted.connect(window.new)
        begin.open_wanted.connect(window.open)
        begin.file_wanted.connect(window.open_path)
        begin.recovered_wanted.connect(self.project.open_recovered)
        begin.recovered_unwanted.connect(partial(self._change_recovered, self.recovery.discard))
        begin.recovered_wanted_back.connect(partial(self._change_recovered, self.recovery.bring_back))
        begin.drawing_wanted.connect(window.return_to_drawing)
        window.drawing_left.connect(begin.show_drawing)
        begin.shortcuts_wanted.connect(window.actions_["help.shortcuts"].trigger)
        begin.tour_wanted.connect(window.tour.begin)
        begin.theme_wanted.connect(window.actions_["view.theme"].trigger)
        self.start_page.example_wanted.connect(window.open_example)
        self.start_page.lesson_wanted.connect(self.course.begin)
        self.start_page.template_wanted.connect(window.project.open_template)
        self.start_page.templates.unwanted.connect(window.templates.forget)
        window.templates.show = partial(self.start_page.show_page, TEMPLATES)
        window.lesson_wanted.connect(self.course.begin)
        self.course.kept.connect(self.start_page.lessons.show_done)
        self.course.begun.connect(lambda: self.side.choose("properties"))  # where what its tasks speak of is set
        self.course.begun.connect(self.window.desk.begin_anew)
        self.course.moved.connect(lambda: self.workspace.show_lesson(self.lesson if self.course.lesson else None))
        self.lesson.next_wanted.connect(self.course.begin)
        self.lesson.leave_wanted.connect(self.course.leave)
        self.lesson.unfold_wanted.connect(self.workspace.read_lesson)
        window.start_page_wanted.connect(self._fill_start_page)
        window.project.mended.connect(lambda what: window.notice.say(what, "warning"))
        self._fill_start_page()

    def _view(self, kind: str) -> Panel:
        panel = plots()[kind].of(Sources(self.source, self.time_range, self.learn.trainings, self.experiments.shown))
        panel.run_wanted.connect(self.control.toggle)
        panel.neuron_chosen.connect(self._trace_neuron)
        panel.refused.connect(lambda why: self.window.notice.say(why, "error"))
        return panel

    def _trace_neuron(self, population: str, neuron: int) -> None:
        """A neuron that was clicked in another view is marked in all of them, and has its trace in sight."""
        self.source.chosen.choose(population, (neuron,))
        self._trace_neurons(population, (neuron,))

    def _trace_neurons(self, population: str, neurons: Sequence[int]) -> None:
        self.source.shown.current.show(population, neurons)
        if self.source.shown.current.traces() and not self.views.has("traces"):
            self.views.add("traces")

    def _pause_run_for_training(self, computes: bool) -> None:
        """Keep the live run standing still while a training computes, and say why."""
        reason = tr("A training is under way; pause or cancel it in the Learn panel.") if computes else ""
        if computes:
            self.jobs.take("training", self.training, reason)
        else:
            self.jobs.release(self.training)
            self.window.notice.tell_done()  # what was refused because of it can be done now
        self.control.locked = reason
        self.transport.set_locked(reason)

    def _open_found(self, found: FoundTraining) -> None:
        """The drawing of a training in the background: its file, else what the training has of it."""
        if found.path is not None and found.path.exists():
            self.window.open_path(found.path)
        else:
            self.project.open_copy(found.folder.path / PROJECT, found.title or tr("Untitled"), forget_runs)

    def _export_span(self, start: float, end: float) -> None:
        choose_and_export(self.window, Span(self.source, start, end), self.window.notice.say)

    def _return_to_shown(self) -> None:
        if self.time_range.is_following:
            words = tr(
                "Look back first: drag the frame of the time ribbon to where the run shall return, "
                "or right-click that moment in it."
            )
            self.window.notice.refuse(words)
        else:
            self.control.return_to(self.transport.ribbon.shown_end())

    def _show_place(self, element: str, name: str) -> None:
        self.canvas.show_element(element)
        if name:
            self._show_field(element, name)

    def _show_field(self, element: str, name: str) -> None:
        self.workspace.open_side("properties")
        self.inspector.show_field(name)

    def _show_card(self) -> None:
        """The equations of the selected model, where they can be seen."""
        if self.side.current != "equations":
            return
        chosen = [self.editor.document.element(id) for id in self.editor.selection.ids]
        models: list[tuple[str | None, Element]] = [(node.model, node) for node in chosen if isinstance(node, Node)]
        models += [(link.synapses.synapse, link) for link in chosen if isinstance(link, Link) and link.synapses]
        key, element = next(((key, element) for key, element in models if key), ("", None))
        self.card.show_model(key, numbers_of(element) if element is not None else None)

    def _open_card(self, key: str) -> None:
        """The page of one model, also of one that is only a part of what is selected."""
        self.workspace.open_side("equations")
        self.card.show_model(key)

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        fatal = sum(problem.is_fatal for problem in problems)
        self.canvas.set_problems(list(problems))
        self.transport.set_problems(len(problems) - fatal, fatal)

    def _loaded(self, document: Document) -> None:
        self.trained.forget()
        self.source.set_document(document)
        self._traced = False
        self.time_range.choose(0.0)
        self._show_settings()

    def _preferences_changed(self, _before: Choices, _after: Choices) -> None:
        self._show_settings()

    def _show_settings(self) -> None:
        self.transport.speed.show_speed(self.editor.document.settings.speed)
        self.transport.backend_button.show_backend(self.preferences.choices.backend)

    def _trace_something(self, state: RunState) -> None:
        """The first run of a drawing shows the membrane of what is selected, else two of every population."""
        if state not in (RunState.RUNNING, RunState.PAUSED) or self._traced:
            return
        self._traced = True
        for id in self.editor.selection.ids:
            self.source.shown.current.show(id, (0,))
        self.source.shown.current.show_first()

    def _select(self, ids: Sequence[str]) -> None:
        if len(ids) == 1:
            self.source.select(ids[0])
        elif not ids:
            self.source.select_projection("")
        self._show_card()

    def _fill_start_page(self) -> None:
        begin = self.start_page.begin
        begin.show_recent([recent for recent in self.preferences.choices.recent if Path(recent.path).exists()])
        begin.show_recovered(self.recovery.found())

    def _change_recovered(self, change: Callable[[Recovered], object], recovered: Recovered) -> None:
        change(recovered)
        self._fill_start_page()
