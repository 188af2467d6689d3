"""What every test of the window stands on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    """Also for a test that a worker begins with: without an application Qt ends the process at the first scene."""
    return qapp
