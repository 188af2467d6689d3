"""The house as it is built: its rooms, what they import of each other, and what a newcomer stumbles over."""
