"""Where websockets are answered."""

from typing import Any

from django.urls import path

from chatapp.consumers import ChatConsumer

chat: Any = ChatConsumer.as_asgi()  # an ASGI application where `path` expects a view
websocket_urlpatterns: list[Any] = [path("ws/", chat)]
