"""What the only note says is read above a drawing that is shown so small that the note itself cannot be."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetricsF

from app.appearance.theme import theme
from app.canvas.interaction.hints import hint_for
from app.canvas.overlays.caption import SIZE, SMALL, flowing
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor

NEURON = "neurons/leaky_integrate_and_fire"
WORDS = "Every neuron has a current of its own.\nWeaken it while it runs: who falls silent?"
LOW = (1000, 300)


@pytest.fixture
def note(editor: Editor, view: CanvasView) -> str:
    """Above a pile of four neurons."""
    for row in range(4):
        intentions.add_node(editor, NEURON, (0.0, 240.0 * row))
    made = intentions.add_note(editor, (0.0, -120.0))
    intentions.set_text(editor, made, WORDS)
    editor.selection.set(())
    view.fit()
    return made


def neurons_are_seen(view: CanvasView) -> bool:
    seen = view.visible_area()
    return all(seen.contains(item.scene_area()) for item in view.drawing.nodes.values() if item.node.kind != "note")


def test_a_note_that_can_be_read_stands_alone(view, note):
    view.set_zoom(1.0)
    assert view.overlays.caption.isHidden()


def test_in_a_low_canvas_its_words_stand_above_the_drawing_and_the_nodes_have_its_room(view, note):
    view.resize(*LOW)
    caption, overlays = view.overlays.caption, view.overlays
    assert caption.isVisible() and caption.words == WORDS == caption.accessibleName()
    assert view.viewport().rect().contains(caption.geometry())
    assert not any(caption.geometry().intersects(each.geometry()) for each in (overlays.toolbar, overlays.breadcrumb))
    drawn = view.mapFromScene(view.drawing.area_without(note)).boundingRect()
    assert neurons_are_seen(view) and not caption.geometry().intersects(drawn)
    with_the_note = (view.height() - overlays.toolbar.geometry().bottom()) / view.drawing.content_area().height()
    assert view.zoom > with_the_note
    view.set_zoom(1.0)
    assert caption.isHidden() and not caption.words


def test_it_is_not_drawn_twice(view, note):
    view.resize(*LOW)
    item = view.drawing.nodes[note]
    view.centerOn(item.scene_area().center())
    inside = view.mapFromScene(item.scene_area()).boundingRect().adjusted(4, 2, -4, -2)
    unread = view.grab(inside).toImage()
    view.editor.selection.set((note,))
    assert view.grab(inside).toImage() != unread, "who selects it sees it"


def test_one_of_several_notes_speaks_for_its_place_alone(editor, view, note):
    view.resize(*LOW)
    intentions.set_text(editor, intentions.add_note(editor, (400.0, 0.0)), "Another")
    assert view.overlays.caption.isHidden()
    assert not view.drawing.nodes[note].is_read_above
    hit = view.drawing.hit(view.drawing.nodes[note].scene_area().topLeft() + QPoint(8, 8))
    assert hint_for(hit, {}, view.editor.document, notes=view.overlays.caption.is_needed) == WORDS


def test_what_is_long_is_read_at_the_note(editor, view, note):
    view.resize(*LOW)
    intentions.set_text(editor, note, WORDS * 12)
    assert view.overlays.caption.isHidden()


def test_another_drawing_has_a_caption_of_its_own(editor, view, note):
    view.resize(*LOW)
    other = Editor()
    for row in range(4):
        intentions.add_node(other, NEURON, (0.0, 240.0 * row))
    intentions.set_text(other, intentions.add_note(other, (0.0, -120.0)), "Another drawing")
    editor.load(other.document)
    assert view.overlays.caption.isVisible() and view.overlays.caption.words == "Another drawing"
    editor.load(Editor().document)
    assert view.overlays.caption.isHidden()


def test_a_line_is_not_broken_where_smaller_letters_spare_it(view, note):
    caption = view.overlays.caption
    usual, small = (QFontMetricsF(theme().font(size)) for size in (SIZE, SMALL))
    longest = max(WORDS.split("\n"), key=usual.horizontalAdvance)
    sizes = [
        caption.font_for(WORDS, width).pixelSize()
        for width in (
            usual.horizontalAdvance(longest) + 1,
            usual.horizontalAdvance(longest) - 1,
            small.horizontalAdvance(longest) - 1,
        )
    ]
    assert sizes == [theme().font(SIZE).pixelSize(), theme().font(SMALL).pixelSize(), theme().font(SIZE).pixelSize()]


def test_a_line_that_ends_within_a_sentence_goes_on() -> None:
    assert (
        flowing("Strong excitation makes\nit ring.\nWhat is left?\n")
        == "Strong excitation makes it ring.\nWhat is left?"
    )
    assert flowing("强兴奋使它\n振荡。\n还剩下什么？") == "强兴奋使它振荡。\n还剩下什么？"


def test_an_address_that_is_longer_than_a_line_is_seen_to_its_end(editor, view):
    """It was cut at the edge of the note."""
    short = intentions.add_note(editor, (0.0, 0.0), "https://doi.org/10")
    long = intentions.add_note(editor, (0.0, 400.0), "https://doi.org/10.1000/" + "1234567890" * 12)
    heights = [view.drawing.nodes[note].area.height() for note in (short, long)]
    assert heights[1] > heights[0] and view.drawing.nodes[long].area.width() == view.drawing.nodes[short].area.width()
