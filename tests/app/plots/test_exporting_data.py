"""*Export data* says of which time the data are, and offers what is in view, what is selected, and the whole run."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.plots.base.panel import PlotPanel
from app.plots.exports.data_dialog import DataDialog
from app.plots.exports.exporting import export_data
from app.plots.exports.spans import IN_VIEW, SELECTED, WHOLE
from tests.app.file_answers import answer_with
from tests.app.plots.stage import Stage
from tests.app.plots.test_views import KINDS, filled

OF_NO_TIME = ("weight_matrix", "weight_histogram", "receptive_fields", "kernels", "feature_maps")
OF_TIME = [kind for kind in KINDS if kind not in OF_NO_TIME]
TIMES = ("time (ms)", "from (ms)")


def asked(panel: PlotPanel) -> DataDialog:
    export_data(panel)
    dialog = panel.window().findChild(DataDialog)
    assert dialog is not None and dialog.isVisible()
    return dialog


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def written(dialog: DataDialog, which: str, path: Path, panel: PlotPanel, qtbot: QtBot) -> list[dict[str, str]]:
    """By a click on a choice, which may be chosen already, and on the button."""
    QTest.mouseClick(dialog.which, Qt.MouseButton.LeftButton, pos=dialog.which.area(which).center().toPoint())
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(path.is_file)
    qtbot.waitUntil(lambda: panel.header.value.startswith("Written"))
    return rows(path)


@pytest.mark.parametrize("kind", OF_TIME)
def test_every_view_of_time_offers_the_whole_run(
    kind: str, played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It wrote the second in view of ten and did not say so."""
    panel = filled(kind, played, qtbot)
    played.time_range.show(1000.0, 1200.0)
    panel.draw_now()
    found = {}
    for which in (IN_VIEW, WHOLE):
        path = tmp_path / f"{which}.csv"
        answer_with(monkeypatch, path)
        found[which] = written(asked(panel), which, path, panel, qtbot)
    if kind in ("interval_histogram", "spectrum"):
        assert found[IN_VIEW] != found[WHOLE] and found[WHOLE]
        return
    name = next(name for name in TIMES if name in found[WHOLE][0])
    seen, whole = (np.array([float(row[name]) for row in found[which]]) for which in (IN_VIEW, WHOLE))
    begins = panel.spans()[WHOLE][0]
    assert begins == (pytest.approx(1000.0, abs=1.0) if kind == "traces" else 0.0), "from when a view asked for them"
    assert whole.min() < 400.0 + begins or kind == "weight_traces"
    assert whole.max() > 1400.0 and len(whole) > len(seen) > 0
    assert seen.max() < 1210.0 and np.count_nonzero(seen < 990.0) <= 2, "the value that holds at its beginning"


def test_the_dialog_says_of_which_time_the_data_are_and_so_does_the_head_of_the_view(
    played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = filled("raster", played, qtbot)
    played.time_range.show(500.0, 1000.0)
    dialog = asked(panel)
    assert dialog.when.words == "Data of 0.500 to 1.000 s"
    QTest.keyClick(dialog.which, Qt.Key.Key_Right)
    assert dialog.which.value == WHOLE and dialog.when.words == "Data of 0.000 to 1.500 s"
    path = tmp_path / "run.csv"
    answer_with(monkeypatch, path)
    QTest.keyClick(dialog.which, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.header.value == "Written: run.csv, 0.000 to 1.500 s")


def test_a_span_that_is_marked_is_what_is_exported(
    played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = filled("raster", played, qtbot)
    played.time_range.select(700.0, 800.0)
    dialog, path = asked(panel), tmp_path / "span.csv"
    assert dialog.which.value == SELECTED and dialog.when.words == "Data of 0.700 to 0.800 s"
    answer_with(monkeypatch, path)
    times = [float(row["time (ms)"]) for row in written(dialog, SELECTED, path, panel, qtbot)]
    assert min(times) >= 700.0 and max(times) <= 800.0 and len(times) > 1000


@pytest.mark.parametrize("kind", OF_NO_TIME)
def test_a_view_of_no_time_asks_for_a_file_alone(
    kind: str, played: Stage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = filled(kind, played, qtbot)
    path = tmp_path / "weights.csv"
    answer_with(monkeypatch, path)
    export_data(panel)
    qtbot.waitUntil(path.is_file)
    assert panel.window().findChild(DataDialog) is None


def test_rates_of_the_whole_run_have_the_bins_that_are_seen(played: Stage, qtbot: QtBot) -> None:
    panel = filled("rates", played, qtbot)
    played.time_range.show(1000.0, 1200.0)
    widths = []
    for span in (None, panel.spans()[WHOLE]):
        of_one = [row[1] for row in panel.table(span).rows if row[0] == "Hidden"]
        widths.append(float(np.diff(np.array(of_one, np.float64)).min()))
    assert widths[0] == pytest.approx(widths[1])
