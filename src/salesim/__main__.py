"""``python -m salesim``."""

from salesim.cli import main

main()
