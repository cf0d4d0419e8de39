"""``python -m salesim.cli``."""

from salesim.cli import main

main()
