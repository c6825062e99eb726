"""Addresses of one's own usage and budget."""

from django.urls import path

from chatapp.usage import api, views

urlpatterns = [
    path("usage/", views.page, name="usage"),
    path("api/money/", api.panel, name="api-money"),
    path("api/money/own/", api.own_limit, name="api-own-limit"),
    path("api/money/request/", api.ask, name="api-budget-request"),
    path("api/alerts/<int:alert>/", api.dismiss, name="api-alert"),
]
