"""Mouse gestures on the canvas: one file per gesture, tried in this order."""

from __future__ import annotations

from collections.abc import Sequence

from app.canvas.gestures.bend import begin_bend
from app.canvas.gestures.connect import begin_connect
from app.canvas.gestures.move import begin_move
from app.canvas.gestures.move_plot import begin_move_plot
from app.canvas.gestures.pan import begin_pan
from app.canvas.gestures.reconnect import begin_reconnect
from app.canvas.gestures.resize import begin_resize
from app.canvas.gestures.rubber_band import begin_rubber_band
from app.canvas.gestures.select_link import begin_select_link
from app.canvas.gestures.slide import begin_slide
from app.canvas.interaction.gesture import Begin

GESTURES: Sequence[Begin] = (
    begin_pan,
    begin_reconnect,
    begin_connect,
    begin_slide,
    begin_resize,
    begin_move_plot,
    begin_move,
    begin_bend,
    begin_select_link,
    begin_rubber_band,
)
