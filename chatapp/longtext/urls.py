"""Addresses of long texts."""

from django.urls import path

from chatapp.longtext import views

urlpatterns = [
    path("", views.ask, name="long-text"),
    path("<uuid:job>/resume/", views.resume, name="long-text-resume"),
    path("<uuid:job>/parts/<int:number>/", views.part, name="long-text-part"),
]
