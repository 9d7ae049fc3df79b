"""What is counted of surveys and ratings, by hour and place."""

from __future__ import annotations

from sqlalchemy import Integer, case, cast, func

from kiosk.booth.survey.models import Rating, SurveyAnswer, SurveyResponse
from kiosk.counts.tally import Measure, counted, word
from kiosk.journal.models import same_record

INDEX, PLACE = "index", "place"
"""The words by which items are counted: the index of a scale, and the place in its survey."""
BETWEEN = "/"
"""Stands between the ids of a survey and of its item."""
FINISHED, LEFT = 1, 0
COUNTED, REPEATED = "counted", "repeated"
SHIFT = 1000
"""Makes one number of a sum of points and of how many they were; no survey has so many items."""

RESPONSES = Measure(
    "survey-response",
    SurveyResponse,
    counted(
        SurveyResponse,
        about=SurveyResponse.survey,
        value=case((SurveyResponse.is_finished, FINISHED), else_=LEFT),
    ),
)
"""Responses by survey, finished or not."""

RATINGS = Measure(
    "rating",
    Rating,
    counted(Rating, about=case((Rating.is_repeat, REPEATED), else_=COUNTED), value=Rating.value),
)
"""Taps on faces, and which of them do not count."""

_item = SurveyResponse.survey + BETWEEN + SurveyAnswer.item
_index, _of_scale = word(INDEX, _item)
POINTS = Measure(
    "survey-point",
    SurveyResponse,
    counted(SurveyResponse, about=_item, value=SurveyAnswer.number)
    .join(SurveyAnswer, same_record(SurveyAnswer, SurveyResponse))
    .join(_index, _of_scale)
    .where(SurveyAnswer.number.is_not(None), SurveyResponse.is_counted),
)
"""Points given on the scales that count towards an index, by survey and item."""

INDICES = Measure(
    "survey-index",
    SurveyResponse,
    counted(
        SurveyResponse,
        about=_index.word,
        value=func.sum(SurveyAnswer.number) * SHIFT + func.count(),
    )
    .join(SurveyAnswer, same_record(SurveyAnswer, SurveyResponse))
    .join(_index, _of_scale)
    .where(SurveyAnswer.number.is_not(None), SurveyResponse.is_counted)
    .group_by(SurveyResponse.device, SurveyResponse.epoch, SurveyResponse.seq, _index.word),
)
"""People by what they gave towards an index: the sum of points and how many, in one number."""

UNCOUNTED = Measure(
    "survey-uncounted",
    SurveyResponse,
    counted(SurveyResponse, about=SurveyResponse.survey).where(~SurveyResponse.is_counted),
)
"""Responses of people whom the indices are not about, or of whom that is not known."""

_place, _of_item = word(PLACE, _item)
GIVEN_UP = Measure(
    "survey-left",
    SurveyResponse,
    counted(
        SurveyResponse,
        about=SurveyResponse.survey,
        value=func.coalesce(func.max(cast(_place.word, Integer)), 0),
    )
    .outerjoin(SurveyAnswer, same_record(SurveyAnswer, SurveyResponse))
    .outerjoin(_place, _of_item)
    .where(SurveyResponse.is_finished.is_(False))
    .group_by(SurveyResponse.device, SurveyResponse.epoch, SurveyResponse.seq),
)
"""Unfinished responses by the place of the last item answered; 0 is before the first."""
