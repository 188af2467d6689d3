"""What ``-m quick`` runs: never a test that is asked for by name alone."""

from __future__ import annotations

import pytest

from tests.conftest import APART


def test_no_quick_test_takes_long_or_needs_what_is_not_everywhere(request: pytest.FixtureRequest) -> None:
    """Thousands of spoilt files were read in each quick run: its mark takes the place of those that leave them out."""
    quick = [item for item in request.session.items if item.get_closest_marker("quick")]
    assert quick and not [item.nodeid for item in quick for name in APART if item.get_closest_marker(name)]
