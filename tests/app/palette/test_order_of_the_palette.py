"""The palette begins with neurons, and a person puts its categories into another order, which is remembered."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.palette.panel import PalettePanel
from tests.app.seen import categories, category


def kinds(panel):
    """From top to bottom, as they stand."""
    return [head.category.kind for head in categories(panel)]


def test_the_palette_begins_with_neurons(palette):
    """It began with 19 kinds of data, and neurons were two screens below."""
    assert kinds(palette)[:3] == ["neurons", "stimuli", "synapses"]
    assert next(iter(palette.visible_models())).startswith("neurons/")


def test_a_drag_of_a_head_changes_the_order_and_a_click_folds_still(qtbot, palette):
    for kind in ("neurons", "stimuli", "synapses", "plasticity"):
        category(palette, kind).set_open(False)
    qtbot.wait(20)
    carried, onto = category(palette, "synapses"), category(palette, "neurons")
    above = carried.mapFromGlobal(onto.mapToGlobal(QPoint(40, 2)))
    QTest.mousePress(carried, Qt.MouseButton.LeftButton, pos=QPoint(40, 8))
    QTest.mouseMove(carried, (QPoint(40, 8) + above) / 2)
    QTest.mouseMove(carried, carried.mapFromGlobal(onto.mapToGlobal(QPoint(40, 2))))
    with qtbot.waitSignal(palette.ordered) as told:
        QTest.mouseRelease(carried, Qt.MouseButton.LeftButton, pos=QPoint(40, 8))
    qtbot.waitUntil(lambda: kinds(palette)[0] == "synapses")
    assert told.args[0][:3] == ("synapses", "neurons", "stimuli") and not carried.is_open
    QTest.mouseClick(carried, Qt.MouseButton.LeftButton)
    assert carried.is_open


def test_keys_and_the_menu_change_the_order_and_bring_the_usual_one_back(qtbot, palette):
    data = category(palette, "datasets")
    data.setFocus()
    usual = kinds(palette)
    for _ in usual:
        QTest.keyClick(data, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: kinds(palette) == ["datasets", *(kind for kind in usual if kind != "datasets")])
    assert palette.focusWidget() is data
    actions = {action.text(): action for action in data.menu().actions()}
    with qtbot.waitSignal(palette.ordered) as told:
        actions["Move down"].trigger()
    assert told.args[0][:2] == (usual[0], "datasets")
    with qtbot.waitSignal(palette.ordered) as told:
        actions["Usual order"].trigger()
    assert told.args[0] == ()
    qtbot.waitUntil(lambda: kinds(palette) == usual)


def test_an_order_is_remembered_and_what_a_file_holds_does_no_harm(qtbot):
    panel = PalettePanel(("datasets", "no such kind", "synapses", "datasets"))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: kinds(panel)[0] == "neurons" or kinds(panel)[0] == "datasets")
    shown = kinds(panel)
    assert len(shown) == len(set(shown)) == len(categories(PalettePanel()))
    assert shown.index("datasets") < shown.index("synapses")


def test_what_answers_best_stands_above_the_others_and_the_usual_order_comes_back(palette: PalettePanel) -> None:
    """“Noise” showed the row of Poisson above that of white noise."""
    usual = palette.visible_models()

    def height(key: str) -> int:
        return palette.row(key).mapTo(palette, palette.row(key).rect().topLeft()).y()

    QTest.keyClicks(palette.search, "noise")
    QTest.qWait(1)
    assert height("stimuli/white_noise_current") < height("stimuli/poisson")
    found = palette.visible_models()
    assert found.index("stimuli/white_noise_current") < found.index("stimuli/poisson")
    palette.search.clear()
    QTest.qWait(1)
    assert palette.visible_models() == usual
    assert [height(key) for key in usual] == sorted(height(key) for key in usual)
