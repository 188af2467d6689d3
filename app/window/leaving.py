"""What happens to a training when its drawing is left: a person is asked, and what it has reached is kept."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QTimer

from app.learn.panel import LearnPanel
from app.window.questions import Questions

PATIENCE = 10_000  # ms for which a training may still compute after it was told to end


def stopped(learn: LearnPanel, questions: Questions) -> bool:
    """Whether nothing trains any more; the window goes on painting while the last batch ends."""
    if not learn.is_busy:
        return True
    if not questions.stop_training():
        return False
    if not learn.is_busy:
        return True  # it came to its end while the question stood there
    loop = QEventLoop()
    learn.idle.connect(loop.quit)
    QTimer.singleShot(PATIENCE, loop, loop.quit)
    learn.cancel()
    loop.exec()
    learn.idle.disconnect(loop.quit)
    return True
