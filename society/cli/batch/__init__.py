"""Many dialogues at once: `society batch` and `society batches`."""
