"""`society policy`: how seats are played, as stored values."""
