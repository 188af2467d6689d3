"""Views on paper: sizes in mm, words as words in points, lines as thick as on the screen, and the view unharmed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.appearance.theme import set_theme, theme, use_theme
from app.plots.exporting import WRITERS, Table
from app.plots.panel import PlotPanel
from app.plots.paper import Wanted, sheet
from app.plots.paper_dialog import PaperDialog
from app.plots.raster import Raster
from app.plots.traces import Traces
from app.widgets.quantity_field import QuantityField
from app.widgets.sheet import NoImage
from tests.app.file_answers import answer_with
from tests.app.plots.hand import picture
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import KINDS, filled

SETTLED = 1e-3  # of all pixels: a unit that pyqtgraph anchors anew may come a pixel beside its place
SVG = "{http://www.w3.org/2000/svg}"


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
    panel = filled(kind, played, qtbot)
    before, size = picture(panel), panel.graph.size()
    with sheet(panel, Wanted(width=90.0, height=50.0)) as paper:
        for ending in (".svg", ".pdf", ".png"):
            paper.write(tmp_path / f"view{ending}")
    svg = (tmp_path / "view.svg").read_bytes()
    root = ElementTree.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("90mm", "50mm")
    assert len(words(svg)) > 3
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", (tmp_path / "view.pdf").read_bytes())
    assert box is not None and float(box[1]) == pytest.approx(90 / 25.4 * 72, abs=1.0)
    png = QImage(str(tmp_path / "view.png"))
    corners = ((0, 0), (png.width() - 1, 0), (0, png.height() - 1), (png.width() - 1, png.height() - 1))
    assert {png.pixelColor(*corner).name() for corner in corners} == {"#ffffff"}, "printed, a tint is a grey box"
    assert png.width() == round(90 / 25.4 * 300) and png.pixelColor(2, 2).lightness() > 200
    assert panel.graph.size() == size
    moved = np.count_nonzero(ink(picture(panel)) != ink(before))
    assert moved < SETTLED * before.width() * before.height()


def test_words_have_the_wanted_size_in_points(played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    shares = []
    for points in (6.0, 12.0):
        with sheet(panel, Wanted(points=points)) as paper:
            svg = ElementTree.fromstring(paper.file(".svg"))
        units = float(str(svg.get("viewBox")).split()[2])  # of the whole width, 120 mm
        sizes = [float(str(text.get("font-size"))) for text in svg.iter(f"{SVG}text")]
        shares.append(max(sizes) / units * 120.0 / 25.4 * 72)
    assert shares[1] == pytest.approx(2 * shares[0], rel=0.02)
    assert shares[1] == pytest.approx(12.0 * 11 / 13, rel=0.1)  # labels are a little smaller than the base


def test_lines_are_as_thick_however_dense_the_paper_is(played: Stage, qtbot: QtBot) -> None:
    panel = filled("traces", played, qtbot)
    with sheet(panel, Wanted()) as paper:
        coarse, fine = (QImage.fromData(paper.file(".png", dots)) for dots in (150, 600))
        groups = ElementTree.fromstring(paper.file(".svg")).iter(f"{SVG}g")
    stroked = [stroke for g in groups if g.get("stroke") != "none" for stroke in g if stroke.tag != f"{SVG}g"]
    assert stroked and not [s for s in stroked if s.get("vector-effect") == "non-scaling-stroke"]
    again = ink(fine.scaled(coarse.size(), mode=Qt.TransformationMode.SmoothTransformation)).astype(float)
    assert (255 - again).sum() == pytest.approx(
        (255 - ink(coarse).astype(float)).sum(), rel=0.1
    )  # else a quarter of it


@pytest.mark.parametrize("kind", ["rates", "interval_histogram", "weight_histogram"])
def test_what_has_its_names_in_the_header_has_them_above_it_on_paper(kind: str, played: Stage, qtbot: QtBot) -> None:
    """Of three curves nobody could tell which population is which."""
    panel = filled(kind, played, qtbot)
    names = [chip[1] for chip in panel.chips()]
    with sheet(panel, Wanted()) as paper:
        said = words(paper.file(".svg"))
    assert names and set(names) <= set(said)
    bands = filled("raster", played, qtbot)
    with sheet(bands, Wanted()) as paper:
        assert words(paper.file(".svg")).count("Hidden") == 1, "beside its band"


def test_marks_stand_where_they_belong_however_dense_the_paper_is(played: Stage, qtbot: QtBot) -> None:
    """Answers of a decoder stood in the corner of a PNG, and beside their windows in an SVG."""
    panel = filled("decoder_output", played, qtbot)
    with sheet(panel, Wanted()) as paper:
        size = paper.area.size()
        plain, dense = paper.preview(size), paper.preview(size * 3)
    again = ink(dense.scaled(plain.size(), mode=Qt.TransformationMode.SmoothTransformation))
    black = [float((grey < 60).sum()) for grey in (ink(plain), again)]
    assert black[0] > 50 and black[1] == pytest.approx(black[0], rel=0.3)
    far = np.abs(ink(plain).astype(float) - again) > 90
    assert far.sum() < 0.05 * black[0]


def test_spikes_are_marks_that_can_be_edited_where_the_screen_shows_an_image(played: Stage, qtbot: QtBot) -> None:
    panel = filled("raster", played, qtbot)
    assert isinstance(panel, Raster) and panel._picture.isVisible()
    with sheet(panel, Wanted()) as paper:
        svg = paper.file(".svg")
    first, last = (round(edge / played.source.resolution) for edge in panel.interval())
    spikes = len(played.source.frames.spikes("4", first, last).steps)
    marks = max(svg.count(b"M"), svg.count(b"<polyline"))
    assert spikes > 100 and marks > spikes and b"<image" not in svg
    assert panel._picture.isVisible()


def test_spikes_that_lie_on_each_other_are_shaded_on_paper_as_on_the_screen(played: Stage, qtbot: QtBot) -> None:
    """As marks they were a solid block."""
    panel = filled("raster", played, qtbot)
    played.play_until(5000.0, qtbot)
    played.time_range.show(0.0, 5000.0)
    panel.draw_now()
    assert isinstance(panel, Raster) and panel._picture.isVisible()
    with sheet(panel, Wanted()) as paper:
        svg = paper.file(".svg")
        blue = theme().identity(1)
        printed = paper.preview(paper.area.size())
    assert b"<image" in svg and svg.count(b"<polyline") < 500
    colours = {printed.pixelColor(x, printed.height() * 3 // 4).name() for x in range(150, printed.width() - 20)}
    assert len(colours - {blue.name()}) > 5, "shades of one colour"


def test_paper_is_light_while_the_window_is_dark(played: Stage, qtbot: QtBot) -> None:
    use_theme(True)
    panel = filled("rates", played, qtbot)
    lights = []
    for dark in (False, True):
        with sheet(panel, Wanted(dark=dark)) as paper:
            lights.append(paper.preview(QSize(300, 200)).pixelColor(3, 3).lightness())
    assert lights[0] > 200 > 60 > lights[1]
    assert picture(panel).pixelColor(2, 2).lightness() < 60


def test_the_ring_of_the_keyboard_stays_on_the_screen(played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    shown = []
    for focused in (False, True):
        panel.graph.setFocus(Qt.FocusReason.TabFocusReason) if focused else panel.graph.clearFocus()
        assert panel.graph.hasFocus() is focused
        with sheet(panel, Wanted()) as paper:
            shown.append(paper.preview(QSize(400, 200)))
    assert shown[0] == shown[1]


def test_an_empty_view_and_words_without_room_are_one_sentence(stage: Stage, qtbot: QtBot) -> None:
    panel: PlotPanel = Traces(stage.source, stage.time_range)
    qtbot.addWidget(panel)
    with pytest.raises(NoImage, match="Nothing was simulated yet"), sheet(panel, Wanted()):
        pass
    stage.start(100.0)
    qtbot.waitUntil(lambda: not panel.is_empty())
    with pytest.raises(NoImage, match="leave no room; choose smaller words"), sheet(panel, Wanted(points=48.0)):
        pass
    with pytest.raises(NoImage, match="too small for the image"), sheet(panel, Wanted(5000.0, 5000.0, points=3.0)):
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
    assert dialog.picture.height() >= 90


def test_the_dialog_is_as_high_as_before_once_nothing_is_wrong(played: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """Its rows spread over the room that the sentence had taken."""
    dialog = PaperDialog(filled("rates", played, qtbot), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    before, place = dialog.height(), dialog.dots.mapTo(dialog, QPoint())
    dialog.say("Nothing may be written there. Choose another folder.")
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert dialog.dots.mapTo(dialog, QPoint()) == place
    dialog.say("")
    qtbot.waitUntil(lambda: dialog.height() == before)
    assert dialog.dots.mapTo(dialog, QPoint()) == place


def test_the_dialog_says_what_is_wrong_as_long_as_it_is(played: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """“3 mm” stayed red with nothing said once another field was mended, and 120 mm would have been written."""
    dialog = PaperDialog(filled("rates", played, qtbot), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()

    def type_into(field: QuantityField, typed: str) -> str:
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        return "" if dialog.message is None else dialog.message.title.words

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
