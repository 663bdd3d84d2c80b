"""The small signs: what kind of event, task or gateway a shape is. All drawn about the point 0 0."""

import math
from collections.abc import Mapping


def _gear() -> str:
    """Return a gear with eight flat teeth."""
    points = []
    for tooth in range(8):
        middle = math.pi * tooth / 4
        for radius, turn in ((5.0, -0.27), (7.2, -0.18), (7.2, 0.18), (5.0, 0.27)):
            points.append(f"{radius * math.cos(middle + turn):.1f} {radius * math.sin(middle + turn):.1f}")
    return "M" + "L".join(points) + "Z"


def _circle(radius: float) -> str:
    return f"M{-radius} 0A{radius} {radius} 0 1 1 {radius} 0A{radius} {radius} 0 1 1 {-radius} 0Z"


def _clock() -> str:
    ticks = []
    for hour in range(12):
        x, y = math.sin(math.pi * hour / 6), -math.cos(math.pi * hour / 6)
        ticks.append(f"M{8.2 * x:.1f} {8.2 * y:.1f}L{10 * x:.1f} {10 * y:.1f}")
    return _circle(10) + "".join(ticks) + "M0 -6.5V0L4 3.5"


_ENVELOPE = "M-9.5 -6.5H9.5V6.5H-9.5ZM-9.5 -6.5L0 1L9.5 -6.5"
_PENTAGON = "M0 -10L9.5 -3.1L5.9 8.1H-5.9L-9.5 -3.1Z"

# Inside a circle of radius 18; filled with ink where the event throws, outlined where it catches.
EVENTS: Mapping[str, str] = {
    "message": _ENVELOPE,
    "timer": _clock(),
    "error": "M-9 8L-3.5 -9L3.5 1.5L9 -8L3.5 9L-3.5 -1.5Z",
    "signal": "M0 -10L9.5 7H-9.5Z",
    "escalation": "M0 -10.5L7.5 9L0 1.5L-7.5 9Z",
    "conditional": "M-7 -9.5H7V9.5H-7ZM-4.5 -6H4.5M-4.5 -2H4.5M-4.5 2H4.5M-4.5 6H4.5",
    "link": "M-10 -4H1.5V-9L10.5 0L1.5 9V4H-10Z",
    "compensate": "M-1 -7.5V7.5L-11 0ZM9.5 -7.5V7.5L-0.5 0Z",
    "cancel": "M-8.5 -6L-6 -8.5L0 -2.5L6 -8.5L8.5 -6L2.5 0L8.5 6L6 8.5L0 2.5L-6 8.5L-8.5 6L-2.5 0Z",
    "terminate": _circle(11),
    "multiple": _PENTAGON,
    "parallelMultiple": "M-3.2 -9.5H3.2V-3.2H9.5V3.2H3.2V9.5H-3.2V3.2H-9.5V-3.2H-3.2Z",
}

# Within about 16 by 16.
TASKS: Mapping[str, str] = {
    "userTask": "M-3.2 -4.2A3.2 3.2 0 1 1 3.2 -4.2A3.2 3.2 0 1 1 -3.2 -4.2ZM-7 7.5V5A7 5.2 0 0 1 7 5V7.5Z",
    "manualTask": (
        "M-7 -1.5L-3.5 -5.5H2.5A1.1 1.1 0 0 1 2.5 -3.3H-0.5M-0.5 -3.3H6A1.15 1.15 0 0 1 6 -1H1"
        "M1 -1H7A1.15 1.15 0 0 1 7 1.3H1M1 1.3H6A1.15 1.15 0 0 1 6 3.6H1M1 3.6H4.4A1.05 1.05 0 0 1 4.4 5.7H-4L-7 3.8"
    ),
    "serviceTask": _gear() + "M-2.4 0A2.4 2.4 0 1 0 2.4 0A2.4 2.4 0 1 0 -2.4 0Z",
    "scriptTask": (
        "M-3.5 -7H6.5C2 -3.5 7.5 0 5 3.5C4.2 5 3.2 6 2.5 7H-6.5C-2 3.5 -7.5 0 -5 -3.5C-4.4 -5 -4 -6 -3.5 -7Z"
        "M-3.2 -3.8H2.6M-3 -1.2H3M-2.4 1.4H3.6M-3 4H2.6"
    ),
    "sendTask": "M-8 -5.5H8V5.5H-8ZM-8 -5.5L0 0.8L8 -5.5",
    "receiveTask": "M-8 -5.5H8V5.5H-8ZM-8 -5.5L0 0.8L8 -5.5",
    "businessRuleTask": "M-8 -6H8V6.5H-8ZM-8 -2.2H8M-8 2.2H8M-3.2 -2.2V6.5",
}
FILLED_TASKS = frozenset({"sendTask"})

# On the lower edge of an activity, within 14 by 14.
MARKERS: Mapping[str, str] = {
    "expand": "M-6.5 -6.5H6.5V6.5H-6.5ZM-4 0H4M0 -4V4",
    "standard": "M-2.6 5.2A5.8 5.8 0 1 1 2.6 5.2M-6.5 6H-2.2V1.8",
    "parallel": "M-4.5 -6V6M0 -6V6M4.5 -6V6",
    "sequential": "M-6 -4.5H6M-6 0H6M-6 4.5H6",
    "compensation": "M-0.5 -5V5L-7 0ZM6.5 -5V5L0 0Z",
    "ad_hoc": "M-6.5 2C-4 -4 -2 -2.5 0 0S4 4 6.5 -2",
}

# Inside a diamond of 50 by 50.
GATEWAYS: Mapping[str, str] = {
    "exclusiveGateway": "M-7.5 -8.5L7.5 8.5M7.5 -8.5L-7.5 8.5",
    "parallelGateway": "M0 -11V11M-11 0H11",
    "inclusiveGateway": _circle(10),
    "complexGateway": "M0 -11V11M-11 0H11M-7.5 -7.5L7.5 7.5M7.5 -7.5L-7.5 7.5",
    "eventBasedGateway": _circle(13) + _circle(10.5) + "M0 -7L6.7 -2.2L4.1 5.7H-4.1L-6.7 -2.2Z",
}
