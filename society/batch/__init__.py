"""Many dialogues at once: what to play, who plays it now, what it may cost, how far it is."""
