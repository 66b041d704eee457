"""Imports in the admin: file, columns, dry run, batch, undo. Every step works without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from library.enums import BatchStatus, FileFormat, RowVerdict, UploadStatus
from library.import_forms import PrepareForm, UploadForm
from library.importing import access, batches, uploads
from library.importing.claims import NotNowError
from library.importing.errors import ImportRefusedError
from library.importing.headings import LABELS
from library.importing.reports import WRITTEN
from library.importing.undoing import undo_import
from library.models import ImportBatch, ImportMapping, ImportUpload

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from core.http import SignedInRequest

PER_PAGE = 50
#: How often a page that somebody follows loads itself again.
SECONDS = 5


def _page(request: SignedInRequest, template: str, title: str, **context: Any) -> HttpResponse:
    context |= {"page_title": title, "header_icon": "download"}
    return render(request, f"library/importing/{template}.html", context)


def _progress(request: SignedInRequest, response: HttpResponse, *, is_busy: bool) -> HttpResponse:
    """Have a page load itself again while something is under way and its reader asked for it."""
    if is_busy and "follow" in request.GET:
        response.headers["Refresh"] = str(SECONDS)
    return response


def _verdicts(request: SignedInRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """Return a page of rows of one verdict or of all, with the counts of each."""
    found = dict(rows.order_by().values_list("verdict").annotate(Count("pk")))
    chosen = request.GET.get("verdict", "")
    chosen = chosen if chosen in RowVerdict.values else ""
    shown = rows.filter(verdict=chosen) if chosen else rows
    return {
        "counts": [(verdict, found.get(verdict.value, 0)) for verdict in RowVerdict],
        "total": sum(found.values()),
        "chosen": chosen,
        "query": f"verdict={chosen}" if chosen else "",
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("p")),
        "labels": LABELS,
    }


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List the reader's files that wait, and all imports."""
    access.require(request.user)
    waiting = ImportUpload.objects.filter(uploaded_by=request.user).exclude(
        status=UploadStatus.CONFIRMED
    )
    rows = ImportBatch.objects.annotate(row_count=Count("rows")).order_by("-created_at", "-pk")
    return _page(
        request,
        "index",
        _("Imports"),
        waiting=waiting,
        page=Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Take a file; one whose columns are known is checked at once."""
    access.require(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid() and form.upload:
        kept = form.upload
        if kept.profile != uploads.RECORDS:
            uploads.start_check(kept)
        return redirect("library_admin:import_file", kept.token)
    return _page(request, "upload", _("Import a file"), form=form)


@require_GET
def detail(request: SignedInRequest, token: str) -> HttpResponse:
    """Show where a file stands: the verdicts of the dry run, once it was checked."""
    file = access.upload_for(request.user, token)
    if file.status == UploadStatus.CONFIRMED and file.batch_id:
        return redirect("library_admin:import_batch", file.batch_id)
    if file.status == UploadStatus.MAPPING:
        return redirect("library_admin:import_columns", file.token)
    is_busy = file.status == UploadStatus.CHECKING
    context = _verdicts(request, file.verdicts.all())
    to_write = sum(count for verdict, count in context["counts"] if verdict in WRITTEN)
    response = _page(
        request,
        "file",
        _("Check of a file"),
        file=file,
        is_busy=is_busy,
        follows="follow" in request.GET,
        is_checked=file.status == UploadStatus.CHECKED,
        can_be_prepared=file.profile == uploads.RECORDS,
        to_write=to_write,
        **context,
    )
    return _progress(request, response, is_busy=is_busy)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: SignedInRequest, token: str) -> HttpResponse:
    """Ask what the columns stand for and what holds for every row; then have the file checked."""
    file = access.upload_for(request.user, token)
    if file.profile != uploads.RECORDS or file.status == UploadStatus.CONFIRMED:
        return redirect("library_admin:import_file", file.token)
    kept = ImportMapping.objects.filter(name=request.GET.get("kept", "")).first()
    form = PrepareForm(request.POST or None, upload=file, kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            uploads.start_check(file, mapping=form.mapping, defaults=form.defaults)
        except NotNowError:
            messages.error(request, _("The file is being checked just now."))
        else:
            form.keep()
        return redirect("library_admin:import_file", file.token)
    return _page(
        request,
        "columns",
        _("Columns of the file") if file.header else _("What holds for every record"),
        file=file,
        form=form,
        kept_names=list(ImportMapping.objects.values_list("name", flat=True)),
        format=FileFormat(file.format).label,
    )


@require_POST
def check(request: SignedInRequest, token: str) -> HttpResponse:
    """Have a file checked again."""
    file = access.upload_for(request.user, token)
    try:
        uploads.start_check(file)
    except NotNowError:
        messages.error(request, _("The file is being checked just now."))
    return redirect("library_admin:import_file", file.token)


@require_POST
def confirm(request: SignedInRequest, token: str) -> HttpResponse:
    """Have a checked file written; confirmed twice, it is written once."""
    file = access.upload_for(request.user, token)
    try:
        batch = batches.confirm(file, user=request.user)
    except NotNowError:
        messages.error(request, _("This file is not ready, or its import has begun already."))
        return redirect("library_admin:import_file", file.token)
    return redirect("library_admin:import_batch", batch.pk)


@require_POST
def discard(request: SignedInRequest, token: str) -> HttpResponse:
    """Forget a file that is not imported."""
    file = access.upload_for(request.user, token)
    if file.status == UploadStatus.CONFIRMED:
        messages.error(request, _("Its import has begun already."))
    else:
        uploads.discard(file)
        messages.success(request, _("The file was destroyed."))
    return redirect("library_admin:imports")


@require_GET
def batch_detail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show how far an import is and what it made of every row."""
    batch = access.batch_for(request.user, number)
    is_silent = batches.is_silent(batch)
    is_busy = batch.status in (BatchStatus.WRITING, BatchStatus.UNDOING) and not is_silent
    rows = batch.rows.select_related("page")
    file = ImportUpload.objects.filter(batch=batch).first()
    may_act = access.may_undo(request.user, batch) and not is_busy
    has_file = file is not None and file.file_id is not None
    is_part = batch.status == BatchStatus.STOPPED or is_silent
    response = _page(
        request,
        "batch",
        _("Import %(number)d") % {"number": batch.pk},
        batch=batch,
        is_busy=is_busy,
        is_silent=is_silent,
        follows="follow" in request.GET,
        expected_total=file.verdicts.count() if file else 0,
        changed=rows.exclude(expected="")[:PER_PAGE],
        can_undo=may_act and batch.status != BatchStatus.UNDONE,
        can_resume=may_act
        and has_file
        and is_part
        and not batch.undo_report
        and batch.status != BatchStatus.UNDOING,
        **_verdicts(request, rows),
    )
    return _progress(request, response, is_busy=is_busy)


@require_POST
def resume(request: SignedInRequest, number: int) -> HttpResponse:
    """Go on with an import that stopped."""
    batch = access.batch_for(request.user, number)
    if access.may_undo(request.user, batch):
        try:
            batches.resume(batch)
        except NotNowError:
            messages.error(request, _("This import cannot be gone on with."))
    else:
        messages.error(request, _("You may not go on with this import."))
    return redirect("library_admin:import_batch", batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: SignedInRequest, number: int) -> HttpResponse:
    """Say what undoing an import would take back and keep; then have it done."""
    batch = access.batch_for(request.user, number)
    if not access.may_undo(request.user, batch):
        messages.error(request, _("You may not undo this import."))
        return redirect("library_admin:import_batch", batch.pk)
    if request.method == "POST":
        try:
            batches.start_undo(batch, user=request.user)
        except NotNowError:
            messages.error(request, _("This import is being worked on, or is undone already."))
        return redirect("library_admin:import_batch", batch.pk)
    try:
        report = undo_import(batch.pk, is_dry_run=True).told()
    except ImportRefusedError:
        # A worker left it in the middle: what can be told is told when it is undone.
        report = None
    return _page(
        request,
        "undo",
        _("Undo import %(number)d") % {"number": batch.pk},
        batch=batch,
        report=report,
    )


urlpatterns = [
    path("", index, name="imports"),
    path("new/", upload, name="import_upload"),
    path("files/<str:token>/", detail, name="import_file"),
    path("files/<str:token>/columns/", columns, name="import_columns"),
    path("files/<str:token>/check/", check, name="import_check"),
    path("files/<str:token>/confirm/", confirm, name="import_confirm"),
    path("files/<str:token>/discard/", discard, name="import_discard"),
    path("<int:number>/", batch_detail, name="import_batch"),
    path("<int:number>/resume/", resume, name="import_resume"),
    path("<int:number>/undo/", undo, name="import_undo"),
]
