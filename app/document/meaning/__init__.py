"""The meaning of a drawing: its network, its connections, and what in it can be plotted, slid or stopped at."""
