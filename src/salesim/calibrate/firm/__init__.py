"""The firm as a whole: its reps and territories by quarter, what they were paid, and what changes of theirs did."""
