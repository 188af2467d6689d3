"""A window that tests share looks to each of them like a new one."""

from __future__ import annotations

import time
import warnings
from contextlib import closing
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from app.commands import intentions
from app.document.networks.lessons import lessons
from app.plots.views import plots
from app.preferences import Choices, Preferences
from tests.app.seen import categories
from tests.app.window.rooms import Room, draw_neuron, leave, opened, run_to, show_example
from tests.app.window.shared import PartLost, SharedRoom, as_new

COMES_WITHIN = 120.0  # s


def picture(room: Room) -> QImage:
    QApplication.processEvents()
    return room.window.grab().toImage()


def wait_until_alike(one: Room, other: Room, page: str) -> None:
    """Raise with the place and the parts that differ, where two windows do not come to look alike."""
    ends = time.monotonic() + COMES_WITHIN
    while (first := picture(one)) != (second := picture(other)):
        assert time.monotonic() < ends, f"{page}: {_difference(one, first, second)}"
        QTest.qWait(50)


def _difference(room: Room, first: QImage, second: QImage) -> str:
    if first.size() != second.size():
        return f"{first.size()} and {second.size()}"
    pixels = (np.array(image.convertToFormat(QImage.Format.Format_RGB32).constBits()) for image in (first, second))
    rows, columns = np.nonzero(
        np.not_equal(*(each.reshape(first.height(), first.width(), 4) for each in pixels)).any(2)
    )
    part, parts = room.window.childAt(int(columns[0]), int(rows[0])), []
    while part is not None:
        parts.append(f"{type(part).__name__} {part.objectName()!r}")
        part = part.parentWidget()
    return f"x {columns.min()}-{columns.max()}, y {rows.min()}-{rows.max()} in {' of '.join(parts)}"


def use(qtbot: QtBot, room: Room, folder: Path) -> None:
    """Leave traces everywhere."""
    room.preferences.set(backend="numpy", autosave_seconds=5.0)
    room.course.begin(lessons()[0])
    show_example(room, "one-neuron")
    room.control.set_speed(0.0)
    run_to(qtbot, room, 20.0)
    for kind in plots():
        room.views.add(kind)
    room.time_range.show(2.0, 12.0)
    intentions.set_parameter(room.editor, [draw_neuron(room)], "tau_m", -5.0)
    room.problems_dock.open()
    room.palette.search.setText("poisson")
    room.palette.put_in_order([head.category.kind for head in categories(room.palette)][::-1])
    room.workspace.open_side("learn")
    room.workspace.toggle_palette()
    room.workspace.toggle_palette()
    room.canvas.quick_add(QPointF(100, 100))
    room.window.resize(900, 700)
    room.window.show_commands()
    room.window.notice.say("Something was said.", "error")
    room.window.tour.begin()
    room.answers.to_open = folder
    room.editor.save(folder / "saved.spikeloom")
    room.preferences.remember(folder / "saved.spikeloom")


def test_a_window_of_which_a_part_is_gone_is_opened_anew_and_the_part_is_named(
    qtbot: QtBot, dressed: Preferences, tmp_path: Path
) -> None:
    with closing(SharedRoom(tmp_path)) as shared:
        before = shared.as_new(qtbot)
        assert shared.as_new(qtbot) is before
        Shiboken.delete(before.palette.search)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("error")  # as the settings of the tests have it
            after = shared.as_new(qtbot)
        assert [each.category for each in told] == [PartLost] and "palette.search" in str(told[0].message)
        assert after is not before and Shiboken.isValid(after.palette.search)


def test_a_window_that_was_used_looks_and_answers_as_a_new_one(
    qtbot: QtBot, own_room: Room, preferences: Preferences, tmp_path: Path
) -> None:
    (tmp_path / "used").mkdir()
    used = opened(qtbot, Preferences(tmp_path / "used"), tmp_path / "used")
    use(qtbot, used, tmp_path)
    as_new(qtbot, used)
    assert used.preferences.choices == Choices() and used.answers.to_open is None and not used.answers.asked
    assert used.editor.path is None and not used.editor.is_modified and not used.editor.document.nodes
    assert not used.views.names and not used.views.were_opened and used.run.state == "idle"
    both = (own_room, used)
    wait_until_alike(*both, "the start page")
    for room in both:
        room.window.new()
    wait_until_alike(*both, "an empty drawing")
    for room in both:
        show_example(room, "stdp")
        room.editor.selection.set((next(iter(room.editor.document.nodes)),))
        room.views.add("raster")
    wait_until_alike(*both, "an example, with a view of it")
    for side in ("learn", "equations", "code", "statistics"):
        for room in both:
            room.workspace.open_side(side)
        wait_until_alike(*both, side)
    leave(used)
