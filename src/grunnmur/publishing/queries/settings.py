"""What holds for all lines of a factory."""

from grunnmur.publishing.models import FactorySettings


def two_persons_are_enough() -> bool:
    """Tell whether who assured a version may also approve it; nobody ever approves her own work. One statement."""
    return FactorySettings.objects.filter(two_person_approval=True).exists()
