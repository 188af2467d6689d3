"""Films of a part of the window: pictures in intervals, written as GIF or MP4."""
