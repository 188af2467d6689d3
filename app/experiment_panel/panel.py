"""The panel *Experiments*: what is varied, the runs beside the window, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Change, Document
from app.document.experiment import Experiment
from app.experiment_panel.background_experiment import BackgroundExperiment, ExperimentOrder
from app.experiment_panel.experiment_choice import ExperimentChoice
from app.experiment_panel.experiment_status import ExperimentStatus
from app.experiment_panel.factor_list import FactorList
from app.experiment_panel.measure_list import MeasureList
from app.experiment_panel.result_table import ResultTable
from app.experiment_panel.run_form import RunForm
from app.experiment_panel.shown_choices import ShownChoices
from app.experiments.design import DesignProblem, Point, points_of
from app.experiments.drawn_digest import experiment_key
from app.experiments.experiment_folder import ExperimentFolder
from app.experiments.factors import whole_factors
from app.experiments.point_opening import open_point, point_of
from app.experiments.project_sweep import SweepProblem, fitting_jobs, whole_experiment
from app.experiments.shown_experiment import ShownExperiment
from app.i18n.translation import problem_words, tr
from app.widgets.buttons import Button
from app.widgets.kept_place import KeptScrolling
from app.widgets.layout import Ground, SeparationLine, column, fill, row
from app.widgets.sections import add_section
from app.widgets.text import SECONDARY, Text
from engine.backends import FASTEST
from engine.problems import NetworkError
from engine.simulation.arrays.layout import processors

SOON = 300  # ms after an edit until results that suit the drawing are looked for


class ExperimentsPanel(Ground):
    """``begun``: runs began, or results are to be seen; ``told`` carries words for the notice of the window.

    Results are in folders of ``root``, by what they are of, so that they are found again whenever a drawing and an
    experiment are what they were.
    """

    begun = Signal()
    told = Signal(str)
    export_wanted = Signal()

    def __init__(self, editor: Editor, root: Path, parent: QWidget | None = None) -> None:
        super().__init__("surface0", parent)
        self._editor, self._root = editor, root
        self.shown = ShownExperiment()
        self.background = BackgroundExperiment(self)
        self._jobs = processors()
        self._running: Experiment | None = None  # as it is run
        self._problem = ""  # why it could not go on
        self._reason = ""  # why it cannot begin
        self._points: Sequence[Point] = ()
        self._shown_folder: Path | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.look)
        self.choice, self.status = ExperimentChoice(editor), ExperimentStatus()
        self.factors, self.measures, self.form = FactorList(editor), MeasureList(editor), RunForm(editor)
        self.choices, self.table = ShownChoices(self.shown), ResultTable(self.shown)
        self.figure = Button(tr("Show the figure"), "quiet", "views")
        self.export = Button(tr("Export results…"), "quiet", "export")
        self.best = Button(tr("Open the best point"), "quiet", "points")
        self.begin = Button(tr("New experiment"), "primary", "add")
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        self._empty, self._whole = QWidget(), QWidget()
        what = tr("An experiment runs the drawing for many values and seeds, and measures each run.")
        how = tr("Vary… in the menu of any value, slider or badge begins one, too.")
        words = [Text(text, size=SECONDARY, tone="text2", wrapped=True) for text in (what, how)]
        fill(column(self._empty, (12, 14, 12, 12), 10), *words, fill(row(), self.begin, 1), 1)
        content = QWidget()
        body = column(content)
        body.addLayout(fill(column(margins=(12, 10, 12, 10)), self.choice))
        add_section(body, tr("What is varied"), self.factors)
        add_section(body, tr("What is measured"), self.measures)
        add_section(body, tr("How it is run"), self.form)
        restore = Text(tr("a click opens a point"), size=SECONDARY, tone="text2")
        buttons = fill(row(margins=(0, 6, 0, 0), spacing=8), self.best, self.figure, self.export, 1)
        holder = QWidget()
        holder.setLayout(buttons)
        self._results = add_section(body, tr("Results"), self.choices, self.table, holder, right=restore)
        body.addStretch(1)
        self._scrolling = KeptScrolling(content)
        fill(column(self._whole), self.status, SeparationLine(), (self._scrolling, 1))
        fill(column(self), self._empty, (self._whole, 1))

    def _connect(self) -> None:
        editor = self._editor
        editor.changed.connect(self._document_changed)
        editor.loaded.connect(self._document_loaded)
        self.choice.chosen.connect(self._choose)
        self.form.jobs_chosen.connect(self._choose_jobs)
        self.begin.clicked.connect(lambda: intentions.add_experiment(editor))
        self.status.run_wanted.connect(self.start)
        self.status.pause_wanted.connect(self.background.toggle_pause)
        self.status.cancel_wanted.connect(self._cancel)
        self.background.came.connect(self.shown.add)
        self.background.came.connect(lambda _rows: self._show_status())
        self.background.paused.connect(lambda _paused: self._show_status())
        self.background.ended.connect(self._ended)
        self.shown.wanted.connect(self.open_run)
        self.table.wanted.connect(self.open_run)
        self.figure.clicked.connect(self.begun)
        self.export.clicked.connect(self.export_wanted)
        self.best.clicked.connect(self._open_best)

    @property
    def experiment(self) -> Experiment | None:
        """The experiment that is looked at, as it is drawn."""
        known = self._editor.document.experiments
        return known[self._editor.experiment] if known else None

    # what is planned

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self.look()

    def _document_changed(self, change: Change) -> None:
        if change.experiments or change.is_of_network or change.settings:
            if self.isVisible():
                self.refresh()
            self._mark_opened()
            self._soon.start()

    def _mark_opened(self) -> None:
        figures = self.shown.figures
        if figures is not None:
            self.shown.mark_opened(point_of(self._editor.document, figures.experiment, figures.points))

    def _document_loaded(self, _document: Document) -> None:
        self.background.cancel()
        self._problem = ""
        self.shown.show_nothing()
        self.refresh()
        if self.isVisible():
            self.look()

    def refresh(self) -> None:
        """Show the plan of the experiment that is looked at."""
        experiment = self.experiment
        self._empty.setVisible(experiment is None)
        self._whole.setVisible(experiment is not None)
        if experiment is not None:
            self.choice.show_experiments()
            self.factors.show_experiment(experiment)
            self.measures.show_experiment(experiment)
            self.form.show_experiment(experiment)
            self.form.show_jobs(self._jobs)
        self._lock(self.background.is_active)
        self._show_status()

    def _lock(self, locked: bool) -> None:
        for part in (self.choice, self.factors, self.measures, self.form):
            part.setEnabled(not locked)

    def _choose(self, place: int) -> None:
        self._editor.experiment = place
        self._problem = ""
        self.refresh()
        self.look()

    def _choose_jobs(self, jobs: int) -> None:
        self._jobs = jobs

    def _whole_experiment(self) -> Experiment | None:
        """The experiment as it would be run, with ``_points``; None, and the reason, where it cannot be."""
        experiment, document = self.experiment, self._editor.document
        self._points = ()
        if experiment is None:
            return None
        try:
            whole = whole_experiment(document, experiment)
            self._points = points_of(whole, whole_factors(document, whole))
        except (SweepProblem, DesignProblem) as problem:
            self._reason = str(problem)
            return None
        self._reason = ""
        return whole

    # runs

    def start(self) -> None:
        """Begin the runs, or go on with those that are not made yet."""
        whole, document = self._whole_experiment(), self._editor.document
        if whole is None or self.background.is_active or self.form.is_wrong:
            self._show_status()
            return
        try:
            jobs = min(self._jobs, fitting_jobs(document))
        except NetworkError as error:
            self._problem = problem_words(error.problems[0])
            self._show_status()
            return
        self._problem, self._running = "", whole
        self._show_results_of(whole)
        self._results.show()
        drawn = document.at(document.snapshot())
        self._scrolling.bring_up(self._results)
        self.background.start(ExperimentOrder(drawn, whole, self._folder(whole), jobs, FASTEST))
        self.shown.set_running(True)
        self._lock(True)
        self._show_status()
        self.begun.emit()

    def _cancel(self) -> None:
        self.background.cancel()
        self.status.show_ending()

    def _ended(self, problem: str) -> None:
        self._problem, self._running = problem, None
        self.shown.set_running(False)
        self._lock(False)
        self._show_status()
        self.look()

    def _folder(self, whole: Experiment) -> Path:
        return self._root / experiment_key(self._editor.document, whole, FASTEST)

    # results

    def look(self) -> None:
        """Show the results that suit the drawing and the experiment, where there are any."""
        if not self.isVisible() or self.background.is_active:
            return
        whole = self._whole_experiment()
        if whole is None:
            self.shown.show_nothing()
        elif self.shown.figures is None or self._folder(whole) != self._shown_folder:
            self._show_results_of(whole)
            rows = ExperimentFolder(self._folder(whole)).rows()
            if rows:
                self.shown.add(rows.values())
        self._show_status()

    def _show_results_of(self, whole: Experiment) -> None:
        document = self._editor.document
        self._shown_folder = self._folder(whole)
        self.shown.show(document, whole, points_of(whole, whole_factors(document, whole)))
        self._mark_opened()

    def open_run(self, number: int) -> None:
        """Put the values and the seed of a run into the drawing, as one step of undo."""
        figures = self.shown.figures
        if figures is None:
            return
        experiment = figures.experiment
        point, place = divmod(number, len(experiment.seeds))
        problem = open_point(self._editor, experiment, figures.values_of(point), experiment.seeds[place])
        if problem:
            self.told.emit(problem)
            return
        self.told.emit(
            tr("The drawing has the values of point {point}, and seed {seed}. Undo gives the old ones back.",
               point=point + 1, seed=experiment.seeds[place])
        )  # fmt: skip

    def _open_best(self) -> None:
        figures = self.shown.figures
        if figures is not None and figures.best is not None:
            self.shown.open(figures.best)

    def _show_status(self) -> None:
        experiment, figures = self.experiment, self.shown.figures
        if experiment is None:
            return
        done, count, failed = (0, 0, 0) if figures is None else (figures.done, figures.count, figures.failed)
        name = self._running.name if self._running is not None else experiment.name
        if self.background.is_ending:
            self.status.show_ending()
        elif self.background.is_paused:
            self.status.show_paused(name, done, count, failed)
        elif self.background.is_active:
            self.status.show_running(name, self.background.seconds_left, done, count, failed)
        else:
            self._whole_experiment()
            points, seeds = len(self._points), len(experiment.seeds)
            if experiment.design.is_search and not self._reason:
                points = experiment.points
            self.status.show_ready(points, seeds, self._problem or self._reason, done, failed)
        self.best.setVisible(figures is not None and figures.best is not None)
        self._results.setVisible(done > 0 or self.background.is_active)
