"""Addresses of what Claude is told."""

from django.urls import path

from chatapp.context import views

urlpatterns = [
    path("api/context/", views.next_request, name="api-context"),
    path(
        "api/conversations/<uuid:conversation>/summaries/<int:first_kept>/",
        views.summary,
        name="api-summary",
    ),
]
