"""The base classes of views: a panel, plots over time, of spikes, of weights, of trainings; and what computes for them.

A view itself is a file of ``plots.views``.
"""
