"""The names of the map's lanes, as folders in files. Lane 1 is the first."""

from collections.abc import Mapping

LANES: Mapping[str, tuple[str, ...]] = {
    "nb": (
        "Mål og krav",
        "Tjenester",
        "Prosesser",
        "Steg",
        "Hvem",
        "Informasjon",
        "Systemer",
        "Teknologi",
        "Leverandører og avtaler",
        "Styring",
    ),
    "nn": (
        "Mål og krav",
        "Tenester",
        "Prosessar",
        "Steg",
        "Kven",
        "Informasjon",
        "System",
        "Teknologi",
        "Leverandørar og avtalar",
        "Styring",
    ),
    "da": (
        "Mål og krav",
        "Ydelser",
        "Processer",
        "Trin",
        "Hvem",
        "Information",
        "It-systemer",
        "Teknologi",
        "Leverandører og aftaler",
        "Styring",
    ),
    "en": (
        "Goals and requirements",
        "Services",
        "Processes",
        "Steps",
        "Who",
        "Information",
        "Systems",
        "Technology",
        "Suppliers and agreements",
        "Governance",
    ),
}
