"""Which flows lead back, and in which column each node stands."""

from collections.abc import Mapping, Sequence

Outgoing = Mapping[str, Sequence[tuple[str, str]]]  # node → (flow, target), in declaration order


def back_flows(roots: Sequence[str], *, outgoing: Outgoing) -> frozenset[str]:
    """Return the flows that lead to a node on the current path, depth first from the roots in order."""
    is_open: dict[str, bool] = {}
    back: set[str] = set()
    for root in roots:
        if root in is_open:
            continue
        is_open[root] = True
        stack = [(root, iter(outgoing.get(root, ())))]
        while stack:
            node, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                is_open[node] = False
                stack.pop()
                continue
            flow, target = step
            if target not in is_open:
                is_open[target] = True
                stack.append((target, iter(outgoing.get(target, ()))))
            elif is_open[target]:
                back.add(flow)
    return frozenset(back)


def columns(nodes: Sequence[str], *, outgoing: Outgoing, back: frozenset[str]) -> dict[str, int]:
    """Return each node's column: the longest path to it over the flows that do not lead back.

    A node nothing leads to stands just before the first it leads to.
    """
    waiting = dict.fromkeys(nodes, 0)
    for flow, target in (pair for node in nodes for pair in outgoing.get(node, ())):
        waiting[target] += flow not in back
    column = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not waiting[node]]
    first = list(ready)
    for node in ready:
        for flow, target in outgoing.get(node, ()):
            if flow in back:
                continue
            column[target] = max(column[target], column[node] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for node in first:
        after = [column[target] for flow, target in outgoing.get(node, ()) if flow not in back]
        if after:
            column[node] = min(after) - 1
    return column
