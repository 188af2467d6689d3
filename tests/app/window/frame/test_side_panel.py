"""The side panel beside the canvas, and over it in a narrow window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.appearance.theme import set_density, set_theme, theme
from app.commands import intentions
from app.palette.rows import CategoryRow
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.text import Text
from app.window.frame.side_panel import SideStrip
from tests.activation import activate
from tests.app.seen import press
from tests.app.window.rooms import LIF, Room

HEAVY = ("numba", "sympy", "sklearn", "h5py", "nir", "scipy", "safetensors", "cupy")


def test_a_narrow_window_folds_the_palette_and_lets_the_side_panel_float(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    room.window.resize(1100, 800)
    qtbot.waitUntil(lambda: room.workspace.is_narrow)
    qtbot.waitUntil(lambda: room.canvas.x() < 60)  # the folded palette gives its room to the canvas
    assert not room.side.isVisible()
    room.window.actions_["view.properties"].trigger()
    assert room.side.isVisible() and room.side.height() == room.workspace.frame.height(), "no view lies below"
    room.window.resize(1600, 1000)
    qtbot.waitUntil(lambda: not room.workspace.is_narrow)
    assert room.side.isVisible() and room.side.parentWidget() is not room.workspace.frame
    assert room.palette.width() > 150


@pytest.mark.parametrize("density", ["normal", "projector"])
def test_a_notice_stands_beside_the_panel_that_floats_over_a_narrow_window(
    qtbot: QtBot, room: Room, density: str
) -> None:
    """It lay over the title of the panel and its first rows."""
    room.window.new()
    set_density(density)
    room.window.resize(1024, 640)
    qtbot.waitUntil(lambda: room.workspace.is_narrow)
    notice, pages = room.window.notice, room.window.pages
    notice.say("broken.spikeloom is damaged; nothing was changed.", "error", "Open another…")
    room.workspace.open_side("properties")

    def panel() -> QRect:
        return QRect(room.side.mapTo(pages, QPoint()), room.side.size())

    qtbot.waitUntil(lambda: room.side.isVisible() and not notice.geometry().intersects(panel()))
    texts = notice.findChildren(Text)
    assert all(text.height() >= text.heightForWidth(text.width()) for text in texts)
    room.workspace.show_side("properties")
    qtbot.waitUntil(lambda: notice.geometry().right() > 1024 - panel().width())


def test_the_side_panel_of_a_narrow_window_leaves_the_views_in_sight(qtbot: QtBot, room: Room) -> None:
    """It lay over the right half of what a training drew, and where it did not, its list was two rows high."""
    room.window.new()
    room.window.resize(1024, 640)
    qtbot.waitUntil(lambda: room.workspace.is_narrow)
    room.views.add("loss")
    room.views.add("accuracy")
    frame, side, views = room.workspace.frame, room.side, [view.parentWidget() for view in room.views.panels()]

    def ends() -> int:
        return max(view.geometry().right() for view in views)

    qtbot.waitUntil(lambda: ends() > 900)
    for panel in ("properties", "learn", "statistics", "code"):
        room.workspace.open_side(panel)
        qtbot.waitUntil(lambda: 0 < ends() < side.x() and side.height() == frame.height())
        assert side.geometry().right() < room.workspace.side_strip.mapTo(frame, QPoint(0, 0)).x()
        assert min(view.width() for view in views) > 150 and room.canvas.geometry().right() < side.x()
        room.workspace.show_side(panel)
        qtbot.waitUntil(lambda: not side.isVisible() and ends() > 900)


def test_views_that_would_be_too_narrow_beside_the_side_panel_keep_their_width(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    room.window.resize(1024, 640)
    qtbot.waitUntil(lambda: room.workspace.is_narrow)
    for kind in ("loss", "accuracy", "raster", "traces", "rates", "spectrum", "interval_histogram", "confusion"):
        room.views.add(kind, beside=True)  # four columns of two rows
    views = [view.parentWidget() for view in room.views.panels()]
    qtbot.waitUntil(lambda: max(view.geometry().right() for view in views) > 900)
    room.workspace.open_side("learn")
    assert room.side.height() == room.workspace.frame.height()
    qtbot.wait(50)
    assert max(view.geometry().right() for view in views) > 900
    for view in views[2:]:
        view.close()
    qtbot.waitUntil(lambda: max(view.geometry().right() for view in views[:2]) < room.side.x())


def test_a_lower_window_lowers_the_views_and_gives_the_forms_their_height(qtbot: QtBot, room: Room) -> None:
    """Views kept their height, and a form was four rows high over what was left of the canvas."""
    room.window.new()
    room.window.resize(1600, 1000)
    room.views.add("raster")
    view = next(room.views.panels()).parentWidget()
    qtbot.waitUntil(lambda: view.height() > 300)
    room.window.resize(1024, 640)
    qtbot.waitUntil(lambda: room.workspace.is_narrow and view.height() < room.canvas.height())
    room.workspace.open_side("properties")
    assert room.side.height() == room.workspace.frame.height() > 400
    high = room.canvas.height() + 120
    room.workspace.frame.resizeDocks([view], [high], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: view.height() > room.canvas.height())
    by_hand = view.height()
    room.window.resize(1024, 620)
    qtbot.wait(50)
    assert view.height() >= by_hand - 20, "what a hand has made high stays so"


def test_the_keys_of_the_side_panel_open_and_close_each_panel(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    for width in (1024, 1600):
        room.window.resize(width, 700)
        qtbot.waitUntil(lambda narrow=width < 1280: room.workspace.is_narrow == narrow)
        activate(qtbot, room.window)
        room.workspace.open_side("properties")
        room.canvas.setFocus()
        for key, panel in ((Qt.Key.Key_3, "learn"), (Qt.Key.Key_4, "equations"), (Qt.Key.Key_2, "properties")):
            QTest.keyClick(room.canvas, key, Qt.KeyboardModifier.ControlModifier)
            assert room.side.isVisible() and room.side.current == panel
        QTest.keyClick(room.canvas, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        assert not room.side.isVisible()


@pytest.mark.parametrize("kind", ["decoders", "modules"])
def test_an_icon_of_the_folded_palette_brings_what_it_stands_for(qtbot: QtBot, room: Room, kind: str) -> None:
    """The palette opened at its top, whichever icon was clicked."""
    room.window.new()
    room.window.resize(1024, 640)
    qtbot.waitUntil(lambda: room.workspace.is_narrow and room.palette.is_folded)
    (head,) = (found for found in room.palette.findChildren(CategoryRow) if found.category.kind == kind)
    press(room.palette, head.category.title)
    qtbot.waitUntil(lambda: not head.visibleRegion().isEmpty() and head.visibleRegion().boundingRect() == head.rect())
    assert not room.palette.is_folded and head.hasFocus()


def test_a_narrow_window_keeps_icons_that_open_the_side_panel(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    room.window.resize(1024, 700)
    qtbot.waitUntil(lambda: room.workspace.is_narrow)
    strip = room.workspace.frame.findChild(SideStrip)
    button = strip.findChild(QAbstractButton, "tab learn")
    qtbot.waitUntil(button.isVisible)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert room.side.isVisible() and room.side.current == "learn"
    assert not room.side.geometry().intersects(QRect(strip.mapTo(room.workspace.frame, QPoint(0, 0)), strip.size()))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not room.side.isVisible()


def test_words_keep_their_tone_when_the_theme_and_then_the_window_change(qtbot: QtBot, room: Room) -> None:
    room.window.new()
    room.workspace.open_side("learn")
    words = room.learn.findChildren(Text)
    bright = [text for text in words if text.palette().windowText().color().name() == theme().color("text1").name()]
    set_theme("light")
    room.window.resize(1024, 700)
    qtbot.waitUntil(lambda: room.workspace.is_narrow)
    room.workspace.show_side("learn")
    heads = [text for text in bright if text.isVisible()]
    assert heads
    assert {text.palette().windowText().color().name() for text in heads} == {theme().color("text1").name()}
    set_theme("dark")


def test_another_side_panel_leaves_what_is_chosen_on_the_canvas(qtbot: QtBot, room: Room) -> None:
    """From a field that went the keyboard was handed to the canvas, which chose its first node."""
    room.window.new()
    room.window.resize(1600, 1000)
    qtbot.waitUntil(lambda: not room.workspace.is_narrow)
    activate(qtbot, room.window)
    one = intentions.add_node(room.editor, LIF, (0, 0))
    two = intentions.add_node(room.editor, LIF, (400, 0))
    link = intentions.connect(room.editor, one, "out", two, "in")
    room.editor.selection.set((link,))
    room.workspace.open_side("properties")
    page = room.side.page("properties")

    def visible() -> list[QuantityField]:
        return [field for field in page.findChildren(QuantityField) if field.isVisible()]

    qtbot.waitUntil(lambda: bool(visible()))
    field = visible()[0]
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.mouseClick(room.side.findChild(QAbstractButton, "tab learn"), Qt.MouseButton.LeftButton)
    qtbot.wait(20)
    assert room.side.current == "learn"
    assert tuple(room.editor.selection.ids) == (link,)
    room.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert tuple(room.editor.selection.ids) == (link,)


@pytest.mark.parametrize("width", [1600, 1100])
def test_a_drawing_that_is_shown_whole_is_so_beside_a_panel_that_opens(qtbot: QtBot, room: Room, width: int) -> None:
    """Learn hid the right of what was seen, in a narrow window with the toolbar."""
    room.window.new()
    room.window.resize(width, 900)
    qtbot.waitUntil(lambda: room.workspace.is_narrow == (width < 1280))
    for number in range(4):
        intentions.add_node(room.window.editor, LIF, (264.0 * number, 0.0))
    room.canvas.fit()

    def hidden() -> list[str]:
        """Nodes of which a part is not seen, and what floats there."""
        ground, side = room.canvas.viewport(), room.side
        seen = ground.rect()
        if side.isVisible():
            seen.setRight(min(seen.right(), ground.mapFromGlobal(side.mapToGlobal(QPoint())).x() - 1))
        floats = {name: getattr(room.canvas.overlays, name).geometry() for name in ("toolbar", "minimap")}
        nodes = {
            i: room.canvas.mapFromScene(n.scene_area()).boundingRect() for i, n in room.canvas.drawing.nodes.items()
        }
        return [name for name, place in (nodes | floats).items() if not seen.contains(place)]

    for panel in ("learn", "properties"):
        room.workspace.open_side(panel)
        qtbot.waitUntil(lambda: room.side.isVisible() and not hidden())
    room.workspace.show_side("properties")
    qtbot.waitUntil(lambda: not room.side.isVisible() and not hidden())


def test_a_side_panel_that_floats_is_named_alone_beside_the_icons_of_all(qtbot: QtBot, room: Room) -> None:
    """Its tabs stood beside the same icons of the strip."""
    room.window.new()
    room.window.resize(1024, 640)
    qtbot.waitUntil(lambda: room.workspace.is_narrow)

    def tabs() -> list[str]:
        return [b.accessibleName() for b in room.side.findChildren(QAbstractButton) if b.objectName()[:4] == "tab "
                and b.isVisible()]  # fmt: skip

    for panel, name in (("learn", "Learn"), ("statistics", "Statistics")):
        strip = room.workspace.side_strip.findChild(QAbstractButton, f"tab {panel}")
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: room.side.isVisible())
        assert tabs() == [name]
    room.window.resize(1600, 1000)
    qtbot.waitUntil(lambda: not room.workspace.is_narrow)
    assert len(tabs()) == 6


def test_every_panel_has_the_same_place_and_the_views_stand_beside_it(qtbot: QtBot, room: Room) -> None:
    """Another tab moved the canvas, and live views took the lower third of a form."""
    room.window.new()
    room.views.add("raster")
    view, frame = next(room.views.panels()).parentWidget(), room.workspace.frame
    places = set()
    for panel in ("properties", "learn", "equations", "code", "statistics"):
        room.workspace.open_side(panel)
        qtbot.wait(30)
        assert view.mapTo(frame, QPoint(view.width(), 0)).x() <= room.side.mapTo(frame, QPoint()).x()
        places.add((room.side.mapTo(frame, QPoint()).x(), room.side.width(), room.canvas.width()))
        assert room.side.height() == frame.height()
    assert len(places) == 1
