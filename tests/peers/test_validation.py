"""The page of comparisons keeps one row for each case, sorted, and what others measured."""

from tests.peers.validation import INTRODUCTION, Row, record


def test_a_row_that_is_measured_again_replaces_the_old_one(tmp_path):
    page = tmp_path / "validation.md"
    record("NEST", Row("`b`", "net", "3 spikes", "0"), page)
    record("Brian2", Row("c", "net", "1 | 2", "0"), page)
    record("NEST", Row("`a`", "net", "7 spikes,\n1 differs", "0"), page)
    record("NEST", Row("`b`", "net", "4 spikes", "0"), page)
    text = page.read_text(encoding="utf-8")
    assert INTRODUCTION in text and "3 spikes" not in text
    kept = [line.split(" | ")[0].lstrip("| ") for line in text.splitlines() if line.startswith(("## ", "| "))]
    assert kept == ["## Brian2", "case", "c", "## NEST", "case", "`a`", "`b`"]
    assert "| 1 \N{DIVIDES} 2 |" in text and "7 spikes, 1 differs" in text
