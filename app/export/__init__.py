"""The dialog that takes a trained network away: formats, what they cannot hold, and writing beside the window."""
