"""Safety quizzes: a question, then at once whether the answer was right, why, and the law."""
