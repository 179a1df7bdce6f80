"""`society list`, `show` and `diff`: what is in the store."""
