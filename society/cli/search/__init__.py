"""`society search`: what thinking before speaking brings."""
