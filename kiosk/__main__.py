"""Let `python -m kiosk` start the command line."""

from kiosk.cli import main

main()
