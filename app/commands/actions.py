"""Menus, their actions and their shortcuts as data; the window gives each id its deed.

Shortcuts are written as Qt reads them (``Ctrl`` is the command key of a Mac). A shortcut without a modifier
rests while a text field has the focus.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from app.i18n.translation import tr


@dataclass(frozen=True)
class Action:
    """One deed that a person can choose: ``id``, its words, its shortcuts (the first is shown), its icon.

    ``also`` has other words by which people look for it.
    """

    id: str
    text: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    also: str = ""


@dataclass(frozen=True)
class Submenu:
    """A list that the window fills when it is opened, such as the recent files."""

    id: str
    text: str


@dataclass(frozen=True)
class Again:
    """An action of another menu, by its id, where people look for it too."""

    id: str


@dataclass(frozen=True)
class Separator:
    """A line between groups of actions."""


Item: TypeAlias = Action | Again | Submenu | Separator
LINE = Separator()


@dataclass(frozen=True)
class Menu:
    """One entry of the menu bar."""

    id: str
    title: str
    items: tuple[Item, ...]

    def actions(self) -> Iterator[Action]:
        return (item for item in self.items if isinstance(item, Action))


def menus() -> tuple[Menu, ...]:
    """The menu bar in the language of the window, left to right."""
    return (_file(), _edit(), _view(), _insert(), _arrange(), _run(), _learn(), _help())


def actions() -> dict[str, Action]:
    """Every action by its id."""
    return {action.id: action for menu in menus() for action in menu.actions()}


def _file() -> Menu:
    return Menu(
        "file",
        tr("File"),
        (
            Action("file.new", tr("New network"), ("Ctrl+N",), "add"),
            Action("file.open", tr("Open…"), ("Ctrl+O",), "folder"),
            Submenu("file.recent", tr("Open recent")),
            Action("file.start_page", tr("Start page and examples"), ("Ctrl+Shift+H",)),
            LINE,
            Action("file.save", tr("Save"), ("Ctrl+S",), "save"),
            Action("file.save_as", tr("Save as…"), ("Ctrl+Shift+S",)),
            Action("file.keep_template", tr("Keep as a template…")),
            Action("file.import", tr("Import network or weights…"), ("Ctrl+I",), also=tr("load weights, NIR, PyTorch")),
            Action(
                "file.export",
                tr("Export weights…"),
                ("Ctrl+E",),
                "export",
                also=tr("save weights, NIR, PyTorch, safetensors"),
            ),
            Action(
                "file.image",
                tr("Export drawing…"),
                ("Ctrl+Shift+E",),
                "image",
                also=tr("image, picture, figure, SVG, PDF, PNG"),
            ),
            LINE,
            Action("file.quit", tr("Quit"), ("Ctrl+Q",)),
        ),
    )


def _edit() -> Menu:
    return Menu(
        "edit",
        tr("Edit"),
        (
            Action("edit.undo", tr("Undo"), ("Ctrl+Z",), "undo"),
            Action("edit.redo", tr("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
            Action("edit.history", tr("Undo history…"), ("Ctrl+Alt+Z",), also=tr("steps, go back to")),
            LINE,
            Action("edit.cut", tr("Cut"), ("Ctrl+X",)),
            Action("edit.copy", tr("Copy"), ("Ctrl+C",)),
            Action("edit.paste", tr("Paste"), ("Ctrl+V",)),
            Action("edit.duplicate", tr("Duplicate"), ("Ctrl+D",), also=tr("clone")),
            Action("edit.delete", tr("Delete"), ("Del", "Backspace")),
            LINE,
            Action("edit.select_all", tr("Select all"), ("Ctrl+A",)),
            Action("edit.rename", tr("Rename"), ("F2",)),
            Action("edit.comment", tr("Comment…"), ("Ctrl+Shift+C",)),
            Action("edit.neurons", tr("Values of each neuron…"), ("Ctrl+Shift+I",)),
            Action("edit.find", tr("Find a node…"), ("Ctrl+F",), "search"),
            Action("edit.next_link", tr("Next link of the node"), ("Alt+L",)),
            Action("edit.previous_link", tr("Previous link of the node"), ("Alt+Shift+L",)),
            LINE,
            Action(
                "edit.preferences",
                tr("Preferences…"),
                ("Ctrl+,",),
                also=tr("settings, options, language, text size, font, projector"),
            ),
        ),
    )


def _view() -> Menu:
    return Menu(
        "view",
        tr("View"),
        (
            Action("view.fit", tr("Show the whole network"), ("Ctrl+0",), "fit", also=tr("zoom to fit, show all")),
            Action("view.zoom_in", tr("Zoom in"), ("Ctrl++", "Ctrl+=")),
            Action("view.zoom_out", tr("Zoom out"), ("Ctrl+-",)),
            Action("view.actual_size", tr("Actual size"), ("Ctrl+1",)),
            LINE,
            Action("view.palette", tr("Palette"), ("Ctrl+Shift+P",), "palette"),
            Action("view.properties", tr("Properties"), ("Ctrl+2",), "inspector", also=tr("inspector, parameters")),
            Action(
                "view.equations",
                tr("Equations"),
                ("Ctrl+4",),
                "equations",
                also=tr("f-I curve, f–I curve, phase plane, nullclines, step response"),
            ),
            Action("view.code", tr("Code"), ("Ctrl+6",), "code", also=tr("script, Python")),
            Action("view.statistics", tr("Statistics"), ("Ctrl+5",), "statistics"),
            Action("view.problems", tr("Problems"), ("Ctrl+Shift+M",), "problems", also=tr("errors, warnings")),
            Submenu("view.add", tr("Add a live view")),
            Submenu("view.arrangements", tr("Arrangements")),
            Action("view.save_arrangement", tr("Save this arrangement…")),
            Action("view.reset_layout", tr("Reset the arrangement of panels")),
            LINE,
            Action(
                "view.film",
                tr("Record a video, or stop recording"),
                ("Ctrl+Shift+F",),
                also=tr("movie, animation, GIF, MP4"),
            ),
            Action(
                "view.theme",
                tr("Switch between dark and light"),
                ("Ctrl+Shift+T",),
                "theme",
                also=tr("dark mode, night, appearance"),
            ),
            Submenu("view.density", tr("Density")),
            Action(
                "view.full_screen", tr("Full screen, or back"), ("F11",), also=tr("presentation, projector, beamer")
            ),
            LINE,
            Action("view.next_region", tr("Next region"), ("F6",)),
            Action("view.previous_region", tr("Previous region"), ("Shift+F6",)),
            Action("view.commands", tr("Search commands…"), ("Ctrl+K",), "search"),
        ),
    )


def _insert() -> Menu:
    return Menu(
        "insert",
        tr("Insert"),
        (
            Action("insert.quick", tr("Quick add…"), ("/", "Shift+A"), "add"),
            Submenu("insert.model", tr("Model")),
            Action("insert.note", tr("Note"), ("Ctrl+Shift+N",), "note"),
            LINE,
            Action(
                "insert.link",
                tr("Link the selected nodes"),
                ("Ctrl+L",),
                "synapse",
                also=tr("connect, wire, projection"),
            ),
        ),
    )


def _arrange() -> Menu:
    return Menu(
        "arrange",
        tr("Arrange"),
        (
            Action("arrange.left", tr("Align left edges"), ("Alt+A",)),
            Action("arrange.center", tr("Align centres, one below the other"), ("Alt+H",)),
            Action("arrange.right", tr("Align right edges"), ("Alt+D",)),
            LINE,
            Action("arrange.top", tr("Align top edges"), ("Alt+W",)),
            Action("arrange.middle", tr("Align middles, side by side"), ("Alt+V",)),
            Action("arrange.bottom", tr("Align bottom edges"), ("Alt+S",)),
            LINE,
            Action("arrange.horizontal", tr("Distribute side by side"), ("Alt+Shift+H",)),
            Action("arrange.vertical", tr("Distribute one below the other"), ("Alt+Shift+V",)),
            LINE,
            Action("arrange.group", tr("Group"), ("Ctrl+G",), "group", also=tr("subnetwork")),
            Action("arrange.ungroup", tr("Ungroup"), ("Ctrl+Shift+G",)),
            Action("arrange.leave", tr("Leave the group")),
            Action("arrange.keep_module", tr("Keep as a module")),
            Action("arrange.renew", tr("Update from the module")),
            LINE,
            Action(
                "arrange.layers", tr("Arrange in layers"), ("Ctrl+Shift+L",), "layout", also=tr("auto-layout, tidy up")
            ),
        ),
    )


def _run() -> Menu:
    return Menu(
        "run",
        tr("Run"),
        (
            Action("run.toggle", tr("Run or pause"), ("Space", "F5"), "run", also=tr("play, start, simulate, stop")),
            Action("run.step", tr("Single step"), (".", "F10"), "step"),
            Action("run.step_back", tr("Single step back"), (",",), "step_back"),
            Action("run.to", tr("Run to a time…"), ("Ctrl+T",)),
            Action("run.return", tr("Return to the time shown"), ("Ctrl+B",), "return"),
            Action("run.reset", tr("Reset"), ("Ctrl+R",), "reset", also=tr("restart, rewind, back to the start")),
            Action("run.breakpoints", tr("Breakpoints…"), ("Ctrl+Shift+B",)),
            LINE,
            Action("run.slower", tr("Slower"), ("Ctrl+[",)),
            Action("run.faster", tr("Faster"), ("Ctrl+]",)),
            LINE,
            Action("run.keep_weights", tr("Keep these weights"), ("Ctrl+Shift+K",), "plastic"),
        ),
    )


def _learn() -> Menu:
    return Menu(
        "learn",
        tr("Learn"),
        (
            Action("learn.panel", tr("Learn panel"), ("Ctrl+3",), "learn"),
            LINE,
            Action("learn.start", tr("Start training"), (), "run"),
            Action("learn.pause", tr("Pause training, or go on"), (), "pause"),
            Action("learn.cancel", tr("Cancel training"), (), "close"),
            Action("learn.resume", tr("Resume the cancelled training"), (), "redo"),
            Action("learn.compare", tr("Compare methods"), also=tr("benchmark, side by side")),
            Action("learn.reduce", tr("Reduce weights…"), also=tr("quantise, quantize, bits, prune, compress")),
            LINE,
            Again("file.export"),
        ),
    )


def _help() -> Menu:
    return Menu(
        "help",
        tr("Help"),
        (
            Submenu("help.lessons", tr("Lessons")),
            Action("help.tour", tr("Tour of the window"), also=tr("guide, first steps, tutorial")),
            LINE,
            Action("help.shortcuts", tr("Keyboard shortcuts"), ("?", "F1"), "help", also=tr("keys, hotkeys")),
            Action("help.about", tr("About Spikeloom")),
        ),
    )
