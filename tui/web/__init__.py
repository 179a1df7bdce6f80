"""The same window in a browser."""
