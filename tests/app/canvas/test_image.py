"""Images of the drawing: words stay words, sizes are in mm, and what is on the screen does not matter."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage

from app.appearance.theme import borrowed, set_theme, theme
from app.canvas.drawing_dialog import CHOSEN, DrawingDialog
from app.canvas.image import MARGIN, WantedImage, sheet
from app.canvas.painting.ports import door_words_area
from app.canvas.scene.scene import CanvasScene
from app.commands import intentions
from app.commands.editor import Editor
from app.document.document import Document
from app.widgets.image_export.sheet import DOTS, ENDINGS, NoImage

NEURON = "neurons/leaky_integrate_and_fire"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(editor: Editor) -> tuple[str, str]:
    """Two populations, one with a name that XML must mask, and a projection between them."""
    first = intentions.add_node(editor, NEURON, (96.0, 0.0), title="Layer <4> & 5", size=100)
    second = intentions.add_node(editor, NEURON, (720.0, 0.0), title="Second")
    intentions.connect(editor, first, "out", second, "in")
    editor.selection.clear()
    return first, second


@dataclass(frozen=True)
class Made:
    """The content of an image file, and its size in mm."""

    content: bytes
    size: QSizeF


def image(document: Document, ending: str, wanted: WantedImage, dots: int = DOTS) -> Made:
    with sheet(document, wanted) as paper:
        return Made(paper.file(ending, dots), paper.size)


def words_in(svg: bytes) -> str:
    return " ".join("".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_an_svg_holds_every_name_as_text_and_its_size_in_mm(editor: Editor, qapp) -> None:
    drawn(editor)
    made = image(editor.document, ".svg", WantedImage(width=160.0))
    words = words_in(made.content)
    assert "Layer <4> & 5" in words and "Second" in words and "× 100" in words and "Leaky integrate-and-fire" in words
    root = ElementTree.fromstring(made.content)
    assert root.get("width") == "160mm"
    assert float(root.get("height").removesuffix("mm")) == pytest.approx(made.size.height(), abs=0.1)
    assert b"<image" not in made.content  # nothing of it is made of pixels


def test_a_pdf_has_a_page_of_the_wanted_width(editor: Editor, qapp) -> None:
    drawn(editor)
    made = image(editor.document, ".pdf", WantedImage(width=127.0))
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", made.content)
    assert float(box[1]) == pytest.approx(360.0, abs=1.0)  # points: 1/72 inch
    assert float(box[2]) == pytest.approx(made.size.height() / 25.4 * 72, abs=1.0)
    assert b"/FontFile" in made.content


def test_a_png_has_as_many_pixels_as_dots_and_width_say_with_all_detail(editor: Editor, qapp) -> None:
    drawn(editor)
    sharp = QImage.fromData(image(editor.document, ".png", WantedImage(width=100.0), 254).content)
    assert sharp.width() == 1000 and sharp.dotsPerMeterX() == 10_000
    small = QImage.fromData(image(editor.document, ".png", WantedImage(width=25.4), 100).content)
    assert small.width() == 100
    again = sharp.scaled(small.size()).convertToFormat(QImage.Format.Format_Grayscale8)
    flat = small.convertToFormat(QImage.Format.Format_Grayscale8)
    difference = [
        abs(again.pixelColor(x, y).red() - flat.pixelColor(x, y).red())
        for x in range(100) for y in range(min(flat.height(), again.height()))
    ]  # fmt: skip
    assert sum(difference) / len(difference) < 12  # the same picture, not one of shapes without words


def test_a_selection_is_drawn_alone_with_the_links_between_its_nodes(editor: Editor, qapp) -> None:
    first, second = drawn(editor)
    third = intentions.add_node(editor, NEURON, (720.0, 900.0), title="Elsewhere")
    alone = image(editor.document, ".svg", WantedImage((first, second)))
    whole = image(editor.document, ".svg", WantedImage())
    assert "Elsewhere" not in words_in(alone.content) and "Elsewhere" in words_in(whole.content)
    assert "Exponential current" in words_in(alone.content)  # the badge of the link between them
    assert "Exponential current" not in words_in(image(editor.document, ".svg", WantedImage((first, third))).content)


def test_what_is_chosen_in_a_group_is_drawn_and_a_chosen_group_is_closed(editor: Editor, qapp) -> None:
    first, second = drawn(editor)
    group = intentions.group(editor, (first, second), (300.0, 0.0))
    whole = words_in(image(editor.document, ".svg", WantedImage()).content)
    assert "Group" in whole and "Leaky integrate-and-fire" not in whole
    assert "Second" in words_in(image(editor.document, ".svg", WantedImage((second,))).content)
    assert "2 nodes" in words_in(image(editor.document, ".svg", WantedImage((group,))).content)


def test_a_scene_unit_is_a_pixel_of_a_screen_unless_a_width_is_wanted(editor: Editor, qapp) -> None:
    note = intentions.add_note(editor, (0.0, 0.0), "x")
    intentions.resize_note(editor, note, 288.0, 96.0)
    size = image(editor.document, ".svg", WantedImage()).size
    assert size.width() == pytest.approx((288 + 2 * MARGIN) / 96 * 25.4)
    assert size.height() == pytest.approx((96 + 2 * MARGIN) / 96 * 25.4)


def test_paper_is_light_whatever_the_window_is_and_the_window_stays_so(editor: Editor, qapp) -> None:
    drawn(editor)
    set_theme("dark")
    with sheet(editor.document, WantedImage()) as paper:
        light = paper.preview(QSize(400, 400))
    with sheet(editor.document, WantedImage(dark=True)) as paper:
        dark = paper.preview(QSize(400, 400))
    assert light.pixelColor(1, 1).lightness() > 200 > 60 > dark.pixelColor(1, 1).lightness()
    assert theme().dark
    with borrowed(False):
        assert not theme().dark


@pytest.mark.parametrize("ending", ENDINGS)
def test_drawing_an_image_changes_neither_document_nor_choice(editor: Editor, qapp, ending: str) -> None:
    first, _ = drawn(editor)
    editor.selection.set((first,))
    before, count = (dict(editor.document.nodes), dict(editor.document.links)), editor.undo_stack.count()
    once = image(editor.document, ending, WantedImage())
    assert (editor.document.nodes, editor.document.links) == before
    assert editor.undo_stack.count() == count and editor.selection.ids == (first,)
    if ending != ".pdf":  # which carries the time and an id of its own
        assert image(editor.document, ending, WantedImage()).content == once.content


@pytest.mark.parametrize(
    ("document", "ending", "width", "dots", "reason"),
    [
        (Document(), ".svg", None, DOTS, "nothing to draw"),
        (None, ".gif", None, DOTS, ".svg, .pdf, .png"),
        (None, ".pdf", 1e300, DOTS, "at most 5000 mm"),
        (None, ".png", 4000.0, 10**15, "too many"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(editor: Editor, qapp, document, ending, width, dots, reason) -> None:
    drawn(editor)
    with pytest.raises(NoImage, match=re.escape(reason)):
        image(document or editor.document, ending, WantedImage(width=width), dots)


def test_a_file_is_replaced_whole_or_not_at_all(editor: Editor, qapp, tmp_path: Path) -> None:
    drawn(editor)
    path = tmp_path / "net.png"
    path.write_bytes(b"before")
    with sheet(editor.document, WantedImage(width=4000.0)) as paper, pytest.raises(NoImage):
        paper.write(path, 10**9)
    assert path.read_bytes() == b"before" and list(tmp_path.iterdir()) == [path]
    with sheet(editor.document, WantedImage()) as paper:
        paper.write(path)
    assert not QImage(str(path)).isNull()


def test_the_dialog_writes_what_is_selected_in_the_width_that_was_typed(qtbot, editor: Editor, tmp_path: Path) -> None:
    first, _ = drawn(editor)
    editor.selection.set((first,))
    dialog = DrawingDialog(editor, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    whole = dialog.width_field.value
    qtbot.mouseClick(dialog.what, Qt.MouseButton.LeftButton, pos=dialog.what.area(CHOSEN).center().toPoint())
    assert dialog.width_field.value < whole
    dialog.width_field.setFocus()
    dialog.width_field.selectAll()
    qtbot.keyClicks(dialog.width_field, "0.08 m")
    qtbot.keyClick(dialog.width_field, Qt.Key.Key_Return)
    with qtbot.waitSignal(dialog.written):
        dialog.write(tmp_path / "chosen.svg")
    root = ElementTree.fromstring((tmp_path / "chosen.svg").read_bytes())
    assert root.get("width") == "80mm"
    assert "Second" not in words_in((tmp_path / "chosen.svg").read_bytes())


def test_the_dialog_says_in_its_place_why_nothing_was_written(qtbot, editor: Editor, tmp_path: Path) -> None:
    drawn(editor)
    dialog = DrawingDialog(editor, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.what.isEnabled()
    dialog.write(tmp_path / "no folder" / "net.svg")
    assert dialog.message is not None and "There is no folder" in dialog.message.title.words
    assert dialog.isVisible()


def test_the_words_at_the_ports_of_a_group_are_wholly_on_the_paper():
    """Those at the outer edges were cut."""
    editor = Editor()
    first, second = drawn(editor)
    group = intentions.group(editor, (first, second), (0.0, 0.0))
    assert group is not None
    with sheet(editor.document, WantedImage()) as made:
        taken = made.area
    view = CanvasScene(editor)
    view.settle()
    words = [door_words_area(p).translated(view.nodes[group].pos()) for p in view.nodes[group].ports]
    assert len(words) == 2 and all(QRectF(taken).contains(area) for area in words)
    view.deleteLater()
