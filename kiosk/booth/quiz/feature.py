"""Safety quizzes, and the analysis of their questions."""

from kiosk.accounts.registration import Feature
from kiosk.booth.quiz import measures, preview, staff_views, tables
from kiosk.booth.quiz.analysis import table
from kiosk.booth.quiz.classroom import measures as class_measures
from kiosk.booth.quiz.classroom import records as class_records
from kiosk.booth.quiz.classroom import tables as class_tables
from kiosk.booth.quiz.classroom.models import ClassRound
from kiosk.booth.quiz.classroom.views import bp as class_bp
from kiosk.booth.quiz.duel.views import bp as duel_bp
from kiosk.booth.quiz.models import QuizRound
from kiosk.booth.quiz.records import KIND, PLAYED
from kiosk.booth.quiz.site import bp
from kiosk.counts.tables import ExportKind

FEATURE = Feature(
    booth=(bp, class_bp, duel_bp),
    visitors=(bp,),
    previews={
        "questions": preview.question,
        "questions-answered": preview.explained,
        "scenes": preview.scene,
        "scenes-answered": preview.scene_explained,
        "calls": preview.call,
        "calls-answered": preview.call_explained,
        "turns": preview.turn,
        "cases": preview.case,
        "cases-answered": preview.case_explained,
        "topics": preview.topics,
    },
    staff=(staff_views.pages,),
    kinds=(KIND, PLAYED, class_records.KIND),
    measures=(measures.ROUNDS, measures.TOPICS, measures.AGAIN, class_measures.CLASSES),
    people=(KIND.name,),
    parties=(QuizRound, ClassRound),
    exports={
        "quiz": ExportKind("答题", "Quizzes", tables.rounds, tables.answers),
        class_tables.NAME: ExportKind(
            "全班答题", "Classes", class_tables.rounds, class_tables.answers
        ),
        "questions": ExportKind("题目分析", "Question analysis", table.questions),
    },
)
