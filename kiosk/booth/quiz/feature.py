"""Safety quizzes, and the analysis of their questions."""

from kiosk.accounts.registration import Feature
from kiosk.booth.quiz import measures, preview, staff_views, tables
from kiosk.booth.quiz.analysis import table
from kiosk.booth.quiz.models import QuizRound
from kiosk.booth.quiz.records import KIND, PLAYED
from kiosk.booth.quiz.views import bp
from kiosk.counts.tables import ExportKind

FEATURE = Feature(
    booth=(bp,),
    previews={"questions": preview.question, "topics": preview.topics},
    staff=(staff_views.pages,),
    kinds=(KIND, PLAYED),
    measures=(measures.ROUNDS, measures.TOPICS),
    people=(KIND.name,),
    parties=(QuizRound,),
    exports={
        "quiz": ExportKind("答题", "Quizzes", tables.rounds, tables.answers),
        "questions": ExportKind("题目分析", "Question analysis", table.questions),
    },
)
