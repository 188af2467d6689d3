"""Views on paper: sizes in mm, words as words in points, lines as thick as on the screen, and the view unharmed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.appearance.theme import set_theme, theme, use_theme
from app.plots.base.panel import PlotPanel
from app.plots.exports.data_dialog import DataDialog
from app.plots.exports.exporting import WRITERS
from app.plots.exports.paper import WantedPaper, sheet
from app.plots.exports.paper_dialog import PaperDialog
from app.plots.exports.table import Table
from app.plots.parts.raster_marks import MOST_MARKS
from app.plots.views.raster import Raster
from app.plots.views.traces import TracesView
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.image_export.sheet import NoImage
from tests.app.file_answers import answer_with
from tests.app.plots.hand import is_image, picture
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import KINDS, filled

SETTLED = 1e-3  # of all pixels: a unit that pyqtgraph anchors anew may come a pixel beside its place
NAMED_IN_THE_HEADER, OF_CELLS = (
    {"rates", "interval_histogram", "weight_histogram"},
    {"weight_matrix", "receptive_fields", "kernels", "feature_maps"},
)
SVG, LINKED = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


def words(svg: bytes) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def ink(image: QImage) -> np.ndarray:
    """Grey values (height, width)."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return np.array(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()]


@pytest.mark.parametrize("kind", KINDS)
def test_every_view_comes_onto_paper_with_words_as_words_and_stays_as_it_was(
    kind: str, played: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    """Of three curves nobody could tell which population is which. A PDF kept cells as a photograph, and readers of SVG
    blur a hundred dots that are as wide as a page.
    """
    panel = filled(kind, played, qtbot)
    before, size, names = picture(panel), panel.graph.size(), {chip[1] for chip in panel.chips()}
    with sheet(panel, WantedPaper(width=120.0, height=50.0)) as paper:
        for ending in (".svg", ".pdf", ".png"):
            paper.write(tmp_path / f"view{ending}")
    svg = (tmp_path / "view.svg").read_bytes()
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("120mm", "50mm")
    assert len(words(svg)) > 3
    if kind in NAMED_IN_THE_HEADER:
        assert names and names <= set(words(svg)), "what has its names in the header has them above it on paper"
    if kind == "raster":
        assert words(svg).count("Hidden") == 1, "beside its band"
    if kind in OF_CELLS:
        found = next(ElementTree.fromstring(svg).iter(f"{SVG}image"))
        shown = QImage.fromData(QByteArray.fromBase64(str(found.get(f"{LINKED}href")).split(",")[1].encode()))
        per_mm = float(str(root.get("viewBox")).split()[2]) / 120.0
        assert shown.width() / (placed_width(svg) / per_mm / 25.4) > 590, "cells stay sharp where a reader smoothes"
        assert b"/DCTDecode" not in (tmp_path / "view.pdf").read_bytes()
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", (tmp_path / "view.pdf").read_bytes())
    assert box is not None and float(box[1]) == pytest.approx(120 / 25.4 * 72, abs=1.0)
    png = QImage(str(tmp_path / "view.png"))
    corners = ((0, 0), (png.width() - 1, 0), (0, png.height() - 1), (png.width() - 1, png.height() - 1))
    assert {png.pixelColor(*corner).name() for corner in corners} == {"#ffffff"}, "printed, a tint is a grey box"
    assert png.width() == round(120 / 25.4 * 300) and png.pixelColor(2, 2).lightness() > 200
    assert panel.graph.size() == size
    moved = np.count_nonzero(ink(picture(panel)) != ink(before))
    assert moved < SETTLED * before.width() * before.height()


@pytest.mark.parametrize("kind", ["raster", "rates"])
def test_numbers_of_axes_can_be_found_and_copied_in_a_pdf(kind: str, played: Stage, qtbot: QtBot) -> None:
    """Their figures were shapes of which no reader knew the characters."""
    panel = filled(kind, played, qtbot)
    with sheet(panel, WantedPaper()) as paper:
        pdf = paper.file(".pdf")
    characters = b"".join(re.findall(rb"beginbfrange(.*?)endbfrange", pdf, re.DOTALL)).replace(b"> [", b"[")
    known = {int(code, 16) for listed in re.findall(rb"\[([^]]*)", characters) for code in re.findall(rb"\w+", listed)}
    assert {ord(figure) for figure in "01246"} <= known


def test_words_have_the_wanted_size_in_points(played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    shares = []
    for points in (6.0, 12.0):
        with sheet(panel, WantedPaper(points=points)) as paper:
            svg = ElementTree.fromstring(paper.file(".svg"))
        units = float(str(svg.get("viewBox")).split()[2])  # of the whole width, 120 mm
        sizes = [float(str(text.get("font-size"))) for text in svg.iter(f"{SVG}text")]
        shares.append(max(sizes) / units * 120.0 / 25.4 * 72)
    assert shares[1] == pytest.approx(2 * shares[0], rel=0.02)
    assert shares[1] == pytest.approx(12.0 * 11 / 13, rel=0.1)  # labels are a little smaller than the base


def test_lines_are_as_thick_however_dense_the_paper_is(played: Stage, qtbot: QtBot) -> None:
    panel = filled("traces", played, qtbot)
    with sheet(panel, WantedPaper()) as paper:
        coarse, fine = (QImage.fromData(paper.file(".png", dots)) for dots in (150, 600))
        groups = ElementTree.fromstring(paper.file(".svg")).iter(f"{SVG}g")
    stroked = [stroke for g in groups if g.get("stroke") != "none" for stroke in g if stroke.tag != f"{SVG}g"]
    assert stroked and not [s for s in stroked if s.get("vector-effect") == "non-scaling-stroke"]
    again = ink(fine.scaled(coarse.size(), mode=Qt.TransformationMode.SmoothTransformation)).astype(float)
    assert (255 - again).sum() == pytest.approx(
        (255 - ink(coarse).astype(float)).sum(), rel=0.1
    )  # else a quarter of it


def test_marks_stand_where_they_belong_however_dense_the_paper_is(played: Stage, qtbot: QtBot) -> None:
    """Answers of a decoder stood in the corner of a PNG, and beside their windows in an SVG."""
    panel = filled("decoder_output", played, qtbot)
    with sheet(panel, WantedPaper()) as paper:
        size = paper.area.size()
        plain, dense = paper.preview(size), paper.preview(size * 3)
    again = ink(dense.scaled(plain.size(), mode=Qt.TransformationMode.SmoothTransformation))
    black = [float((grey < 60).sum()) for grey in (ink(plain), again)]
    assert black[0] > 50 and black[1] == pytest.approx(black[0], rel=0.3)
    far = np.abs(ink(plain).astype(float) - again) > 90
    assert far.sum() < 0.1 * black[0], "edges of letters differ by the font of the machine"


def test_spikes_are_marks_that_can_be_edited_where_the_screen_shows_an_image_and_shade_each_other(
    played: Stage, qtbot: QtBot
) -> None:
    """As an image of 282 × 232 dots they could not be printed; in full colour they would be a solid block."""
    panel = filled("raster", played, qtbot)
    assert isinstance(panel, Raster) and is_image(panel)
    with sheet(panel, WantedPaper()) as paper:
        svg = paper.file(".svg")
    assert spikes_in_view(panel) > 40_000
    assert svg.count(b"M") > spikes_in_view(panel) and b"<image" not in svg
    assert paper.as_image == ""
    assert is_image(panel)
    played.time_range.show(0.0, 1500.0)
    panel.draw_now()
    assert 60_000 < spikes_in_view(panel) <= MOST_MARKS
    with sheet(panel, WantedPaper(width=40.0, height=30.0, points=5.0)) as paper:
        svg, pdf = paper.file(".svg"), paper.file(".pdf")
        printed = paper.preview(paper.area.size() * 4)
    assert svg.count(b"M") > spikes_in_view(panel)
    assert b"<image" not in svg and b"/Subtype /Image" not in pdf
    blue = theme().identity(1)
    colours = {printed.pixelColor(x, printed.height() * 3 // 4).name() for x in range(300, printed.width() - 60)}
    assert len(colours - {blue.name()}) > 5, "shades of one colour"


def spikes_in_view(panel: Raster) -> int:
    first, last = (round(edge / panel.source.resolution) for edge in panel.interval())
    return sum(len(panel.source.frames.spikes(e.id, first, last).steps) for e in panel.elements())


def test_more_spikes_than_can_be_edited_are_an_image_of_600_dots_per_inch_and_the_dialog_says_so(
    played: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    """They were an image of as many dots as the view has pixels, and the dialog said that it stays sharp."""
    panel = filled("raster", played, qtbot)
    played.play_until(5000.0, qtbot)
    played.time_range.show(0.0, 5000.0)
    panel.draw_now()
    assert isinstance(panel, Raster) and spikes_in_view(panel) > MOST_MARKS
    with sheet(panel, WantedPaper()) as paper:
        svg, pdf = paper.file(".svg"), paper.file(".pdf")
        printed = paper.preview(paper.area.size())
    assert "Hidden" in words(svg) and "4" in words(svg), "axes and names are words"
    found = next(ElementTree.fromstring(svg).iter(f"{SVG}image"))
    per_mm = float(str(ElementTree.fromstring(svg).get("viewBox")).split()[2]) / 120.0
    shown = QImage.fromData(QByteArray.fromBase64(str(found.get(f"{LINKED}href")).split(",")[1].encode()))
    inches = placed_width(svg) / per_mm / 25.4
    assert 590 < shown.width() / inches < 1300
    wide = [int(width) for width in re.findall(rb"/Subtype /Image\s+/Width (\d+)", pdf)]
    assert wide and min(wide) / inches > 590
    assert b"/DCTDecode" not in pdf, "marks are no photograph"
    colours = {printed.pixelColor(x, printed.height() * 3 // 4).name() for x in range(150, printed.width() - 20)}
    assert len(colours - {theme().identity(1).name()}) > 5, "shades of one colour"
    dialog = PaperDialog(panel, tmp_path)
    qtbot.addWidget(dialog)
    assert dialog.kind_words.words.startswith("More than 100,000 spikes are an image of 600 dots per inch")
    played.time_range.show(0.0, 500.0)
    dialog.show_preview()
    assert "stay sharp at every size" in dialog.kind_words.words


def placed_width(svg: bytes) -> float:
    """In units of the drawing, of the image that it holds."""
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        for image in group.findall(f"{SVG}image"):
            scale = re.search(r"matrix\(([-\d.e]+)", str(group.get("transform")))
            return float(str(image.get("width"))) * (float(scale[1]) if scale else 1.0)
    raise AssertionError


def test_the_preview_is_large_enough_to_read_words_and_marks(
    played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was 480 px wide where the view on paper is 553."""
    usual = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 1600, 1000))
    monkeypatch.setattr(PaperDialog, "screen", lambda _dialog: usual)
    panel = filled("raster", played, qtbot)
    dialog = PaperDialog(panel, tmp_path)
    qtbot.addWidget(dialog)
    with sheet(panel, WantedPaper(height=60.0)) as paper:
        laid = paper.area.size()
    room = dialog.picture.size()
    assert room.width() >= 1.5 * laid.width() and room.height() >= 1.5 * laid.height()


def test_paper_is_light_while_the_window_is_dark(played: Stage, qtbot: QtBot) -> None:
    use_theme(True)
    panel = filled("rates", played, qtbot)
    lights = []
    for dark in (False, True):
        with sheet(panel, WantedPaper(dark=dark)) as paper:
            lights.append(paper.preview(QSize(300, 200)).pixelColor(3, 3).lightness())
    assert lights[0] > 200 > 60 > lights[1]
    assert picture(panel).pixelColor(2, 2).lightness() < 60


def test_a_dark_ground_ends_with_the_page(played: Stage, qtbot: QtBot) -> None:
    """A page of whole points is wider than the picture by a hair, which was white."""
    panel = filled("raster", played, qtbot)
    page = QImage(401, 201, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    with sheet(panel, WantedPaper(dark=True)) as paper:
        paper.paint(paper.painter(page), QRect(0, 0, 400, 200))
    assert max(page.pixelColor(400, 100).lightness(), page.pixelColor(100, 200).lightness()) < 60


def test_an_empty_view_and_words_without_room_are_one_sentence(stage: Stage, qtbot: QtBot) -> None:
    panel: PlotPanel = TracesView(stage.source, stage.time_range)
    qtbot.addWidget(panel)
    with pytest.raises(NoImage, match="Nothing was simulated yet"), sheet(panel, WantedPaper()):
        pass
    stage.start(100.0)
    qtbot.waitUntil(lambda: not panel.is_empty())
    with pytest.raises(NoImage, match="leave no room; choose smaller words"), sheet(panel, WantedPaper(points=48.0)):
        pass
    with pytest.raises(NoImage, match="too small for the image"), sheet(panel, WantedPaper(5000.0, 5000.0, points=3.0)):
        pass


def test_the_dialog_writes_the_size_that_was_typed(played: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    panel = filled("rates", played, qtbot)
    dialog = PaperDialog(panel, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    for field, typed in ((dialog.width_field, "8.5 cm"), (dialog.height_field, "40"), (dialog.points, "7")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert "85 × 40 mm" in dialog.size_words.words
    dialog.write(tmp_path / "no folder" / "view.svg")
    assert dialog.message is not None and "There is no folder" in dialog.message.title.words
    with qtbot.waitSignal(dialog.written):
        dialog.write(tmp_path / "view.svg")
    root = ElementTree.fromstring((tmp_path / "view.svg").read_bytes())
    assert (root.get("width"), root.get("height")) == ("85mm", "40mm")


def test_the_dialog_has_room_on_a_low_screen_whatever_it_says(
    played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 1024 × 640 the button that saves was half outside of the screen while something was wrong."""
    low = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 1024, 640))
    monkeypatch.setattr(PaperDialog, "screen", lambda _dialog: low)
    dialog = PaperDialog(filled("rates", played, qtbot), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.say("Nothing may be written there. Choose another folder.")
    qtbot.waitUntil(lambda: dialog.height() >= dialog.sizeHint().height())
    frame = 24
    assert dialog.sizeHint().height() + frame <= low.availableGeometry().height()
    assert dialog.sizeHint().width() + frame <= low.availableGeometry().width()
    assert dialog.picture.height() >= 400 and dialog.picture.width() >= 553, "as wide as the view on paper"


def test_the_dialog_says_what_is_wrong_as_long_as_it_is_and_nothing_in_it_moves_meanwhile(
    played: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    """It grew with every sentence, and its rows spread over the room when that was gone.

    “3 mm” stayed red with nothing said once another field was mended, and 120 mm would have been written.
    """
    dialog = PaperDialog(filled("rates", played, qtbot), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    before, place = dialog.size(), dialog.dots.mapTo(dialog, QPoint())
    for sentence in ("Nothing may be written there. Choose another folder.", ""):
        dialog.say(sentence)
        qtbot.wait(50)
        assert (dialog.message is not None and dialog.message.isVisible()) == bool(sentence)
        assert dialog.size() == before and dialog.dots.mapTo(dialog, QPoint()) == place

    def type_into(field: QuantityField, typed: str) -> str:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        return dialog.objections.words

    assert type_into(dialog.width_field, "3").startswith("Width: ")
    assert type_into(dialog.points, "500").startswith("Size of words, in points: ")
    assert type_into(dialog.points, "8").startswith("Width: ") and not dialog.save.isEnabled()
    assert type_into(dialog.width_field, "90") == "" and dialog.save.isEnabled()
    assert "90 ×" in dialog.size_words.words


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_line_shows_where_the_paper_ends(played: Stage, qtbot: QtBot, tmp_path: Path, name: str) -> None:
    """White paper on a white dialog had no edge."""
    before = theme().name
    set_theme(name)
    try:
        dialog = PaperDialog(filled("rates", played, qtbot), tmp_path)
        qtbot.addWidget(dialog)
        paper = dialog.picture.pixmap().toImage()
        corners = ((0, 0), (paper.width() - 1, paper.height() - 1))
        assert {paper.pixelColor(*corner).name() for corner in corners} == {theme().color("line").name()}
    finally:
        set_theme(before)


def test_the_menu_of_a_view_opens_the_dialog_and_writes_data(
    played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = filled("rates", played, qtbot)
    actions = {action.text(): action for action in panel.menu_actions()}
    actions["Export picture…"].trigger()
    dialog = panel.window().findChild(PaperDialog)
    assert dialog is not None and dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    for ending in WRITERS:
        chosen = tmp_path / f"view{ending}"
        answer_with(monkeypatch, chosen)
        actions["Export data…"].trigger()
        QTest.mouseClick(panel.window().findChild(DataDialog).save, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(chosen.is_file)
        qtbot.waitUntil(lambda: panel.header.value.startswith("Written"))
    columns = panel.table().columns
    with np.load(tmp_path / "view.npz", allow_pickle=False) as arrays:
        assert set(arrays) == set(columns) and len({len(arrays[name]) for name in columns}) == 1
        table = (tmp_path / "view.csv").read_text(encoding="utf-8").splitlines()
        assert len(table) == len(arrays[columns[0]]) + 1


def test_arrays_keep_numbers_as_numbers_and_words_as_words(tmp_path: Path) -> None:
    WRITERS[".npz"](Table(("element", "time (ms)"), [("a", 1.5), ("bc", 2.0)]), tmp_path / "a.npz")
    WRITERS[".npz"](Table(("element", "time (ms)"), []), tmp_path / "none.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        assert arrays["element"].tolist() == ["a", "bc"] and arrays["time (ms)"].tolist() == [1.5, 2.0]
    with np.load(tmp_path / "none.npz", allow_pickle=False) as arrays:
        assert set(arrays) == {"element", "time (ms)"} and arrays["element"].size == 0
