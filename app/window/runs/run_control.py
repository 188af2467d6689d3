"""Run, pause, step and reset for the drawing in the editor; says why when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from app.commands.editor import Editor
from app.document import vocabulary
from app.document.document import Change, Document
from app.document.meaning.breaking import acts
from app.document.meaning.meaning import meaning
from app.document.meaning.precision import IN_SINGLE, SINGLE, in_precision
from app.i18n.run_memory import run_memory
from app.i18n.translation import tr
from app.plots.transport.ribbon_menu import why_not
from app.preferences import Choices, Preferences
from app.running.following import Following, run_settings
from app.running.jobs import Jobs
from app.running.report import RunState
from app.running.run import Run
from engine.network.description import Connections, NetworkDescription
from engine.network.values import Floats
from engine.problems import NetworkError

SLOWEST, FASTEST = 0.01, 100.0


class RunControl(QObject):
    """``refused`` carries the fatal problems, ``began`` tells of a start, ``kept`` of links whose weights were kept.

    ``asked`` carries what a run would take of memory, where that is much, and what begins it all the same;
    ``narrowed`` says that a run takes single precision since no other fits into memory.
    """

    refused = Signal(object)
    asked = Signal(str, object)
    began = Signal()
    narrowed = Signal(str)
    kept = Signal(int)
    blocked = Signal(str)

    def __init__(self, editor: Editor, run: Run, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__()
        self._editor = editor
        self._run = run
        self._jobs = jobs
        self._preferences = preferences
        self._agreed = self._needs = 0.0  # bytes that a person lets a run take, and that one takes
        self._run_precision = preferences.choices.precision
        self._following = self._followed(editor.document)
        self.locked = ""  # why nothing may run now
        editor.loaded.connect(self._loaded)
        editor.changed.connect(self._send_breakpoints)
        preferences.changed.connect(self._preferences_changed)
        run.state_changed.connect(self._state_changed)
        run.weights_read.connect(self._keep)

    def toggle(self) -> None:
        """Run what is drawn, or pause it, or go on."""
        if self.locked:
            self.blocked.emit(self.locked)
            return
        state = self._run.state
        if state == RunState.RUNNING:
            self._run.pause()
        elif state == RunState.PREPARING and self._run.runs_on:
            self._run.stop()
        elif state in (RunState.PAUSED, RunState.PREPARING):
            self._take()
            self._run.resume()
        elif state == RunState.RETURNING:
            self._run.cancel_return()
        else:
            self.start()

    def start(self, paused: bool = False, then: Callable[[], object] = lambda: None) -> bool:
        """Run from time 0, and do what comes ``then``, where much memory is needed once a person agrees.

        False when the drawing has fatal problems.
        """
        try:
            description, precision = in_precision(self._editor.document, self._asked_precision())
        except NetworkError as error:
            self.refused.emit(list(error.problems))
            return False
        if self._may_build(description, precision, lambda: self.start(paused, then)):
            self._go(description, precision, paused)
            then()
        return True

    def _asked_precision(self) -> str:
        """Single where a person has chosen it; "" leaves the choice to the memory that is free."""
        return SINGLE if self._preferences.choices.precision == SINGLE else ""

    def _may_build(self, description: NetworkDescription, precision: str, again: Callable[[], object]) -> bool:
        """Tell whether the network takes no more than is allowed unasked; else ask, and do ``again`` on a yes."""
        memory = run_memory(description, precision)
        self._needs = memory.needs
        if not memory.is_much or memory.needs <= self._agreed:
            return True

        def agree() -> None:
            self._agreed = memory.needs
            again()

        self.asked.emit(memory.words, agree)
        return False

    def _followed(self, document: Document) -> Following:
        def reckon(description: NetworkDescription) -> float | None:
            stands = not self._run.runs_on
            may = self._may_build(description, self._run_precision, lambda: self.start(paused=stands))
            return self._needs if may else None

        following = Following(
            document, self._run, lambda drawn: meaning(drawn).readable_description(), reckon,
            lambda drawn: [problem for problem in meaning(drawn).problems if problem.is_fatal],
        )  # fmt: skip
        following.refused.connect(self.refused)
        return following

    def _go(self, description: NetworkDescription, precision: str, paused: bool) -> None:
        self._run_precision = precision
        self._take()
        choices = self._preferences.choices
        settings = run_settings(self._editor.document, choices.backend, precision, choices.threads)
        self._run.start(description, settings, paused=paused, needs=self._needs)
        self.began.emit()
        if precision != self._preferences.choices.precision:
            self.narrowed.emit(tr(IN_SINGLE))

    def step(self) -> None:
        """One step of the time grid, building the network first where it must."""
        if self.locked:
            self.blocked.emit(self.locked)
        elif self._run.state in (RunState.IDLE, RunState.FAILED):
            self.start(paused=True, then=self._run.step)
        else:
            self._take()
            self._run.step()

    def step_back(self) -> None:
        """One step of the time grid back: everything stands as it stood then."""
        self._go_back(self._run.status().time_ms - self._run.resolution, self._run.step_back)

    def return_to(self, time: float) -> None:
        """Back to ``time`` in ms, with the present parameters; what came later is forgotten."""
        self._go_back(time, lambda: self._run.return_to(time))

    def _go_back(self, time: float, go: Callable[[], None]) -> None:
        reason = self.locked or why_not(time, self._run.status())
        if reason:
            self.blocked.emit(reason)
        else:
            self._take()
            go()

    def reset(self) -> None:
        """Back to time 0 and to the document's values."""
        if self._run.state == RunState.FAILED:
            self.start(paused=True)
        elif self._run.state != RunState.IDLE:
            self._run.reset()

    def stop(self) -> None:
        """Give up the simulation."""
        if self._run.state != RunState.IDLE:
            self._run.stop()

    def use_backend(self, name: str) -> None:
        """Compute with another backend from now on."""
        self._preferences.set(backend=name)

    def run_to(self, time: float) -> str:
        """Run until ``time`` in ms and stand still there; why not, in one sentence, or "" where it does."""
        if self.locked:
            return self.locked
        if self._run.state in (RunState.IDLE, RunState.FAILED):
            if not self.start(paused=True, then=lambda: self._run.resume(time)):
                return tr("The network has problems that must be mended first.")
            return ""
        if time <= self._run.status().time_ms:
            return tr("That time has passed already: give a later one, or reset first.")
        self._take()
        self._run.resume(time)
        return ""

    def keep_weights(self) -> None:
        """Make the weights of the running network those of the document, as one undo step."""
        plastic = [link.id for link in self._editor.document.links.values() if vocabulary.learns(link)]
        self._run.read_weights(plastic)

    def change_speed(self, factor: float) -> None:
        """Slow motion or faster, as a setting of the document."""
        self.set_speed((self._editor.document.settings.speed or FASTEST) * factor)

    def set_speed(self, speed: float) -> None:
        """Simulated over real time, 0 for as fast as possible: a setting of the document."""
        from app.commands.intentions import set_settings

        wanted = min(max(speed, SLOWEST), FASTEST) if speed else 0.0
        set_settings(self._editor, "speed", speed=wanted)

    def close(self) -> None:
        """End the worker thread; the preferences live longer than this window."""
        self._preferences.changed.disconnect(self._preferences_changed)
        self._following.close()
        self._run.close()

    def _keep(self, read: Mapping[str, tuple[Floats, Connections]]) -> None:
        from app.commands.intentions import keep_all_weights

        keep_all_weights(self._editor, {i: (w, c.pre, c.post) for i, (w, c) in read.items()})
        self.kept.emit(len(read))

    def _take(self) -> None:
        """Be the job at work; what was edited just now acts from the next step on."""
        self._following.catch_up()
        self._jobs.take("run", self._run, tr("The network runs."))

    def _preferences_changed(self, before: Choices, after: Choices) -> None:
        """Another way of computing: a live run starts anew with it."""

        def way(choices: Choices) -> tuple[str, str, int]:
            return choices.backend, choices.precision, choices.threads

        if way(before) != way(after) and self._run.state not in (RunState.IDLE, RunState.FAILED):
            self.start(paused=self._run.state != RunState.RUNNING)

    def _loaded(self, document: Document) -> None:
        self._run.forget()
        self._following.close()
        self._following, self._agreed = self._followed(document), 0.0
        self._send_breakpoints(Change(breakpoints=True))

    def _send_breakpoints(self, change: Change) -> None:
        """Breakpoints that are enabled and whose elements are there."""
        document = self._editor.document
        if document.breakpoints or change.breakpoints:
            self._run.update_breakpoints(
                [breakpoint for breakpoint in document.breakpoints if acts(document, breakpoint)]
            )

    def _state_changed(self, state: RunState) -> None:
        if state in (RunState.IDLE, RunState.FAILED):
            self._jobs.release(self._run)
