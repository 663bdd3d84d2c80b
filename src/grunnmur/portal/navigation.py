"""The main menu: five words, and under each what one may open, in groups where it is much."""

from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.access.rules import DEFINE, OFFICER, REVIEW, ROLES, SEE, TARGETS
from grunnmur.access.rules.desk import DESK
from grunnmur.access.rules.permissions import AUDIT, MINE
from grunnmur.core.http import Request
from grunnmur.core.permissions import scope_of
from grunnmur.landscape.rules import SEE as SEE_MAP
from grunnmur.organisation.rules import IMPORT_PEOPLE
from grunnmur.processes.rules import IMPORT
from grunnmur.publishing.rules import APPROVE
from grunnmur.publishing.rules import SEE as SEE_FACTORY

Entry = dict[str, object]
Page = tuple[str, str]  # what it is called, its address
Pages = list[Page | tuple[str, list[Page]]]  # pages, and groups of pages under a word of their own
# Pages whose address does not begin with that of the page they belong under.
HOMES = (
    ("/organisation/hire/", "/organisation/people/"),
    ("/organisation/employments/", "/organisation/people/"),
    ("/access/people/", "/organisation/people/"),
    ("/access/matrix/", "/access/roles/"),
    ("/access/decide/", "/access/requests/"),
    ("/access/reviews/items/", "/access/reviews/mine/"),
    ("/access/imports/", "/organisation/imports/"),
)
# Pages that belong under a part, whoever reads them, also when no page of its menu is theirs to open.
PARTS = (("/publishing/", "/processes/"), ("/access/targets/left/", "/work/"))


def main_menu(request: HttpRequest) -> list[Entry]:
    """Return the five parts of the menu with the pages under them that this person may open."""
    return _menu(cast("Request", request)) if request.user.is_authenticated else []


def _menu(request: Request) -> list[Entry]:
    parts: tuple[tuple[str, str, str, Pages], ...] = (
        (_("Start"), "home", reverse("start"), []),
        (_("Search"), "search", reverse("search"), []),
        (_("Work"), "briefcase", reverse("worklist:my_tasks"), _work(request)),
        (_("Knowledge"), "book", reverse("processes:library"), _knowledge(request)),
        (_("Organisation"), "organisation", reverse("organisation:tree"), _organisation(request)),
    )
    current = _current(request.path, [address for *_part, pages in parts for _label, address in _flat(pages)])
    return [_part(request.path, current, label, icon, url, pages) for label, icon, url, pages in parts]


def _flat(pages: Pages) -> list[Page]:
    """Every page, those of the groups too."""
    return [page for label, entry in pages for page in ([(label, entry)] if isinstance(entry, str) else entry)]


def _current(path: str, addresses: list[str]) -> str:
    """Return the address under which a page is, in whichever part; the longest wins, blank when it is under none."""
    home = next((below for above, below in HOMES if path.startswith(above)), path)
    return max((address for address in addresses if home.startswith(address)), key=len, default="")


def _part(path: str, current: str, label: str, icon: str, url: str, pages: Pages) -> Entry:
    """One part; it is current when the page is one of its own."""
    shown = [_child(text, entry, current) for text, entry in pages if entry]
    return {
        "label": label,
        "url": url,
        "icon": icon,
        "is_current": any(one["is_current"] for one in shown) or _is_of(path, url, current),
        "children": shown,
    }


def _child(label: str, entry: str | list[Page], current: str) -> Entry:
    """A page, or a group with its pages; a group of one is that page."""
    if isinstance(entry, str):
        return {"label": label, "url": entry, "is_current": entry == current}
    if len(entry) == 1:
        return _child(*entry[0], current)
    pages = [_child(text, address, current) for text, address in entry]
    return {"label": label, "is_current": any(page["is_current"] for page in pages), "children": pages}


