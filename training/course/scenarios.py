"""What must be true of a scenario beyond the shape of its file, and what it scores. Pure."""

from collections.abc import Iterator

from training.course.checks import Finding, duplicates
from training.course.content import BEST_CHOICE, Choice, End, Feedback, Scenario, Scene, WayOn
from training.course.positions import Path

Node = Scene | Feedback | End


def maximum(scenario: Scenario) -> int:
    """What someone scores who makes the best choice in each scene from the start to an end.

    :param scenario: without mistakes
    """
    score = 0
    node = scenario.nodes_by_id[scenario.start]
    while not isinstance(node, End):
        if isinstance(node, Scene):
            score += BEST_CHOICE
        node = scenario.nodes_by_id[ways_on(node)[0]]
    return score


def ways_on(node: Node) -> tuple[str, ...]:
    """Where a node may lead by what its author wrote, the best first; nowhere from an end, nor from a way back."""
    if isinstance(node, Scene):
        choices = sorted(node.choices, key=lambda choice: -choice.scores)
        return tuple(choice.next for choice in choices)
    if isinstance(node, Feedback):
        return tuple(way.next for way in node.choices) or ((node.next,) if node.next else ())
    return ()


def scenario_findings(scenario: Scenario) -> Iterator[Finding]:
    """Ids, references, scores and the graph of a scenario. The graph is judged once its references hold."""
    yield from duplicates("nodes", [node.id for node in scenario.nodes])
    lost = list(_lost(scenario))
    yield from lost
    for index, node in enumerate(scenario.nodes):
        yield from _node_findings(node, ("nodes", index))
    start = scenario.nodes_by_id.get(scenario.start)
    if start is not None and not isinstance(start, Scene):
        yield ("start",), f'"{scenario.start}" is no scene; a scenario begins with one'
    if all(not isinstance(node, End) or node.ending != "good" for node in scenario.nodes):
        yield ("nodes",), "there is no good ending"
    if not lost and len(scenario.nodes_by_id) == len(scenario.nodes):
        yield from _graph_findings(scenario)


def _lost(scenario: Scenario) -> Iterator[Finding]:
    """Ways to nodes that are not there."""
    if scenario.start not in scenario.nodes_by_id:
        yield ("start",), f'there is no node "{scenario.start}"'
    for index, node in enumerate(scenario.nodes):
        for path, to in _references(node, ("nodes", index)):
            if to not in scenario.nodes_by_id:
                yield path, f'there is no node "{to}"'


def _references(node: Node, path: Path) -> Iterator[tuple[Path, str]]:
    """Every node that a node names, with the place where it does."""
    if isinstance(node, End):
        return
    ways: tuple[Choice | WayOn, ...] = node.choices
    for index, way in enumerate(ways):
        yield (*path, "choices", index, "next"), way.next
    if isinstance(node, Feedback) and node.next:
        yield (*path, "next"), node.next


def _node_findings(node: Node, path: Path) -> Iterator[Finding]:
    if isinstance(node, End):
        return
    for finding_path, sentence in duplicates("choices", [choice.id for choice in node.choices]):
        yield (*path, *finding_path), sentence
    if isinstance(node, Feedback):
        if node.next and node.choices:
            yield (*path, "next"), f'"{node.id}" goes on by its choices or by "next", not by both'
        return
    best = sum(choice.scores == BEST_CHOICE for choice in node.choices)
    if best != 1:
        yield (*path, "choices"), f'scene "{node.id}" has {best} choices that score 2; it needs exactly one'
    for index, choice in enumerate(node.choices):
        yield from _choice_findings(choice, (*path, "choices", index))


def _choice_findings(choice: Choice, path: Path) -> Iterator[Finding]:
    if choice.critical and not choice.prevents:
        yield path, f'choice "{choice.id}" is critical, so it must say what harm its line prevents ("prevents")'
    if choice.prevents and not choice.critical:
        yield (*path, "prevents"), f'only critical choices say "prevents"; "{choice.id}" is not'
    if choice.critical and choice.scores:
        yield (*path, "scores"), f'choice "{choice.id}" is critical, so it scores 0'


def _graph_findings(scenario: Scenario) -> Iterator[Finding]:
    """Nodes that nobody reaches, and runs that might never end."""
    index = {node.id: at for at, node in enumerate(scenario.nodes)}
    reached = _reached(scenario, scenario.start)
    for node in scenario.nodes:
        if node.id not in reached:
            yield ("nodes", index[node.id]), f'nothing leads to "{node.id}"'
    for node in scenario.nodes:
        for path, to in _references(node, ("nodes", index[node.id])):
            if index[to] <= index[node.id] and node.id in _reached(scenario, to):
                yield (
                    path,
                    f'"{node.id}" leads round to itself by "{to}", so a run might never end; '
                    'to go back to a scene, give its feedback no "next"',
                )
        if isinstance(node, Scene) and node.best and _comes_back(scenario, node.best.next):
            yield (
                ("nodes", index[node.id], "choices", node.choices.index(node.best), "next"),
                f'the best choice of "{node.id}" comes back to it; it must lead on',
            )


def _reached(scenario: Scenario, start: str) -> set[str]:
    """Every node that can be reached from one by what its author wrote, itself among them."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += ways_on(scenario.nodes_by_id[name])
    return found


def _comes_back(scenario: Scenario, name: str) -> bool:
    """Whether what follows a choice may return to its scene before another scene or an end is reached."""
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        node = scenario.nodes_by_id[ahead.pop()]
        if isinstance(node, Feedback) and node.id not in seen:
            seen.add(node.id)
            if node.returns:
                return True
            ahead += ways_on(node)
    return False
