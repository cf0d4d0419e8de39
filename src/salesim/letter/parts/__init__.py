"""The kinds of parts, one file each."""
