"""Light and dark change the colours of a form and nothing else of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from app.appearance.theme import theme, use_theme
from tests.app.inspector.bench import Bench


def test_what_is_typed_and_where_it_was_scrolled_stay_while_the_theme_changes(bench: Bench) -> None:
    bench.panel.resize(304, 300)
    QTest.qWait(1)
    number = bench.field("parameters:V_th").number
    bench.panel.bring_into_sight(bench.panel.rows["parameters:V_th"])
    QTest.mouseClick(number, Qt.MouseButton.LeftButton)
    QTest.keyClick(number, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(number, "-4")
    bar = bench.panel.findChildren(QScrollArea)[0].verticalScrollBar()
    scrolled = bar.value()
    assert scrolled > 0
    ground = bench.panel.grab().toImage().pixelColor(2, 2)
    use_theme(dark=not theme().dark)
    QTest.qWait(1)
    assert bench.panel.grab().toImage().pixelColor(2, 2) != ground
    assert bench.field("parameters:V_th").number is number
    assert number.hasFocus()
    assert bar.value() == scrolled
    QTest.keyClicks(number, "8")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert bench.node(bench.first).parameters["V_th"] == -48.0
    assert bench.steps == 1
    use_theme(dark=not theme().dark)


def test_what_was_typed_and_is_no_value_stays_to_be_mended_in_another_size(bench: Bench) -> None:
    """The form is made anew: the old number stood there as if nothing had been typed."""
    bench.type("parameters:tau_m", "-4")
    said = bench.panel.rows["parameters:tau_m"].objection.words
    assert said and bench.field("parameters:tau_m").number.is_wrong
    use_theme(theme().dark, 16)
    row = bench.panel.rows["parameters:tau_m"]
    assert (row.refused, row.objection.words, row.objection.isHidden()) == ("-4", said, False)
    assert bench.steps == 0
    bench.type("parameters:tau_m", "12")
    assert bench.node(bench.first).parameters["tau_m"] == 12.0
    use_theme(theme().dark)
    assert bench.panel.rows["parameters:tau_m"].objection.isHidden()
