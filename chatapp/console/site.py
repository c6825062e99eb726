"""Our admin site: signing in is allauth's, the home page is the dashboard, pages are added."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from unfold.sites import UnfoldAdminSite

from accounts.audit import watching
from chatapp.console.pages import cache, errors, home, statement, usage

unfolds_policy = csp_update(
    {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE], "img-src": ["data:"]}
)
"""Alpine evaluates the attributes of unfold's templates and sets styles; no page outside may."""


class ConsoleSite(UnfoldAdminSite):
    """The admin, for staff and administrators."""

    def get_urls(self) -> list[URLPattern]:
        pages: list[URLPattern] = [
            path("errors/", self.admin_view(errors.page), name="console-errors"),
            path("cache/", self.admin_view(cache.page), name="console-cache"),
            path("usage/", self.admin_view(usage.page), name="console-usage"),
            path("statement/", self.admin_view(statement.page), name="console-statement"),
        ]
        return [*pages, *super().get_urls()]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        return unfolds_policy(super().admin_view(audited(view), cacheable))

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], *args: Any, **options: Any
    ) -> None:
        """What can be changed here is watched: whatever a page changes of it is in the log."""
        super().register(model_or_iterable, *args, **options)
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        for model in models:
            watching.watch(model)

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return home.page(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one sign-in, with its second factor and its limits: the site's own."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        if request.user.is_authenticated:
            return redirect("chat")
        return redirect_to_login(wanted, reverse("account_login"))


def audited(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, with every change that a POST makes noted under the person's name."""

    @wraps(view)
    def noting(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with watching.watching(request.user.pk, str(request.user), request.path):
            return view(request, *args, **kwargs)

    return noting
