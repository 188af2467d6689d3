"""The menu *Learn*: a training, wherever the Learn panel is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.commands.actions import Action
from app.commands.editor import Editor
from app.i18n.translation import tr
from app.learn.panel import LearnPanel
from app.window.frame.menu import LINE, Again, Menu
from app.window.frame.workspace import Workspace

PANEL = "learn"


def learn_menu(editor: Editor, learn: LearnPanel, workspace: Workspace) -> Menu:
    """Everything that is done with a training."""
    reasons, status = TrainingReasons(editor, learn), learn.status

    def in_sight(callback: Callable[[], object]) -> Callable[[], object]:
        """The action with the panel in sight, which says how far a training is, or what is in its way."""

        def both() -> None:
            workspace.open_side(PANEL)
            callback()

        return both

    return Menu(
        "learn",
        tr("Learn"),
        (
            Action("learn.panel", tr("Learn panel"), partial(workspace.show_side, PANEL), ("Ctrl+3",), "learn"),
            LINE,
            Action("learn.start", tr("Start training"), in_sight(learn.start), icon="run", why=reasons.of_start),
            Action(
                "learn.pause",
                tr("Pause training, or go on"),
                in_sight(status.pause.click),
                icon="pause",
                why=reasons.of_pause,
            ),
            Action(
                "learn.end_early",
                tr("End training now"),
                in_sight(learn.endings.end_early),
                icon="stop",
                also=tr("stop early, patience"),
                why=reasons.of_pause,
            ),
            Action(
                "learn.cancel",
                tr("Cancel training"),
                in_sight(learn.endings.cancel),
                icon="close",
                why=reasons.of_cancel,
            ),
            Action(
                "learn.resume",
                tr("Resume the cancelled training"),
                in_sight(status.resume.click),
                icon="redo",
                why=reasons.of_resume,
            ),
            Action(
                "learn.compare",
                tr("Compare methods"),
                in_sight(learn.compare),
                also=tr("benchmark, side by side"),
                why=reasons.of_compare,
            ),
            Action(
                "learn.reduce",
                tr("Reduce weights…"),
                in_sight(learn.reduce),
                also=tr("quantise, quantize, bits, prune, compress"),
                why=reasons.of_reduce,
            ),
            LINE,
            Again("file.export"),
        ),
    )


class TrainingReasons:
    """Reasons why these actions are grey, before a training and while it is under way."""

    def __init__(self, editor: Editor, learn: LearnPanel) -> None:
        self._editor, self._learn = editor, learn

    def of_start(self) -> str:
        return self.of_reduce() or self._starting()

    def of_compare(self) -> str:
        learn = self._learn
        return self.of_start() or ("" if learn.asking.is_unknown else learn.comparison.reason)

    def of_reduce(self) -> str:
        drawn = self._editor.document.nodes
        return self._busy() or ("" if drawn else tr("There is nothing to train yet; add a node first"))

    def of_resume(self) -> str:
        hidden = self._learn.status.resume.isHidden()
        return self._busy() or (tr("No cancelled run is chosen in Learn") if hidden else "")

    def of_pause(self) -> str:
        return self._cancelling() if self._learn.is_busy else tr("No training is under way")

    def of_cancel(self) -> str:
        if self._learn.is_busy:
            return self._cancelling()
        return "" if self._learn.starts else tr("No training is under way")

    def _busy(self) -> str:
        return tr("A training is under way; cancel it first") if self._learn.is_busy else ""

    def _cancelling(self) -> str:
        return "" if self._learn.status.pause.isEnabled() else tr("The training is being cancelled")

    def _starting(self) -> str:
        return tr("Training starts once the network has been looked at.") if self._learn.starts else ""
