"""The identity providers of a municipality, by OpenID Connect: configured by the operator, never in the database.

A provider proves who she is; whether she has a login here was decided before she came. Nobody is made a user by
logging in.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from grunnmur.core.models import Tenant, User
from grunnmur.core.secret_store import tenant_secret
from grunnmur.core.tenancy import current_tenant

log = structlog.get_logger()
Claims = Mapping[str, Any]  # what a provider says about her: JSON of its own making


def provider_id(name: str, *, of: Tenant) -> str:
    """Return the provider's name in addresses and rows: no two municipalities share one. A slug never holds "_"."""
    return f"{of.slug}_{name}"


def providers_of(municipality: Tenant) -> list[SocialApp]:
    """Return the municipality's providers, in the order they are configured. Raises MissingSecretError."""
    return [_app(facts, municipality) for facts in settings.OIDC.get(municipality.slug, ())]


def _app(facts: Mapping[str, str], municipality: Tenant) -> SocialApp:
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=provider_id(facts["id"], of=municipality),
        name=facts["name"],
        client_id=facts["client_id"],
        secret=tenant_secret(f"oidc_{facts['id']}", of=municipality).decode(errors="replace"),
        settings={
            "server_url": facts["server_url"],
            "claim": facts.get("claim", ""),
            "oauth_pkce_enabled": True,
        },
    )


def user_of(claims: Claims, *, claim: str) -> User | None:
    """Return the user the claims speak of, if there is exactly one and she may log in.

    claim: the claim that holds her user name; none: her e-mail address, if the provider has verified it.
    """
    users = User.objects.filter(is_active=True)
    if claim:
        value = str(claims.get(claim) or "")
        return users.filter(username__iexact=value).first() if value else None
    address = str(claims.get("email") or "") if claims.get("email_verified") in {True, "true"} else ""
    return users.filter(email__iexact=address).first() if address else None


class MunicipalProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth is untyped
    """A provider that keeps nothing of what it hears but who she is to it."""

    def redirect(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send her there; say so when the provider does not answer."""
        try:
            response: HttpResponse = super().redirect(request, *args, **kwargs)
        except RequestException as error:
            response = render_authentication_error(request, self, exception=error)
        return response

    def extract_extra_data(self, data: Any) -> dict[str, Any]:  # noqa: ARG002  # allauth's signature
        """Store none of the claims: they may hold a national number."""
        return {}

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> SocialLogin:
        """Keep the claims for as long as it takes to find her."""
        login = super().sociallogin_from_response(request, response)
        login.claims = response.get("id_token", {}) | response.get("userinfo", {})
        return login


class IdentityProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """What django-allauth asks about identity providers, answered for the municipality of the request."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return this municipality's providers, of one kind or by their name if `provider` says so."""
        apps = providers_of(current_tenant()) if hasattr(request, "tenant") else []
        wanted = [app for app in apps if provider in {None, app.provider, app.provider_id}]
        return [app for app in wanted if client_id in {None, app.client_id}]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> MunicipalProvider:
        """Return one provider. Raises SocialApp.DoesNotExist for another municipality's."""
        return MunicipalProvider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def list_providers(self, request: HttpRequest) -> list[MunicipalProvider]:
        """Return the providers the login page shows."""
        return [MunicipalProvider(request, app=app) for app in self.list_apps(request)]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002  # the same
        """Refuse: a provider makes nobody a user."""
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,  # noqa: ARG002  # the same
        provider: MunicipalProvider,
        error: str | None = None,
        **more: Any,
    ) -> None:
        """Log what went wrong, without what the provider sent."""
        cause = type(more.get("exception")).__name__
        log.warning("A login failed at the provider.", provider=provider.sub_id, error=str(error), cause=cause)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find her by what the provider says, the first time; refuse with a page that helps if nobody matches.

        Only logging in is offered. Joining a provider to the login one is logged in with could be started by any
        web page, and would hand the login to whoever prepared the browser.
        """
        if sociallogin.state.get("process", AuthProcess.LOGIN) != AuthProcess.LOGIN:
            raise PermissionDenied
        if sociallogin.is_existing:
            return
        app = sociallogin.provider.app
        user = user_of(sociallogin.claims, claim=app.settings["claim"])
        if user is None:
            refusal = render(request, "core/login/nobody_matches.html", {"name": app.name}, status=HTTPStatus.FORBIDDEN)
            raise ImmediateHttpResponse(refusal)
        sociallogin.email_addresses = []  # addresses are kept with the user alone
        sociallogin.connect(request, user)
