"""Parts of pages that measurements write."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.benchmarks import bars
from tests.benchmarks.engine_microcircuit import PART
from tests.benchmarks.learning_speed.case import CASES as TRAINED
from tests.benchmarks.page import PERFORMANCE, Met, put, table
from tests.benchmarks.painting import Painting
from tests.benchmarks.speed.case import found
from tests.benchmarks.typed_speed import PART as TYPED
from tests.benchmarks.undo_actions import missing

WINDOW = ("canvas", "plots", "whole window", "memory", "undo", "opening", "window start", "live changes")


def test_a_measurement_rewrites_its_own_part_of_a_page_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    parts = "<!-- one -->\n<!-- end of one -->\n\n<!-- one more -->\nkept\n<!-- end of one more -->"
    page.write_text(f"# Page\n\n{parts}\n\n## Next\nMore.\n", encoding="utf-8")
    put("one", "first", page)
    before = page.read_text(encoding="utf-8")
    put("one", "| second |", page)
    after = page.read_text(encoding="utf-8")
    assert "<!-- one -->\nfirst\n<!-- end of one -->" in before
    assert after == before.replace("first", "| second |") and "\nkept\n" in after


def test_a_page_without_a_place_for_it_is_refused_and_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n<!-- one -->\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md has no place for one: write <!-- one --> and <!-- end of one -->"):
        put("one", "lost", page)
    assert page.read_text(encoding="utf-8") == "# Page\n<!-- one -->\n"


def test_every_case_has_its_place() -> None:
    page = PERFORMANCE.read_text(encoding="utf-8")
    for part in (
        *(case.name for case in found()),
        *(f"training {case.name}" for case in TRAINED),
        "kernels",
        TYPED,
        PART,
        *WINDOW,
    ):
        assert page.count(f"<!-- {part} -->\n") == page.count(f"<!-- end of {part} -->\n") == 1


def test_a_table_says_which_bars_are_reached() -> None:
    met = Met("ms", 12.34, 10.0), Met("frames a second", 31.0, 30.0, at_least=True)
    text = table(["View", "ms"], [["whole", "12.3"]], *met)
    assert text.splitlines()[:3] == ["| View | ms |", "| --- | --- |", "| whole | 12.3 |"]
    assert text.endswith("Bars: ms 12.3 (MISSED, bar 10); frames a second 31 (reached, bar 30).")


def test_a_time_of_the_window_is_held_against_a_multiple_of_the_painting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars, "ratios", lambda: {"pan": [0.1, 0.3, 0.2, 0.2, 0.4]})
    assert str(bars.beside("pan", 12.0, 50.0)) == "pan 12 ms, 0.24 × the painting (reached, bar 0.3)"
    assert not bars.beside("pan", 15.1, 50.0).is_met
    assert bars.beside("drag", 30.0, 50.0).is_met, "a figure without a bar is its own"
    printed = "; ".join(
        map(str, (bars.beside("pan", 12.0, 50.0), Met("MiB", 1.0, 2.0), bars.beside("drag", 5.0, 50.0)))
    )
    assert bars.figures(f"  1: shown after 3 ms\n{printed}\n") == {"pan": 0.24, "drag": 0.1}


def test_the_newest_five_runs_make_a_bar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bars, "KEPT", tmp_path / "bars.json")
    for ratio in range(7):
        bars.keep({"pan": float(ratio)})
    assert bars.ratios() == {"pan": [2.0, 3.0, 4.0, 5.0, 6.0]}
    assert bars.bar("pan") == pytest.approx(bars.ROOM * 4.0)
    bars.keep({"idle": 0.001})
    assert bars.bar("idle") == bars.LEAST


def test_words_behind_two_hyphens_are_for_the_benchmark() -> None:
    given, options = bars.asked(["opening_examples", "--runs", "5", "--", "--rounds", "1"])
    assert (given.benchmark, given.runs, options) == ("opening_examples", 5, ["--rounds", "1"])
    assert bars.asked(["pan"])[1] == [] and bars.asked(["pan"])[0].runs == bars.NEWEST


def test_the_painting_takes_time_and_tells_the_median(qapp: QApplication) -> None:
    painting = Painting()
    painting.turn()
    assert painting.ms > 1.0


def test_every_intention_is_undone_by_the_benchmark() -> None:
    assert missing() == set()
