"""Addresses about people that django-allauth does not have."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("profile/", views.profile, name="account_profile"),
    path("language/", views.set_language, name="set_language"),
]
