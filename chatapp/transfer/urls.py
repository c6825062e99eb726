"""Addresses of one's own data."""

from django.urls import path

from chatapp.transfer import downloads, views

urlpatterns = [
    path(
        "c/<uuid:conversation>/export.md",
        downloads.export_one,
        {"kind": "markdown"},
        name="export-markdown",
    ),
    path(
        "c/<uuid:conversation>/export.json",
        downloads.export_one,
        {"kind": "json"},
        name="export-json",
    ),
    path("account/export/", downloads.export_all, name="export-all"),
    path("account/data/", views.data, name="data"),
    path("account/data/import/", views.bring, name="data-import"),
    path("account/data/delete/", views.leave, name="data-delete"),
    path("account/data/deleted/", views.deleted, name="data-deleted"),
]
