"""The pieces that several screens draw with."""
