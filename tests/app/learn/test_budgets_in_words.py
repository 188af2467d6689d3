"""Lists within sentences about trainings, in both languages."""

from __future__ import annotations

import pytest

from app.i18n.comparison_words import budget_words
from app.i18n.energy_words import changed_words
from app.i18n.translation import ENGLISH, use_language
from engine.learning.training.energy import EnergyModel

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


@pytest.mark.parametrize(("language", "listed"), [(ENGLISH, "add = 1; dram = 2."), ("zh_CN", "add = 1；dram = 2。")])
def test_numbers_of_ones_own_are_parted_as_the_language_writes_lists(language: str, listed: str) -> None:
    """Chinese had the semicolon of English."""
    use_language(language)
    try:
        assert changed_words(EnergyModel(add=1.0, dram=2.0)).endswith(listed)
    finally:
        use_language(ENGLISH)
