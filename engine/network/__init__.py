"""The description of a network: populations, projections, stimuli, values, seeds. It is data, and runs nothing."""
