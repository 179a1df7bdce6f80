"""`society scenario`: scenario files listed, shown, linted and written."""
