"""The sections of a report, one a file: its data, its plots, its texts, and where it stands.

`section.in_order` loads all files of this folder; a file registers its section.
"""
