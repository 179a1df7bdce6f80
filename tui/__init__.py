"""The window: draws events and rows, decides nothing."""
