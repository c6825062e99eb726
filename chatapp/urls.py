"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from chatapp import views
from chatapp.caching import views as caching_views
from chatapp.review.views import mine

urlpatterns = [
    path("", views.chat, name="chat"),
    path("c/<uuid:conversation>/", views.chat, name="conversation"),
    path("api/conversations/", views.conversation_list, name="api-conversations"),
    path(
        "api/conversations/<uuid:conversation>/", views.conversation_detail, name="api-conversation"
    ),
    path(
        "api/conversations/<uuid:conversation>/messages/<int:message>/",
        views.branch,
        name="api-branch",
    ),
    path("api/messages/<int:message>/", views.mark, name="api-mark"),
    path("api/messages/<int:message>/rating/", views.rating, name="api-rating"),
    path("api/search/", views.search, name="api-search"),
    path("", include("chatapp.context.urls")),
    path("api/long-text/", include("chatapp.longtext.urls")),
    path("", include("chatapp.documents.urls")),
    path("", include("chatapp.transfer.urls")),
    path("account/cache/", caching_views.choose, name="cache-choice"),
    path("", include("chatapp.usage.urls")),
    path("account/opened/", mine, name="review-mine"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("i18n/catalog.js", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
