"""The warning that methods are not trained for equally many epochs, in both languages."""

from __future__ import annotations

import pytest

from app.i18n.comparison_words import budget_words
from app.i18n.translation import ENGLISH, use_language

BUDGETS = {"A": 5.0, "B": 30.0, "C": 30.0}


@pytest.mark.parametrize(("language", "each"), [(ENGLISH, "5: A; 30: B, C"), ("zh_CN", "（5 轮：A；30 轮：B、C）")])
def test_unequal_budgets_are_told_as_the_language_writes_lists(language: str, each: str) -> None:
    """Chinese had the marks of English: “5: A; 30: B、C”."""
    use_language(language)
    try:
        assert each in budget_words(BUDGETS)
    finally:
        use_language(ENGLISH)


def test_equal_budgets_are_not_told() -> None:
    assert budget_words({"A": 5.0, "B": 5.0}) == ""
