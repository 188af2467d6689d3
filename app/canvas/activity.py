"""What a node shows of a run. The window fills it from ``app.running.activity`` at most 30 times a second."""

from __future__ import annotations

from typing import TypeAlias

from app.running.activity import AnswerActivity, SampleActivity, SpikeActivity, TraceActivity

Activity: TypeAlias = SpikeActivity | TraceActivity | SampleActivity | AnswerActivity

__all__ = ["Activity", "AnswerActivity", "SampleActivity", "SpikeActivity", "TraceActivity"]
