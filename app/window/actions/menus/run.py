"""The menu *Run*."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.commands.actions import Action
from app.i18n.translation import tr
from app.window.frame.menu import LINE, Menu
from app.window.runs.breakpoints import BreakpointsBox
from app.window.runs.run_control import RunControl
from app.window.runs.run_to import RunTo


def run_menu(
    control: RunControl, run_to: RunTo, breakpoints: BreakpointsBox, *, return_to_shown: Callable[[], object]
) -> Menu:
    """Control of the live run."""
    change_speed = control.change_speed
    return Menu(
        "run",
        tr("Run"),
        (
            Action(
                "run.toggle",
                tr("Run or pause"),
                control.toggle,
                ("Space", "F5"),
                "run",
                also=tr("play, start, simulate, stop"),
            ),
            Action("run.step", tr("Single step"), control.step, (".", "F10"), "step"),
            Action("run.step_back", tr("Single step back"), control.step_back, (",",), "step_back"),
            Action("run.to", tr("Run to a time…"), run_to.open, ("Ctrl+T",)),
            Action("run.return", tr("Return to the time shown"), return_to_shown, ("Ctrl+B",), "return"),
            Action(
                "run.reset",
                tr("Reset"),
                control.reset,
                ("Ctrl+R",),
                "reset",
                also=tr("restart, rewind, back to the start"),
            ),
            Action("run.breakpoints", tr("Breakpoints…"), breakpoints.toggle, ("Ctrl+Shift+B",)),
            LINE,
            Action("run.slower", tr("Slower"), partial(change_speed, 0.5), ("Ctrl+[",)),
            Action("run.faster", tr("Faster"), partial(change_speed, 2.0), ("Ctrl+]",)),
            LINE,
            Action("run.keep_weights", tr("Keep these weights"), control.keep_weights, ("Ctrl+Shift+K",), "plastic"),
        ),
    )
