"""A decoder: left side notched; the answer, the score of every class, and how often it was right."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from app.appearance.icons import paint_icon
from app.canvas.painting import ink
from app.canvas.painting.activity import AnswerActivity
from app.canvas.painting.kind import FOOT, PADDING, SMALL_TOP, TALL, Face, KindPainter
from app.canvas.painting.numbers import percent, short
from app.document.elements import Node
from app.document.vocabulary import model_of
from app.i18n.translation import tr
from app.widgets.painting import line_path, rounded_path
from engine.model.decoding import DecoderModel

ANSWER_BASELINE = 68.0
BARS_TOP, BARS_BOTTOM, NAMES_BASELINE = 80.0, 122.0, 135.0
FOOT_BASELINE = 156.0
LINE = 14.0  # from one line of small words to the next
BAR_SHARE = 0.62
ANSWER_SHARE = 0.45  # of the width, where it stands behind whether it is right
MOST_NAMES = 12
FIGURES = 4  # of a number that is the answer


class DecoderPainter(KindPainter):
    icon = "decoder"
    height = TALL

    def content(self, area: QRectF) -> QRectF:
        return area.adjusted(PADDING + 4, 0, -PADDING + 2, 0)

    def outline(self, area: QRectF) -> QPainterPath:
        notch, radius = ink.look().size("node", "decoder_notch"), ink.look().size("radius", "node")
        body = area.adjusted(2, 0, 0, 0)
        inmost = QPointF(area.left() + notch, area.center().y())
        sharp = [body.topLeft(), body.topRight(), body.bottomRight(), body.bottomLeft(), inmost, body.topLeft()]
        return line_path(sharp).intersected(rounded_path(body.adjusted(-2 * radius, 0, 0, 0), radius))

    def paint_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        content, activity = self.content(area), face.activity
        if not isinstance(activity, AnswerActivity):
            ink.draw_text(painter, content.left(), ANSWER_BASELINE, content.width(), tr("no answer yet"), "text3", 11)
            return
        self._paint_answer(painter, face, activity, content)
        self._paint_scores(painter, activity, content)
        if activity.accuracy is not None:
            ink.draw_text(painter, content.left(), FOOT_BASELINE, content.width(), tr("so far"), "text2", 11)
            left, width, words = content.left(), content.width(), percent(activity.accuracy)
            ink.draw_text(painter, left, FOOT_BASELINE, width, words, "text1", 12, 600, ink.RIGHT)

    def paint_small_body(self, painter: QPainter, face: Face, area: QRectF) -> None:
        """The score of every class, below the large title."""
        if isinstance(face.activity, AnswerActivity):
            self._paint_bars(painter, face.activity, self.content(area), SMALL_TOP, area.height() - FOOT)

    def _paint_answer(self, painter: QPainter, face: Face, activity: AnswerActivity, content: QRectF) -> None:
        if len(activity.scores) == 1:
            name = short(float(activity.scores[0]), FIGURES)
        elif 0 <= activity.answer < len(activity.names):
            name = activity.names[activity.answer]
        else:
            self._say_why_none(painter, activity, face.node, content)
            return
        width = content.width() * (1.0 if activity.label < 0 else ANSWER_SHARE)
        taken = ink.draw_text(painter, content.left(), ANSWER_BASELINE, width, name, "text1", 20, 600)
        if activity.label < 0:
            return
        right = activity.label == activity.answer
        color = "ok" if right else "error"
        left = content.left() + taken + 8
        paint_icon(painter, "ok" if right else "close", QRectF(left, ANSWER_BASELINE - 14, 14, 14), color)
        words = tr("right") if right else tr("wrong")
        ink.draw_text(painter, left + 17, ANSWER_BASELINE - 3, content.right() - left - 17, words, color, 11)

    def _say_why_none(self, painter: QPainter, activity: AnswerActivity, node: Node, content: QRectF) -> None:
        """Of more scores than classes none is an answer; neurons that are to be labelled have to be trained first."""
        if activity.classes:
            model, scores, classes = model_of(node.model), len(activity.scores), activity.classes
            words = (
                tr("{scores} {scores:score|scores},", scores=scores),
                tr("{classes} {classes:class|classes}", classes=classes),
            )
            if model is not None and issubclass(model, DecoderModel) and model.is_unlabelled(node.parameters):
                words = tr("no labels yet;"), tr("train it first")
            for line, said in enumerate(words):
                below = ANSWER_BASELINE + (line - 0.5) * LINE
                ink.draw_text(painter, content.left(), below, content.width(), said, "text3", 11)

    def _paint_scores(self, painter: QPainter, activity: AnswerActivity, content: QRectF) -> None:
        classes = len(activity.scores)
        self._paint_bars(painter, activity, content, BARS_TOP, BARS_BOTTOM)
        if not 1 < classes <= MOST_NAMES:
            return
        pitch, best = content.width() / classes, int(activity.scores.argmax())
        for index, name in enumerate(activity.names):
            left, (tone, weight) = content.left() + index * pitch, ("text1", 600) if index == best else ("text3", 400)
            ink.draw_text(painter, left, NAMES_BASELINE, pitch, name, tone, 11, weight, ink.CENTRE)

    def _paint_bars(
        self, painter: QPainter, activity: AnswerActivity, content: QRectF, top: float, bottom: float
    ) -> None:
        look, classes = ink.look(), len(activity.scores)
        if classes < 2:
            return  # a number is no choice between classes
        low = min(float(activity.scores.min()), 0.0)
        span = float(activity.scores.max()) - low or 1.0
        pitch = content.width() / classes
        best = int(activity.scores.argmax())
        painter.setPen(Qt.PenStyle.NoPen)
        for index, score in enumerate(activity.scores.tolist()):
            tall = max((score - low) / span * (bottom - top), 1.0)
            painter.setBrush(look.color("text1" if index == best else "thread"))
            left = content.left() + index * pitch + pitch * (1 - BAR_SHARE) / 2
            painter.drawRect(QRectF(QPointF(left, bottom - tall), QPointF(left + pitch * BAR_SHARE, bottom)))
