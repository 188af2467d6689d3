"""The memory that a run will take, in words, before it begins."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n.translation import localized, tr
from engine.checking.memory import MUCH, free_memory, memory_of
from engine.network.description import NetworkDescription
from engine.sizes import size_words


@dataclass(frozen=True)
class RunMemory:
    """Bytes that a run of a network ``needs``, and those that are ``free`` now."""

    needs: float
    free: int

    @property
    def is_much(self) -> bool:
        """True if a person is asked before it is taken."""
        return self.needs > MUCH * self.free

    @property
    def words(self) -> str:
        """One sentence."""
        sizes = {"size": localized(size_words(self.needs)), "free": localized(size_words(self.free))}
        if self.is_much:
            return tr("This run takes about {size} of memory: more than half of the {free} that are free.", **sizes)
        return tr("The run takes about {size} of memory; {free} are free.", **sizes)


def run_memory(network: NetworkDescription, precision: str = "float64") -> RunMemory:
    """The memory that a run would take; nothing is allocated."""
    return RunMemory(memory_of(network, precision), free_memory())
