"""What templates about people need to know of the organisation."""

from django import template
from django.conf import settings

from accounts import door
from accounts.models import Organisation, User

register = template.Library()


@register.simple_tag
def organisation() -> Organisation:
    """The organisation and its settings."""
    return Organisation.current()


@register.simple_tag
def awaits_first_account() -> bool:
    """Whether the next account to sign up becomes administrator."""
    if not settings.SIGNUP_OPEN or Organisation.current().founded_at is not None:
        return False
    return not User.objects.filter(is_superuser=True).exists()


@register.simple_tag
def signup_is_open() -> bool:
    """Whether pages should offer to sign up."""
    return settings.SIGNUP_OPEN


@register.simple_tag
def signup_domains() -> str:
    """The domains that may sign up, as a list to read; empty when all may."""
    return ", ".join(door.domains())
