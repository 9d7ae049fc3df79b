"""The Open Day kiosk: safety quizzes, surveys, feedback and contact cards on a booth's laptop."""

from kiosk.config import VERSION

__version__ = VERSION
