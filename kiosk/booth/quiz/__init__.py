"""Safety quizzes: the question, at once whether the answer was right, why, and which law says so."""
