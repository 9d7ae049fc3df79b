"""Run the Open Day kiosk: safety quizzes, surveys, feedback and contact cards on one laptop."""

from kiosk.app import create_app
from kiosk.config import VERSION

__all__ = ["create_app"]
__version__ = VERSION
