"""The form of a link under real keys and mouse."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.edits import synapses_of
from app.document.elements import ArrayRef
from app.widgets.fields.choice_field import ChoiceField
from tests.app.inspector.bench import Bench


def test_the_weight_slider_is_one_step_and_acts_while_dragged(bench: Bench) -> None:
    bench.select(bench.link)
    before = synapses_of(bench.the_link()).weight
    slider = bench.panel.rows["weight"].slider
    assert slider is not None
    QTest.qWait(20)
    seen: list[object] = []
    bench.editor.changed.connect(lambda change: seen.append(synapses_of(bench.the_link()).weight))
    middle = slider.rect().center()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    for offset in (15, 30, 45):
        QTest.mouseMove(slider, middle + QPoint(offset, 0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=middle + QPoint(45, 0))
    after = synapses_of(bench.the_link()).weight
    assert isinstance(after, float)
    assert isinstance(before, float)
    assert after > before
    assert len(set(map(str, seen))) >= 3
    assert bench.steps == 1
    bench.undo()
    assert synapses_of(bench.the_link()).weight == before


def test_every_part_of_a_projection_has_its_choice(bench: Bench) -> None:
    bench.select(bench.link)
    bench.choose(bench.panel.parts["wiring"].choice, "wiring/fixed_probability")
    bench.type("wiring:p", "0.25")
    bench.choose(bench.panel.parts["plasticity"].choice, "plasticity/pair_stdp")
    bench.type("plasticity:tau_plus", "17 ms")
    bench.type("delay", "1.5 ms")
    synapses = synapses_of(bench.the_link())
    assert synapses.wiring_parameters["p"] == 0.25
    assert synapses.plasticity == "plasticity/pair_stdp"
    assert synapses.plasticity_parameters["tau_plus"] == 17.0
    assert synapses.delay == 1.5
    while bench.editor.undo_stack.can_undo:
        bench.undo()
    assert synapses_of(bench.the_link()).plasticity is None
    assert "plasticity:tau_plus" not in bench.panel.rows


def test_the_slider_fits_the_weight_again_once_one_that_is_far_larger_is_undone(bench: Bench) -> None:
    """All that it could show then was 0."""
    bench.select(bench.link)
    before = synapses_of(bench.the_link()).weight
    slider = bench.panel.rows["weight"].slider
    assert slider is not None and isinstance(before, float)
    share = slider.place_of(before) / slider.width()
    bench.type("weight", f"{1e6 * before:g}")
    assert slider.high > 1e6 * before
    bench.undo()
    assert slider.value == before and abs(slider.place_of(before) / slider.width() - share) < 0.01


def test_the_sign_is_declared_and_bounds_the_weight(bench: Bench) -> None:
    bench.select(bench.link)
    row = bench.panel.rows["sign"]
    assert isinstance(row.field, ChoiceField)
    bench.choose(row.field, "inhibitory")
    synapses = synapses_of(bench.the_link())
    assert synapses.sign == "inhibitory"
    assert isinstance(synapses.weight, float)
    assert synapses.weight <= 0
    steps = bench.steps
    bench.type("weight", "5")
    assert bench.steps == steps
    assert bench.panel.rows["weight"].objection.isVisible()


def test_the_form_of_a_conductance_shows_the_reversal_that_its_sign_gives(bench: Bench) -> None:
    bench.select(bench.link)
    bench.choose(bench.panel.parts["synapse"].choice, "synapses/exponential_conductance")
    assert bench.field("synapse:E_rev").value == 0.0
    row = bench.panel.rows["sign"]
    assert isinstance(row.field, ChoiceField)
    assert [row.field.itemData(i) for i in range(row.field.count())] == ["excitatory", "inhibitory"]
    bench.choose(row.field, "inhibitory")
    assert bench.field("synapse:E_rev").value == -80.0
    assert not bench.panel.rows["synapse:E_rev"].reset.isVisible(), "it is the default of this sign"
    bench.type("weight", "5")
    assert synapses_of(bench.the_link()).weight == 5.0
    bench.type("synapse:E_rev", "-10 mV")
    assert synapses_of(bench.the_link()).sign == "excitatory"


def test_trained_weights_are_shown_by_their_spread_and_reset_draws_anew(bench: Bench) -> None:
    sizes = bench.node(bench.second).size, bench.node(bench.first).size
    weights = np.linspace(1.0, 3.0, sizes[0] * sizes[1]).reshape(sizes)
    intentions.set_arrays(bench.editor, {(bench.link, "weight"): weights}, "Train")
    bench.select(bench.link)
    field = bench.field("weight")
    assert field.is_wide
    assert "array" in field.words.text()
    QTest.mouseClick(bench.panel.rows["weight"].reset, Qt.MouseButton.LeftButton)
    assert not isinstance(synapses_of(bench.the_link()).weight, ArrayRef)
    bench.undo()
    assert isinstance(synapses_of(bench.the_link()).weight, ArrayRef)


def test_weights_that_plasticity_moved_are_offered_to_be_kept(bench: Bench, qtbot: QtBot) -> None:
    bench.select(bench.link)
    assert bench.panel.banner is None
    bench.panel.show_drift(bench.link, "mean 100 → 108 pA")
    banner = bench.panel.banner
    assert banner is not None
    with qtbot.waitSignal(bench.panel.keep_weights_wanted) as wanted:
        QTest.mouseClick(banner.buttons[0], Qt.MouseButton.LeftButton)
    assert wanted.args == [bench.link]
    bench.panel.show_drift(bench.link, "")
    assert bench.panel.banner is None


def test_what_is_told_while_a_value_is_typed_leaves_the_value_as_it_is_typed(bench: Bench) -> None:
    bench.select(bench.link)
    before, field = synapses_of(bench.the_link()).weight, bench.field("weight").number
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "12")
    bench.panel.show_drift(bench.link, "mean 100 → 108 pA")
    QTest.keyClicks(field, "3")
    assert synapses_of(bench.the_link()).weight == before
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert synapses_of(bench.the_link()).weight == 123.0


def test_names_of_rows_are_whole_or_end_in_an_ellipsis_with_the_rest_in_the_tooltip(bench: Bench) -> None:
    bench.select(bench.link)
    intentions.set_plasticity(bench.editor, [bench.link], "plasticity/pair_stdp")
    QTest.qWait(1)
    bench.panel.grab()
    for row in bench.panel.rows.values():
        metrics = QFontMetrics(row.name.shown_font)
        assert all(metrics.horizontalAdvance(line) <= row.name.width() for line in row.name.lines)
        if "".join(row.name.lines).replace(" ", "") != row.name.words.replace(" ", ""):  # or broken after a hyphen
            assert row.name.lines[-1].endswith("…")
            assert row.name.toolTip() == row.name.words


def test_names_that_differ_at_their_ends_are_told_apart_in_the_title_of_a_link(bench: Bench) -> None:
    """Both read “Populati…”, as every link between populations did that bear the names they began with."""
    intentions.rename(bench.editor, bench.first, "Population of cells 11")
    intentions.rename(bench.editor, bench.second, "Population of cells 12")
    bench.select(bench.link)
    QTest.qWait(1)
    first, second = bench.panel.head.title.text().split(" → ")
    assert "…" in first and "…" in second
    assert first.startswith("Po") and first.endswith("11")
    assert second.startswith("Po") and second.endswith("12")


def test_every_link_says_how_many_connections_it_will_have(bench: Bench) -> None:
    """A link between 20,000 and 20,000 neurons said nothing once another rule than all to all was chosen."""
    intentions.set_size(bench.editor, [bench.first, bench.second], 20_000)
    bench.select(bench.link)
    assert bench.panel.head.subtitle.words.startswith("400,000,000 synapses")
    bench.choose(bench.panel.parts["wiring"].choice, "wiring/fixed_probability")
    assert bench.panel.head.subtitle.words.startswith("about 40,000,000 synapses")
    bench.choose(bench.panel.parts["wiring"].choice, "wiring/one_to_one")
    assert bench.panel.head.subtitle.words.startswith("20,000 synapses")
    intentions.set_size(bench.editor, [bench.first], 7)
    again = intentions.connect(bench.editor, bench.second, "out", bench.first, "in")
    bench.select(bench.link, again)
    assert bench.panel.head.subtitle.words == "projections · 140,007 synapses"


def test_what_a_convolution_makes_is_told_beside_its_kernel(bench: Bench) -> None:
    intentions.set_part(bench.editor, [bench.link], "wiring", "wiring/convolution")
    intentions.set_place(bench.editor, [bench.first], "rows", 8.0)
    intentions.set_link_parameter(bench.editor, [bench.link], "wiring", "channels", 4.0)
    bench.select(bench.link)
    columns = bench.node(bench.first).places["columns"]
    assert isinstance(columns, float)
    assert columns < 3 and bench.panel.parts["wiring"].note is None, "no window has room"
    intentions.set_place(bench.editor, [bench.first], "columns", 5.0)
    QTest.qWait(1)
    note = bench.panel.parts["wiring"].note
    assert note is not None and "4 × 6 × 3" in note.text().replace("\xa0", " ")
    bench.type("wiring:channels", "6")
    QTest.qWait(1)
    assert bench.panel.parts["wiring"].note is note and "6 × 6 × 3" in note.text().replace("\xa0", " "), (
        "what is typed goes on"
    )
    bench.select(bench.first)
    assert bench.panel.head.subtitle.text().endswith("8 × 5")
