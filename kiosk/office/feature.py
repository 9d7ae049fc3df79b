"""What staff do across features: overview, exports, reports, setting up, looking after."""

from flask import Flask

from kiosk.accounts import pages
from kiosk.accounts.registration import Feature
from kiosk.counts.tables import ExportKind
from kiosk.office.activities import photo_views
from kiosk.office.activities import views as activities
from kiosk.office.activities.records import ENTRY, PHOTO
from kiosk.office.acts import file_views
from kiosk.office.acts import views as acts
from kiosk.office.acts.report import acts_table
from kiosk.office.editor import batch_views, case_views, preview_views, review_views, start_views
from kiosk.office.editor import views as editor
from kiosk.office.editor.interchange import views as interchange
from kiosk.office.editor.translation import views as translation
from kiosk.office.editor.workbook import views as workbook
from kiosk.office.erasing import views as erasing
from kiosk.office.exports import views as exports
from kiosk.office.handbook import views as handbook
from kiosk.office.machine.check import views as machine
from kiosk.office.overview import views as overview
from kiosk.office.reports import views as reports
from kiosk.office.setup import key_views
from kiosk.office.setup import views as setup
from kiosk.office.upkeep import views as upkeep
from kiosk.office.wall import service as wall_service
from kiosk.office.wall import staff_views as wall_staff
from kiosk.office.wall import views as wall
from kiosk.sealing import due, erasure
from kiosk.shell import computing, jobs


def init_app(app: Flask) -> None:
    """Let each staff page say what is overdue and where the handbook helps; keep jobs."""
    pages.show_everywhere(app, overdue=due.overdue, help_at=handbook.address)
    jobs.init_app(app)
    computing.init_app(app)


def register() -> None:
    """Let what stands on the wall be dropped with its event."""
    erasure.on_erasing_event(wall_service.drop)


FEATURE = Feature(
    booth=(wall.bp,),
    central=(wall.bp,),
    staff=(
        overview.pages,
        activities.pages,
        photo_views.pages,
        reports.pages,
        exports.pages,
        acts.pages,
        file_views.pages,
        editor.pages,
        batch_views.pages,
        case_views.pages,
        preview_views.pages,
        review_views.pages,
        start_views.pages,
        interchange.pages,
        translation.pages,
        workbook.pages,
        erasing.pages,
        upkeep.pages,
        setup.pages,
        key_views.pages,
        machine.pages,
        handbook.pages,
        wall_staff.pages,
    ),
    kinds=(ENTRY, PHOTO),
    exports={"acts": ExportKind("操作记录", "Staff log", acts_table)},
    register=register,
    init_app=init_app,
)
