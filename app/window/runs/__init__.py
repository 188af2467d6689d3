"""The live run of a window: its control, breakpoints, refusals, and what nodes and badges show of it."""
