"""Parts of pages that measurements write."""

from pathlib import Path

import pytest

from tests.benchmarks.engine_microcircuit import PART
from tests.benchmarks.learning_speed.case import CASES as TRAINED
from tests.benchmarks.page import PERFORMANCE, Met, put, table
from tests.benchmarks.speed.case import found
from tests.benchmarks.undo_deeds import missing

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
        PART,
        *WINDOW,
    ):
        assert page.count(f"<!-- {part} -->\n") == page.count(f"<!-- end of {part} -->\n") == 1


def test_a_table_says_which_bars_are_reached() -> None:
    met = Met("ms", 12.34, 10.0), Met("frames a second", 31.0, 30.0, at_least=True)
    text = table(["View", "ms"], [["whole", "12.3"]], *met)
    assert text.splitlines()[:3] == ["| View | ms |", "| --- | --- |", "| whole | 12.3 |"]
    assert text.endswith("Bars: ms 12.3 (MISSED, bar 10); frames a second 31 (reached, bar 30).")


def test_every_intention_is_undone_by_the_benchmark() -> None:
    assert missing() == set()
