"""The store: our own tables are the only truth. The only room that knows sqlmodel."""
