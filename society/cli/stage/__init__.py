"""`society perform`: what plays behind a window."""