def _is_of(path: str, url: str, current: str) -> bool:
    """Whether a page that is under no page of the menu is of the part."""
    home = next((part for above, part in PARTS if path.startswith(above)), path)
    return not current and (home == url or (url != "/" and home.startswith(url)))


def _work(request: Request) -> Pages:
    pages: Pages = [
        (_("My tasks"), reverse("worklist:my_tasks")),
        (_("Yearly wheel"), reverse("worklist:wheel")),
        (_("My access"), reverse("access:mine")),
    ]
    pages += [(_("Requests"), reverse("access:requests")), (_("My reviews"), reverse("access:my_reviews"))]
    if scope_of(request.user, SEE):
        pages += [(_("My team"), reverse("access:team")), (_("Team tasks"), reverse("worklist:team_tasks"))]
    if scope_of(request.user, DESK):
        pages.append((_("The desk"), reverse("access:desk")))
    return pages


def _knowledge(request: Request) -> Pages:
    pages: Pages = [
        (_("Processes"), reverse("processes:library")),
        (_("My processes"), reverse("processes:mine")),
        (_("Documents"), reverse("documents:library")),
        (_("Roles in processes"), reverse("processes:roles")),
    ]
    if scope_of(request.user, SEE_MAP):
        pages.append((_("Map"), reverse("landscape:front")))
    pages += [(_("My reading"), reverse("publishing:reading")), (_("Make and approve"), _making(request))]
    return pages


def _making(request: Request) -> list[Page]:
    """How processes and documents come to be."""
    pages: list[Page] = []
    if scope_of(request.user, SEE_FACTORY) or scope_of(request.user, APPROVE):
        pages.append((_("Flow factory"), reverse("publishing:factory")))
    if scope_of(request.user, IMPORT):
        pages.append((_("New process"), reverse("processes:new")))
    return [
        *pages,
        (_("Versions to approve"), reverse("publishing:approvals")),
        (_("Method"), reverse("publishing:guides")),
    ]


def _organisation(request: Request) -> Pages:
    return [
        (_("Units"), reverse("organisation:tree")),
        (_("People"), reverse("organisation:people")),
        (_("Functions"), reverse("organisation:functions")),
        (_("Roles and rules"), _roles(request)),
        (_("Control"), _control(request)),
        (_("Data in and out"), _data(request)),
    ]


def _roles(request: Request) -> list[Page]:
    """What decides who has which access."""
    pages: list[Page] = []
    if scope_of(request.user, ROLES):
        pages += [
            (_("Roles"), reverse("access:roles")),
            (_("Rules"), reverse("access:rules")),
            (_("Resources"), reverse("access:resources")),
            (_("Role conflicts"), reverse("access:conflicts")),
            (_("Licence pools"), reverse("access:pools")),
        ]
    if scope_of(request.user, DEFINE):
        pages.append((_("Approval policies"), reverse("access:policies")))
    if scope_of(request.user, MINE):
        pages.append((_("Start from what is"), reverse("access:mining:home")))
    return pages


def _control(request: Request) -> list[Page]:
    """What shows afterwards that it is right."""
    pages: list[Page] = []
    if scope_of(request.user, REVIEW):
        pages.append((_("Reviews"), reverse("access:reviews")))
    if scope_of(request.user, OFFICER):
        pages.append((_("Things that are out"), reverse("access:things")))
    if scope_of(request.user, AUDIT):
        pages.append((_("Audit"), reverse("access:audit")))
    return pages


def _data(request: Request) -> list[Page]:
    """What we get from other systems and give to them."""
    pages: list[Page] = []
    if scope_of(request.user, IMPORT_PEOPLE):
        pages.append((_("Import"), reverse("organisation:imports")))
    if scope_of(request.user, TARGETS):
        pages += [(_("Connected systems"), reverse("systems:clients")), (_("Targets"), reverse("access:targets"))]
    return pages


def shown_name(request: HttpRequest) -> str:
    """Return the name in the corner of the page."""
    return str(request.user)
