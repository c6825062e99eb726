"""How people sign up and sign in, and how letters reach them."""

from typing import Any

import environ

from chatapp.settings.environment import DATA_DIR, HOST, PROFILE, env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "chat"
SIGNUP_OPEN: bool = env.bool("SIGNUP_OPEN", default=True)
SIGNUP_DOMAINS: list[str] = [d.lower() for d in env.list("SIGNUP_DOMAINS", default=[])]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = (  # a rule about domains means nothing without proof of the address
    "mandatory" if env.bool("EMAIL_VERIFICATION", default=bool(SIGNUP_DOMAINS)) else "none"
)
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "signup": "20/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.passkey_forms.AddKeyForm",
    "edit_webauthn": "accounts.passkey_forms.RenameKeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = ACCOUNT_EMAIL_VERIFICATION == "none"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s that a clock may be wrong
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PROFILE == "embedded"
MFA_TOTP_ISSUER = "chatapp"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
SOCIAL_LOGIN_ORIGINS: list[str] = []  # where the form that starts a sign-in may lead
for _name, _origin in (("google", "https://accounts.google.com"), ("github", "https://github.com")):
    if _client_id := env(f"{_name.upper()}_CLIENT_ID", default=""):
        SOCIAL_LOGIN_ORIGINS.append(_origin)
        SOCIALACCOUNT_PROVIDERS[_name] = {
            "APPS": [{"client_id": _client_id, "secret": env(f"{_name.upper()}_CLIENT_SECRET")}]
        }
if _oidc_url := env("OIDC_SERVER_URL", default=""):
    SOCIAL_LOGIN_ORIGINS.append("/".join(_oidc_url.split("/")[:3]))
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env("OIDC_NAME", default="Single sign-on"),
                "client_id": env("OIDC_CLIENT_ID"),
                "secret": env("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": _oidc_url},
            }
        ]
    }


# Without SMTP every letter lands in an outbox folder.
if _email_url := env("EMAIL_URL", default=""):
    vars().update(environ.Env.email_url_config(_email_url))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "outbox"
DEFAULT_FROM_EMAIL: str = env("EMAIL_FROM", default=f"chatapp@{HOST}")
