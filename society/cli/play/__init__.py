"""`society run` and `society resume`: one dialogue at a terminal."""
