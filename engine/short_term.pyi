from engine.models.short_term.short_term_depression import ShortTermDepression as ShortTermDepression
from engine.models.short_term.tsodyks_markram import TsodyksMarkram as TsodyksMarkram

__all__ = [
    "ShortTermDepression",
    "TsodyksMarkram",
]
