"""What the page "Profile" asks about the cache."""

from django import template

from accounts.models import User
from chatapp.caching.models import OptOut

register = template.Library()


@register.filter
def takes_kept_answers(user: User) -> bool:
    """Whether this person's questions may be answered from the cache."""
    return not OptOut.objects.filter(pk=user.pk).exists()
