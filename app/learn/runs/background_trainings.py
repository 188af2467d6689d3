"""Trainings that outlive their window: begun in a process of their own, found again, taken back into their drawing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from msgspec import structs
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.commands.editor import Editor
from app.document.file.file_format import FileProblem
from app.document.file.manifest import referenced
from app.document.meaning.meaning import meaning
from app.i18n.translation import tr
from app.learn.runs.background_list import BackgroundLine, BackgroundList
from app.learn.runs.messages import Messages
from app.learn.runs.training_runs import TrainingRun
from app.running.trainings.training_job import FoundTraining, TrainingJob, TrainingJobs, asked_in
from app.widgets.banner import Banner
from app.widgets.sections import add_section
from engine.jobs.folder import JobControl, JobFolder, JobState
from engine.learning.components.figures import TrainingState

log = logging.getLogger(__name__)

LOOK = 2000  # ms between two looks at what no window follows


class BackgroundTrainings(QObject):
    """``begin_wanted`` carries a run of this drawing and its job, which goes on or has ended; the others are listed.

    A folder is deleted once the drawing that took its outcome was left in order: after a crash it is found once more.
    Without ``jobs`` there are none, and trainings end with their window.
    """

    begin_wanted = Signal(object, object)  # TrainingRun, TrainingJob
    open_wanted = Signal(object)  # FoundTraining

    def __init__(
        self, jobs: TrainingJobs | None, editor: Editor, messages: Messages, runs: list[TrainingRun],
        is_busy: Callable[[], bool], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._jobs, self._editor, self._messages, self._runs, self._is_busy = jobs, editor, messages, runs, is_busy
        self._taken: list[TrainingJob] = []
        self._discarded: set[JobFolder] = set()
        self._left: set[JobFolder] = set()  # a person has just sent them away
        self._section: QWidget | None = None
        self.list = BackgroundList()
        self.list.resume_wanted.connect(self._take_back)
        self.list.open_wanted.connect(self.open_wanted)
        self.list.stop_wanted.connect(self._stop)
        self.list.discard_wanted.connect(self._discard)
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self.look)
        if jobs is not None:
            jobs.clean()
            self._timer.start()

    def lay_out(self, body: QVBoxLayout) -> None:
        """Put the section, which is hidden while nothing is listed."""
        self._section = add_section(body, tr("Trainings in the background"), self.list)
        self._section.hide()

    def job_for(self, run: TrainingRun) -> TrainingJob | None:
        """The job of a training that begins; None where it is trained in this process. Raises FileProblem."""
        if self._jobs is None or run.drawn is None:
            return None
        editor, path = self._editor, self._editor.path
        title = path.stem if path is not None else editor.document.settings.title
        job = self._jobs.job(editor.document.at(run.drawn), run.record, run.checkpoint, title, path)
        self._taken.append(job)
        return job

    def look(self) -> None:
        """List what is there; what runs or has ended of this drawing is taken back, one after the other."""
        if self._jobs is None:
            return
        document, path = self._editor.document, self._editor.path
        own = {job.folder for job in self._taken}
        found = [one for one in self._jobs.found() if one.folder not in own and one.folder not in self._discarded]
        lines = [BackgroundLine(one, one.is_of(document, path)) for one in found]
        if not self._is_busy():
            for line in lines:
                is_wanted = line.is_own and line.found.folder not in self._left
                if is_wanted and line.found.state in (JobState.RUNNING, JobState.ENDED):
                    lines.remove(line)
                    self._take_back(line.found)
                    break
        self.list.show_lines(lines, self._is_busy())
        if self._section is not None:
            self._section.setVisible(bool(lines))

    def leave_drawing(self) -> None:
        """The drawing is left in order, with what it took: folders of that are deleted, but of what runs on."""
        for job in self._taken:
            if not job.is_left:
                job.forget()
        self._taken.clear()
        self._left.clear()

    def close(self) -> None:
        """The same of the window; what was discarded goes, too."""
        self._timer.stop()
        self.leave_drawing()
        for folder in self._discarded:
            folder.remove()

    def has_sent_away(self) -> bool:
        """Tell whether a training of this drawing goes on that is followed no more."""
        return bool(self._left)

    def stay(self) -> None:
        """The drawing is not left after all: what was sent away is followed again."""
        self._left.clear()
        self.look()

    def leave(self, run: TrainingRun) -> bool:
        """Nothing more is heard of a run: it is one of those that are found, and waits there to be taken back.

        What the drawing keeps of it stays, where it was kept at all: whether it was.
        """
        self._left |= {job.folder for job in self._taken if job.is_left and job.folder is not None}
        self._taken = [job for job in self._taken if not job.is_left]
        run.state = TrainingState.CANCELLED
        if run.checkpoint is None:
            self._runs.remove(run)
        return run in self._runs

    def _take_back(self, found: FoundTraining) -> None:
        """Go on with a training of this drawing, or with what it ended in."""
        if self._is_busy():
            return
        self._left.discard(found.folder)
        try:
            drawing, record = asked_in(found.folder)
        except FileProblem as problem:
            log.warning("a training in %s cannot be read: %s", found.folder.path, problem)
            self._discarded.add(found.folder)
            self._messages.say(Banner("error", tr("A training in the background is spoilt: {why}", why=str(problem))))
            return
        same = next((run for run in self._runs if _asks_the_same(run, record)), None)
        if same is not None and same.state is TrainingState.DONE:
            found.folder.remove()  # the window that had taken it was killed after it had saved
            return
        for reference in referenced(drawing):
            self._editor.document.keep_array(drawing.array(reference))
        network, drawn = meaning(drawing).description, drawing.snapshot()
        if same is None:
            taken = {run.number for run in self._runs}
            number = record.number if record.number not in taken else max(taken) + 1
            run = TrainingRun(structs.replace(record, number=number), network, drawn)
        else:
            run, same.state = same, TrainingState.TRAINING
            run.description, run.drawn = network, drawn
        folder = found.folder
        job = TrainingJob(lambda: folder)
        job.folder = folder
        self._taken.append(job)
        self.begin_wanted.emit(run, job)

    def _stop(self, found: FoundTraining) -> None:
        try:
            found.folder.ask(JobControl.CANCEL)
        except OSError as error:
            self._messages.say(Banner("error", tr("The training could not be stopped: {why}", why=str(error))))
        self.look()

    def _discard(self, found: FoundTraining) -> None:
        self._discarded.add(found.folder)
        back = (tr("Bring it back"), partial(self._bring_back, found.folder))
        self._messages.say(
            Banner("note", tr("A training in the background was discarded."), "", (back,), primary=False)
        )
        self.look()

    def _bring_back(self, folder: JobFolder) -> None:
        self._discarded.discard(folder)
        self._messages.say(None)
        self.look()


def _asks_the_same(run: TrainingRun, record: object) -> bool:
    names = ("number", "method", "seed", "settings", "validation")
    return all(getattr(run.record, name) == getattr(record, name) for name in names)
