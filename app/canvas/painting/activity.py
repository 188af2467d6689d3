"""Activity of a run in a node. The window fills it from ``app.running.record.activity`` at most 30 times a second."""

from __future__ import annotations

from typing import TypeAlias

from app.running.record.activity import AnswerActivity, SampleActivity, SpikeActivity, TraceActivity
from app.running.record.image_activity import ImageActivity

Activity: TypeAlias = SpikeActivity | TraceActivity | SampleActivity | AnswerActivity | ImageActivity

__all__ = ["Activity", "AnswerActivity", "ImageActivity", "SampleActivity", "SpikeActivity", "TraceActivity"]
