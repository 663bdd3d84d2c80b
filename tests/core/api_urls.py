"""Addresses for the tests of the API's ground: one call for each thing that can go wrong."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.urls import path, re_path
from ninja import Router, Schema

from grunnmur.core.api import Api, BrowserAuth, TokenAuth, map_errors, nothing_here
from grunnmur.core.errors import DomainError
from grunnmur.core.models import User
from grunnmur.core.permissions import require

router = Router()


class Rename(Schema):
    name: str
    age: int


class ClosedError(DomainError):
    pass


@router.get("me")
def me(request: HttpRequest) -> dict[str, str]:
    return {"username": request.user.username}


@router.get("names")
def names(request: HttpRequest) -> list[str]:
    return sorted(User.objects.values_list("username", flat=True))


@router.post("rename")
def rename(request: HttpRequest, body: Rename) -> dict[str, str]:
    write(request, body.name)
    return {"name": body.name}


@router.post("closed")
def closed(request: HttpRequest) -> None:
    write(request, "written before the error")
    raise ClosedError("The case is closed already.")


@router.post("forbidden")
def forbidden(request: HttpRequest) -> None:
    write(request, "written before the error")
    require(request.user, "core.administer")


@router.post("missing")
def missing(request: HttpRequest) -> None:
    write(request, "written before the error")
    raise ObjectDoesNotExist


@router.post("broken")
def broken(request: HttpRequest) -> None:
    write(request, "written before the error")
    raise ZeroDivisionError("secret of the inside")


def write(request: HttpRequest, name: str) -> None:
    User.objects.filter(pk=request.user.pk).update(name=name)


api = Api(urls_namespace="tests", auth=[TokenAuth(), BrowserAuth()])
map_errors(api)
api.add_router("/worklist/", router)
urlpatterns = [path("api/v1/", api.urls), re_path("^api/", nothing_here)]
