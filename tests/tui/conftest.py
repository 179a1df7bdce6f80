"""A window that stands still: nothing moves on the way from one look to the next."""

import os

# Textual reads it once, when it is imported.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
