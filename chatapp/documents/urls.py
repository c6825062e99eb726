"""Addresses of files."""

from django.urls import path

from chatapp.documents import views

urlpatterns = [
    path("api/files/", views.upload, name="api-files"),
    path("api/files/<uuid:attachment>/", views.remove, name="api-file"),
    path("files/<uuid:attachment>/", views.original, name="file"),
    path("files/<uuid:attachment>/thumbnail/", views.thumbnail, name="file-thumbnail"),
    path("files/<uuid:attachment>/image/", views.image, name="file-image"),
    path("files/<uuid:attachment>/text/", views.text, name="file-text"),
    path("files/<uuid:attachment>/pages/", views.sizes, name="file-pages"),
    path("files/<uuid:attachment>/pages/<int:number>/", views.page, name="file-page"),
]
