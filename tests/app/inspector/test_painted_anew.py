"""The form paints what an edit changes of it, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.commands import intentions
from app.inspector.head import HeadPicture
from app.inspector.row import FormRow
from engine.network.values import Normal
from tests.app.inspector.bench import LIF, Bench

QUIET = 150  # ms without a painting
SEEN = 24  # of 255 levels, more than rounding makes


class Painted(QObject):
    """Counts what is painted, by class."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[type] = Counter()

    def eventFilter(self, of: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.counts[type(of)] += 1
        return False


@contextmanager
def painted() -> Iterator[Counter[type]]:
    """What is painted from when all is quiet until it is so again."""
    app, watching = QApplication.instance(), Painted()
    assert app is not None
    app.installEventFilter(watching)
    until_quiet(watching.counts)
    watching.counts.clear()
    yield watching.counts
    until_quiet(watching.counts)
    app.removeEventFilter(watching)


def until_quiet(counts: Counter[type]) -> None:
    before = -1
    while counts.total() != before:
        before = counts.total()
        QTest.qWait(QUIET)


def test_an_edit_of_something_else_paints_nothing(bench: Bench) -> None:
    with painted() as counts:
        intentions.move(bench.editor, {bench.second: (400.0, 90.0)})
        bench.editor.undo_stack.undo()
    assert not counts


def test_another_value_paints_its_own_row(bench: Bench) -> None:
    with painted() as counts:
        intentions.set_parameter(bench.editor, (bench.first,), "tau_m", 12.0)
    assert counts[FormRow] == 1 and not counts[HeadPicture]
    with painted() as counts:
        intentions.set_parameter(bench.editor, (bench.first,), "tau_m", 13.0)  # no other bar, another number
    assert not counts[HeadPicture] and sum(counts.values()) <= 10, "the field and what lies under it"


def seen(panel: QWidget) -> np.ndarray:
    """What is on the screen: (height, width, 3)."""
    image = panel.screen().grabWindow(panel.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return pixels[:, : image.width(), :3].copy()


def left(panel: QWidget) -> int:
    """How many pixels a painting of all changes."""
    QTest.qWait(30)
    before = seen(panel)
    for part in (panel, *panel.findChildren(QWidget)):
        part.update()
    QTest.qWait(1)
    after = seen(panel)
    apart = np.maximum(before, after) - np.minimum(before, after)  # of bytes, which have no sign
    return int((apart > SEEN).any(axis=2).sum())


def test_no_edit_leaves_anything_of_before(bench: Bench) -> None:
    editor, first, both = bench.editor, (bench.first,), (bench.first, bench.second)
    link = (bench.link,)
    bench.panel.resize(304, 1600)  # all of it in sight
    edits: list[Callable[[], object]] = [
        lambda: intentions.set_parameter(editor, first, "tau_m", 12.0),
        lambda: intentions.set_parameter(editor, first, "tau_m", 0.000125),
        lambda: intentions.set_parameter(editor, first, "tau_m", Normal(12.0, 1.0)),
        lambda: intentions.set_parameter(editor, first, "tau_m", Normal(12.0, 2.0)),
        lambda: intentions.set_parameter(editor, first, "tau_m", 12.0),
        lambda: intentions.set_parameter(editor, both, "tau_m", 12.0),
        lambda: intentions.set_arrays(editor, {(bench.first, "tau_m"): np.array([12.0])}, "Train"),
        lambda: intentions.rename(editor, bench.first, "Another name"),
        lambda: editor.put([replace(editor.document.nodes[bench.first], identity=5)], "Another colour"),
        lambda: intentions.set_size(editor, first, 40),
        lambda: intentions.set_arrangement(editor, first, "positions/line"),
        lambda: intentions.set_place(editor, first, "extent", 2.0),
        lambda: intentions.set_model(editor, first, "neurons/izhikevich"),
        lambda: intentions.set_model(editor, first, LIF),
        lambda: intentions.set_weight(editor, link, -2.0),
        lambda: intentions.set_sign(editor, link, "excitatory"),
        lambda: intentions.set_wiring(editor, link, "wiring/fixed_probability"),
        lambda: intentions.set_link_parameter(editor, link, "wiring", "probability", 0.4),
    ]
    for subject in (first, both, link, ()):
        editor.selection.set(subject)
        for number, edit in enumerate(edits):
            edit()
            assert left(bench.panel) == 0, (subject, number)
        for number in range(len(edits)):
            editor.undo_stack.undo()
            assert left(bench.panel) == 0, (subject, number, "taken back")


def test_what_is_refused_stays_to_be_mended_until_the_value_is_another(bench: Bench) -> None:
    bench.type("parameters:tau_m", "-4")
    row, number = bench.panel.rows["parameters:tau_m"], bench.field("parameters:tau_m").number
    bench.panel.setFocus()
    for edit in (
        lambda: intentions.set_parameter(bench.editor, (bench.first,), "V_th", -48.0),
        lambda: intentions.rename(bench.editor, bench.first, "Another name"),
    ):
        edit()
        assert number.text() == "-4" and number.is_wrong and row.objection.isVisible()
        assert left(bench.panel) == 0
    for value, shown in ((12.0, "12"), (Normal(12.0, 1.0), "normal 12 ± 1"), (10.0, "10")):
        intentions.set_parameter(bench.editor, (bench.first,), "tau_m", value)
        said = number.text() if number.isVisible() else bench.field("parameters:tau_m").words.text()
        assert said == shown and not number.is_wrong and not row.objection.isVisible()
        assert left(bench.panel) == 0
        number.type_anew("-4")
