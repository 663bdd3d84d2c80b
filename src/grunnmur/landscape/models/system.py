"""Systems: what the market sells, what this municipality uses of it, and what is known about that."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grunnmur.core.models import TenantForeignKey, TenantModel
from grunnmur.core.models.periods import has_days
from grunnmur.landscape.catalogue import FACTS


@pghistory.track()
class SystemProduct(TenantModel):
    """A product as it is sold; `facts` holds what is said of it by fact key, never how it is used here.

    `local_overrides` names what was said otherwise here than in the catalogue, as `description` or `facts.mfa`: an
    update of the catalogue leaves it. `catalogue_values` holds what the catalogue says, so that both can be shown.
    """

    class Kind(models.TextChoices):
        LINE_OF_BUSINESS = "line_of_business", _("Line-of-business system")
        COMMON = "common", _("Common system")
        REGISTER = "register", _("Register")
        PLATFORM = "platform", _("Platform")
        DEVICE = "device", _("Device")

    name = models.CharField(max_length=200)
    supplier = TenantForeignKey("landscape.Element", models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.LINE_OF_BUSINESS)
    description = models.CharField(max_length=2000, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    catalogue_source = models.CharField(max_length=100, blank=True)
    catalogue_version = models.CharField(max_length=40, blank=True)
    catalogue_values = models.JSONField(default=dict, db_default={}, blank=True)
    local_overrides = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("tenant_id", models.functions.Lower("name"), name="system_product_name")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class System(TenantModel):
    """How a system is used here. The `*_mapped_at` say when somebody last confirmed that the list is complete."""

    class Operator(models.TextChoices):
        OWN = "own", _("Ourselves")
        SUPPLIER = "supplier", _("The supplier")
        HOST_MUNICIPALITY = "host_municipality", _("Another municipality")
        STATE = "state", _("The state")
        UNKNOWN = "unknown", _("Unknown")

    class Hosting(models.TextChoices):
        ON_PREMISES = "on_premises", _("With us")
        SAAS = "saas", _("In the cloud")
        HYBRID = "hybrid", _("Both with us and in the cloud")
        UNKNOWN = "unknown", _("Unknown")

    class Login(models.TextChoices):
        SSO = "sso", _("Single sign-on")
        OWN_ACCOUNTS = "own_accounts", _("Accounts of its own")
        NONE = "none", _("No login")
        UNKNOWN = "unknown", _("Unknown")

    class Users(models.IntegerChoices):
        FEW = 1, _("Fewer than 10")
        TENS = 2, _("10 to 99")
        HUNDREDS = 3, _("100 to 999")
        THOUSANDS = 4, _("1,000 or more")

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    product = TenantForeignKey("landscape.SystemProduct", models.PROTECT, null=True, blank=True)
    operated_by = models.CharField(max_length=17, choices=Operator.choices, default=Operator.UNKNOWN)
    hosting = models.CharField(max_length=11, choices=Hosting.choices, default=Hosting.UNKNOWN)
    hosting_countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    users_band = models.PositiveSmallIntegerField(null=True, blank=True, choices=Users.choices)
    login = models.CharField(max_length=12, choices=Login.choices, default=Login.UNKNOWN)
    information_mapped_at = models.DateTimeField(null=True, blank=True)
    information_mapped_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)
    interfaces_mapped_at = models.DateTimeField(null=True, blank=True)
    interfaces_mapped_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)
    suppliers_mapped_at = models.DateTimeField(null=True, blank=True)
    suppliers_mapped_by = TenantForeignKey("core.User", models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "element"], name="system_element"),
            models.CheckConstraint(
                condition=Q(users_band__isnull=True) | Q(users_band__gte=1, users_band__lte=4), name="system_users"
            ),
        ]

    def __str__(self) -> str:
        return str(self.element_id)


@pghistory.track()
class SystemFact(TenantModel):
    """One answer about a system. None, or one that is too old, means unknown; never no."""

    class Source(models.TextChoices):
        PERSON = "person", _("A person")
        IMPORT = "import", _("Import")
        ACCESS = "access", _("Access")
        ROBOT = "robot", _("A robot")

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    key = models.CharField(max_length=40)
    value = models.JSONField()
    evidence = models.CharField(max_length=1000, blank=True)
    observed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.PERSON)
    answered_by = models.CharField(max_length=200)
    valid = DateRangeField()

    class Meta:
        constraints = [
            has_days("system_fact"),
            models.CheckConstraint(condition=Q(key__in=sorted(FACTS)), name="system_fact_key"),
            ExclusionConstraint(
                name="system_fact_never_two",
                expressions=[
                    *((column, RangeOperators.EQUAL) for column in ("tenant_id", "element", "key")),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element_id} {self.key}"


@pghistory.track()
class Interface(TenantModel):
    """How one system hands information to others."""

    class Mode(models.TextChoices):
        SYNC = "sync", _("At once")
        ASYNC = "async", _("In the background")
        FILE = "file", _("Files")
        MAIL = "mail", _("Mail")
        MANUAL = "manual", _("By hand")

    class Transport(models.TextChoices):
        HTTPS = "https", "HTTPS"
        SFTP = "sftp", "SFTP"
        SMTP = "smtp", "SMTP"
        VPN = "vpn", "VPN"
        MESSAGE_BUS = "message_bus", _("Message bus")
        PAPER = "paper", _("Paper")
        UNKNOWN = "unknown", _("Unknown")

    element = TenantForeignKey("landscape.Element", models.PROTECT)
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.SYNC)
    transport = models.CharField(max_length=11, choices=Transport.choices, default=Transport.UNKNOWN)
    frequency = models.CharField(max_length=100, blank=True)
    platform = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "element"], name="interface_element")]

    def __str__(self) -> str:
        return str(self.element_id)
