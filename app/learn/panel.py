"""The Learn panel: data, method, settings, progress, curves, answers and the runs so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.document.document import Change, Document
from app.i18n.translation import tr
from app.learn.choosing import Choosing
from app.learn.comparison.comparing import Comparing
from app.learn.comparison.comparison_table import ComparisonTable
from app.learn.costs.cost_sections import CostSections
from app.learn.endings import Endings
from app.learn.looked_at import ViewedRuns
from app.learn.reducing import Reducing
from app.learn.runs.background_trainings import BackgroundTrainings
from app.learn.runs.keeping import runs_of
from app.learn.runs.messages import Messages
from app.learn.runs.restoring import Restoring
from app.learn.runs.run_figures import RunFigures
from app.learn.runs.runs_table import RunsTable
from app.learn.runs.status import TrainingStatus
from app.learn.runs.training_runs import TrainingRun, is_in_use, provenance
from app.learn.runs.unfinished import Unfinished
from app.learn.setup.asking import FactsRequest
from app.learn.setup.inquiry import Facts
from app.learn.setup.readiness import Obstacle, obstacle, planned
from app.running.trainings.fitting import TrainingOutcome
from app.running.trainings.training import Training
from app.running.trainings.training_job import TrainingJob, TrainingJobs
from app.widgets.buttons import Button
from app.widgets.focus import hold_focus
from app.widgets.kept_place import KeptScrolling
from app.widgets.layout import Ground, SeparationLine, column, fill
from app.widgets.sections import add_section, beside_nothing
from app.widgets.text import SECONDARY, Text
from engine.learning.components.figures import TrainingState
from engine.problems import Problem

if TYPE_CHECKING:
    from engine.learning.training.training_progress import Progress


class LearnPanel(Ground):
    """``show_element`` wants an element shown, ``show_field`` also a row of it if named, ``export_wanted`` the dialog;
    ``facts_known``: the methods were asked whether they fit, ``begun``: something began or was found, ``idle``: nothing
    trains any more."""

    show_element = Signal(str)
    show_field = Signal(str, str)
    export_wanted = Signal()
    facts_known = Signal()
    begun = Signal()
    idle = Signal()

    def __init__(
        self, editor: Editor, trainer: Training, jobs: TrainingJobs | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("surface0", parent)
        self._editor, self._trainer = editor, trainer
        self.runs: list[TrainingRun] = []
        self.looked_at = ViewedRuns(editor, self)
        self.trainings = self.looked_at.trainings
        self.status = TrainingStatus(lambda: trainer.is_compiling, lambda: trainer.is_starting)
        self.choosing = choosing = Choosing(editor)
        self.split, self.data, self.methods = choosing.split, choosing.data, choosing.methods
        self.settings, self.needs, self.comparison = choosing.settings, choosing.needs, choosing.comparison
        self.figures = RunFigures(self.trainings, lambda: self.looked_at.runs)
        self.list = RunsTable()
        self.compared = ComparisonTable()
        self._comparing = Comparing(self)
        self.export = Button(tr("Export weights"), "quiet", "export")
        self.messages = Messages()
        self._restoring = Restoring(editor, self.messages)
        self._unfinished = Unfinished(editor, self.messages, self.runs, self._show_ready)
        self.asking = FactsRequest(editor, self)
        self.background = BackgroundTrainings(jobs, editor, self.messages, self.runs, lambda: self.is_busy, self)
        self.endings = Endings(
            self, trainer, self._comparing, self.status, self.looked_at, self.background, self.asking, self._ended
        )
        self._lay_out()
        self._connect()
        self.choosing.lock(False)

    def _lay_out(self) -> None:
        content = QWidget()
        body = column(content)
        body.addWidget(self.messages)
        self.choosing.lay_out(body, self.asking.waiting, lambda field: self._scrolling.bring_back(field))
        self._compared_section = add_section(body, tr("Comparison"), self.compared)
        self.figures.lay_out(body)
        restore = Text(tr("a click restores the weights"), size=SECONDARY, tone="text2")
        self._runs_section = add_section(body, tr("Runs"), self.list, beside_nothing(self.export), right=restore)
        self.reducing = Reducing(self._editor, self._trainer)
        self.reducing_section = add_section(body, tr("Reduce weights"), self.reducing)
        self.costs = CostSections(self._editor, self._trainer, lambda: self.choosing.wanted)
        self.costs.lay_out(body, self.bring_up)
        self.figures.lay_out_rest(body)
        self.background.lay_out(body)
        body.addStretch(1)
        self._scrolling = KeptScrolling(content)
        fill(column(self), self.status, SeparationLine(), (self._scrolling, 1))
        self._hide_results()

    def _hide_results(self) -> None:
        self.figures.hide()
        self._runs_section.hide()
        self._show_comparison()

    def _connect(self) -> None:
        editor, trainer = self._editor, self._trainer
        editor.changed.connect(self._document_changed)
        editor.loaded.connect(self._document_loaded)
        self.messages.show_wanted.connect(self.show_element)
        self.asking.answered.connect(self.show_facts)
        self.asking.failed.connect(lambda problem: self.messages.tell_unread(problem, self.asking.ask))
        self.asking.forgotten.connect(self.choosing.forget)
        self.asking.forgotten.connect(self._show_ready)
        self.asking.wanted_changed.connect(self._wanted_changed)
        self.status.start_wanted.connect(self.start)
        self.status.resume_wanted.connect(self.resume)
        self.status.discard_wanted.connect(lambda: self._unfinished.discard(self._shown))
        self.status.show_wanted.connect(lambda: self.show_field.emit(*self._obstacle()[1:]))
        self.status.pause_wanted.connect(lambda: self.status.show_paused(trainer.toggle_pause()))
        self.status.cancel_wanted.connect(self.endings.cancel)
        self.status.early_end_wanted.connect(self.endings.end_early)
        self.background.begin_wanted.connect(self._begin)
        self.background.begin_wanted.connect(self.begun)
        self.comparison.start_wanted.connect(self.compare)
        self._comparing.begin_wanted.connect(self._begin)
        self._comparing.ended.connect(self._unlock)
        self.list.restore_wanted.connect(self.restore)
        self.list.look_wanted.connect(self.look_at)
        self.list.beside_wanted.connect(self.show_beside)
        self.export.clicked.connect(self.export_wanted)
        self.reducing.begun.connect(lambda: self.bring_up(self.reducing_section))
        trainer.progressed.connect(self._progressed)
        trainer.answered.connect(self.figures.show_answers)
        trainer.checkpointed.connect(lambda epoch, kept: self._unfinished.hold(self._shown, epoch, kept))
        trainer.finished.connect(self._finished)
        trainer.given_up.connect(self._given_up)
        trainer.failed.connect(self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.asking.catch_up()

    def _document_changed(self, change: Change) -> None:
        if change.training or change.settings:
            self.choosing.refresh()
        if not change.is_of_network:
            return
        self.asking.outdate()
        self._mark_runs()
        if self.isVisible() and not self.is_busy:
            self.asking.catch_up(soon=True)

    def _document_loaded(self, _document: Document) -> None:
        self.looked_at.choose(None)  # what ends now is of another drawing, and no run of this one
        self._comparing.forget()
        self._trainer.forget()
        self.background.leave_drawing()
        self.runs[:] = runs_of(self._editor.document)
        self.choosing.lock(False)
        self.messages.say(None)
        self._hide_results()
        self.looked_at.choose(self.runs[-1] if self.runs and self.runs[-1].can_resume else None)
        self._mark_runs()
        self.choosing.refresh()
        self.asking.outdate()
        self.asking.want(None)
        if self.isVisible():
            self.asking.catch_up()
        self.background.look()

    def show_facts(self, facts: Facts) -> None:
        """Show what is known of the present network."""
        self.asking.settle()
        self.messages.forget_unread()
        self.choosing.show_facts(facts)
        self.reducing_section.setVisible(facts.data is not None)
        self.costs.show_facts(facts, bool(self.methods.value))
        if facts.data is not None:
            self.looked_at.names = facts.data.names
            self.looked_at.tell()
        self.choosing.lock(self.is_busy)
        self._comparing.take_up(self.runs)
        self._show_comparison()
        self._show_ready()
        self.facts_known.emit()

    def _obstacle(self, now: bool = False) -> Obstacle:
        return obstacle(self._editor.document, self.choosing.facts, self.methods.value, self.asking.problem, now)

    @property
    def is_busy(self) -> bool:
        """True while something is trained, or will be in a moment."""
        return self._trainer.is_running or self._comparing.is_active

    @property
    def starts(self) -> bool:
        """True if something will be trained once it is known what fits."""
        return self.asking.wanted in (self.start, self.compare)

    def _show_ready(self) -> None:
        if self.is_busy:
            return
        words, place, _ = self._obstacle()
        self.comparison.show_reason(words)
        if self.asking.is_unknown:
            self.status.show_looking(self.starts)
        elif self._shown is not None:
            self.status.show_run(self._shown, words, bool(place))
        else:
            self.status.show_ready(words, bool(place))

    # training

    def start(self) -> None:
        """Begin a run with the chosen method and settings, once it is known what fits; nothing while one is running."""
        if self.is_busy or self.asking.awaits(self.start) or self._obstacle(now=True).words or self.settings.blocks():
            return
        self._begin(planned(self._editor.document, [self.choosing.wanted], self.runs)[0])
        self.bring_up(self.figures.progress)
        self.begun.emit()

    def _wanted_changed(self) -> None:
        hold_focus(self, self.status)
        self._show_ready()

    def compare(self) -> None:
        """Train the network as it is drawn by each method that is checked, with each seed; nothing while one runs."""
        if self.is_busy or self.asking.awaits(self.compare) or self._obstacle(now=True).words or self.settings.blocks():
            return
        self.messages.say(None)
        runs = planned(self._editor.document, self.choosing.all_wanted, self.runs, compared=True)
        self._comparing.start(runs, self.choosing.refused)
        self.bring_up(self.figures.progress if self._compared_section.isHidden() else self._compared_section)
        self.begun.emit()

    def reduce(self) -> None:
        """Bring up where weights are reduced, once it is known what they can be measured with."""
        if not self.asking.awaits(self.reduce) and not self.reducing_section.isHidden():
            self.bring_up(self.reducing_section)
            self.reducing.measure.setFocus()

    def resume(self) -> None:
        """Go on with the unfinished run that is shown, as if it had never been cancelled."""
        self.background.stay()  # one that goes on there is followed, and not begun once more
        if (run := self._shown) is None or not run.can_resume or self.is_busy:
            return
        run.state = TrainingState.TRAINING
        self._begin(run)
        self.bring_up(self.figures.progress)
        self.begun.emit()

    def _begin(self, run: TrainingRun, job: TrainingJob | None = None) -> None:
        job = job or self.background.job_for(run)
        if run not in self.runs:
            self.runs.append(run)
        self.looked_at.choose(run)
        if not self._comparing.is_active:  # what failed in a comparison stays to be read
            self.messages.say(None)
        hold_focus(self, self)
        self.choosing.lock(True)
        self.figures.begin()
        self._show_runs()
        asked, kept = run.record, run.checkpoint
        self._trainer.start(run.description, asked.method, asked.settings, asked.seed, kept, asked.validation, job)
        self.status.show_starting(run)
        self._show_comparison()  # names its turn

    def _progressed(self, figures: Progress) -> None:
        run = self._shown
        if run is None:
            return
        run.follow(figures)
        if self.messages.warn(figures.warnings, whose := self._comparing.name_of(run)) and not whose:
            self.bring_up(self.messages)  # who watches the curves would not see it
        self.status.show_progress(run, figures)
        self._name_turn()
        self.looked_at.tell()
        self._show_runs()

    def _finished(self, outcome: TrainingOutcome) -> None:
        run = self._shown
        if run is None:
            return
        run.finish(outcome, self._editor.document)
        self.figures.show_run(run)
        if not self._comparing.is_active and (run.history or not outcome.result.cancelled):
            self._restoring.keep(run)
        self._ended(run)

    def _given_up(self) -> None:
        """Nothing came of it: what a resumed run had it has, and can go on from."""
        run = self._shown
        if run is not None:
            run.state = TrainingState.CANCELLED
            self.figures.show_run(run)
            self._ended(run)

    def _ended(self, run: TrainingRun) -> None:
        """One training is over, and what is compared goes on."""
        self.looked_at.tell()
        self._mark_runs()
        self._unfinished.keep()
        self._comparing.run_ended(run)
        self._show_comparison()
        if not self._comparing.is_active:
            self._unlock()

    def _unlock(self) -> None:
        """Everything may be changed again."""
        hold_focus(self, self.status)
        self.choosing.lock(False)
        self._show_ready()
        self.asking.catch_up(soon=True)
        self.background.look()
        self.idle.emit()

    def _show_comparison(self) -> None:
        self.compared.show_rows(self._comparing.rows)
        self._compared_section.setVisible(bool(self.compared.tried))
        self._name_turn()

    def _name_turn(self) -> None:
        if self._comparing.is_active and self._shown is not None:
            self.status.show_turn(self._comparing.turn, self._comparing.total, self._shown)

    def _failed(self, problem: Problem) -> None:
        run = self._shown
        self.messages.tell_failure(problem)
        if not self._comparing.is_active:
            self.bring_up(self.messages)
        if run is None:
            self._unlock()
        else:
            run.state, run.problem = TrainingState.FAILED, problem
            self._ended(run)

    # weights of runs

    def restore(self, number: int) -> None:
        """Put a run's arrays into the document as one undo step, or say why that is impossible."""
        run = next(run for run in self.runs if run.number == number)
        if self.is_busy:
            return
        self.looked_at.choose(run)
        self._unfinished.fill(run)
        self._restoring.restore(run)
        self._mark_runs()
        self.figures.show_run(run)
        self._show_ready()

    def look_at(self, number: int) -> None:
        """Show what a run reached and leave the weights as they are."""
        run = next(run for run in self.runs if run.number == number)
        if self.is_busy or run is self._shown:
            return
        self.looked_at.choose(run)
        self.figures.show_run(run)
        self._show_runs()
        self._show_ready()

    def show_beside(self, number: int) -> None:
        """Draw the curves of a run beside those that are drawn, or no longer."""
        self.looked_at.toggle(next(run for run in self.runs if run.number == number))
        self._show_runs()

    @property
    def _shown(self) -> TrainingRun | None:
        """The run whose figures are shown: under way, ended last, or chosen."""
        return self.looked_at.first

    def _mark_runs(self) -> None:
        for run in self.runs:
            run.is_applied = is_in_use(self._editor.document, run)
        self.choosing.set_origin(next((run.number for run in reversed(self.runs) if run.is_applied), None))
        self._show_runs()

    def _show_runs(self) -> None:
        for run in self.runs:
            run.is_drawn = self.looked_at.holds(run)
        self._runs_section.setVisible(bool(self.runs))
        self.list.show_runs(self.runs)

    @property
    def provenance(self) -> dict[str, str | float | int]:
        """The origin of the document's present weights, for an exported file; empty for drawn weights."""
        return provenance(self.runs)

    def bring_up(self, section: QWidget) -> None:
        """Scroll to what a person who has just begun something wants to watch."""
        self._scrolling.bring_up(section)
