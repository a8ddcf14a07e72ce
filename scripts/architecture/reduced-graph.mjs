/** Rooms that can be reached from `from` along imports, itself only where a circle leads back. */
function reachable(graph, from) {
  const seen = new Set();
  const open = [...(graph.get(from) ?? [])];
  while (open.length > 0) {
    const room = open.pop();
    if (seen.has(room)) continue;
    seen.add(room);
    open.push(...(graph.get(room) ?? []));
  }
  return seen;
}

/**
 * The fewest arrows from which all imports between rooms follow: one is left out where a chain of others leads the same way. Imports
 * that close a circle are told apart and not reduced.
 * @returns rows `{from, to, isCircle}`, sorted
 */
export function reducedEdges(graph) {
  const reach = new Map([...graph.keys()].map((room) => [room, reachable(graph, room)]));
  const edges = [];
  for (const [from, targets] of graph) {
    for (const to of targets) {
      const isCircle = reach.get(to)?.has(from) ?? false;
      const isImplied = [...targets].some((via) => via !== to && reach.get(via)?.has(to) && !reach.get(via)?.has(from));
      if (isCircle || !isImplied) edges.push({ from, to, isCircle });
    }
  }
  return edges.sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}
