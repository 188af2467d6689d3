"""What tests of a live run begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.app.running.driven import Driven


@pytest.fixture
def driven(qtbot: QtBot) -> Iterator[Driven]:
    driven = Driven()
    yield driven
    driven.run.close()
