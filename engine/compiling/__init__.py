"""From equations to one step on the grid, to text in three dialects, and the numbers that the text reads."""

from engine.compiling.steps.population import ArgumentText, CompiledPopulation, compiled_population

__all__ = ["ArgumentText", "CompiledPopulation", "compiled_population"]
