"""What is known before a list is read: roles, systems, documents and laws, each with synonyms."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

Names = Mapping[str, tuple[str, ...]]  # name → synonyms

DEFAULT_ROLES: Names = {
    "Leder": ("nærmeste leder", "nærmaste leiar", "leiar", "line manager", "manager", "nærmeste leder (leder)"),
    "Enhetsleder": ("virksomhetsleder", "einingsleiar", "enhedsleder"),
    "Kommunalsjef": ("kommunalsjefen", "kommunalleder", "direktør", "fagchef"),
    "Kommunedirektør": ("rådmann", "kommunaldirektør", "kommunedirektøren"),
    "Personalkontoret": ("personal", "personalavdelingen", "HR", "HR-avdelingen", "HR-afdelingen", "HR office"),
    "Tillitsvalgt": ("TV", "tillitsvald", "tillidsrepræsentant", "TR", "union representative"),
    "HTV": ("hovedtillitsvalgt", "hovudtillitsvald", "fællestillidsrepræsentant"),
    "Verneombud": ("verneombod", "arbejdsmiljørepræsentant", "safety representative"),
    "Intervjuutvalget": ("intervjuutval",),
    "Ansettelsesutvalget": ("tilsetjingsutvalet", "tilsettingsutvalget", "ansættelsesudvalg", "hiring committee"),
    "IKT": ("IT", "IT-avdelingen", "IT-afdelingen", "IT department"),
    "Arkiv": ("dokumentsenteret", "postmottak", "arkivet", "records office"),
    "Saksbehandler": ("sakshandsamar", "sagsbehandler", "case worker"),
    "Økonomiavdelingen": ("økonomi", "regnskap", "økonomiafdelingen", "finance"),
}
DEFAULT_SYSTEMS: Names = {
    "Webcruiter": (),
    "WebSak": ("Acos WebSak",),
    "Compilo": (),
    "Outlook": (),
    "Visma": (),
    "Public 360": ("P360",),
    "Elements": (),
    "SBSYS": (),
    "Teams": (),
    "SharePoint": (),
}
DEFAULT_LAWS: Names = {
    "offentleglova": ("offentliglova", "offentlighetsloven", "offentlegheitslova"),
    "forvaltningsloven": ("forvaltningslova",),
    "arbeidsmiljøloven": ("arbeidsmiljølova",),
    "kommuneloven": ("kommunelova",),
    "personopplysningsloven": ("personopplysningslova",),
    "offentlighedsloven": (),
    "databeskyttelsesloven": (),
}


@dataclass(frozen=True, slots=True)
class Register:
    """Known names; a part left empty is replaced by words common in Nordic municipalities."""

    roles: Names = field(default_factory=dict)
    systems: Names = field(default_factory=dict)
    documents: Names = field(default_factory=dict)
    laws: Names = field(default_factory=dict)

    def filled(self) -> "Register":
        """Return the register with built-in names where it has none; documents stay as they are."""
        return replace(
            self,
            roles=self.roles or DEFAULT_ROLES,
            systems=self.systems or DEFAULT_SYSTEMS,
            laws=self.laws or DEFAULT_LAWS,
        )
