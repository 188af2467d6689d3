"""The meaning of a drawing, and what can be asked of it: its network, its connections, what can be plotted, slid or
stopped at.
"""
