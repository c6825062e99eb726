"""Who may open an account: the rules of the door, the same for every way in."""

from django.conf import settings


def domains() -> list[str]:
    """The e-mail domains that may sign up; none means all. Lower case, without the @."""
    return [domain.lower().lstrip("@") for domain in settings.SIGNUP_DOMAINS]


def lets_in(email: str) -> bool:
    """Whether somebody with this address may sign up. Subdomains are other domains."""
    allowed = domains()
    return not allowed or email.rpartition("@")[2].lower() in allowed
