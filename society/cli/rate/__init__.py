"""`society rate`: people score what was said."""
