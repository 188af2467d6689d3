"""The science: one file is one model, which imports the grammar only."""
