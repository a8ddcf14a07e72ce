import dagre from '@dagrejs/dagre';

const box = { width: 190, height: 58 };
const margin = 10;
const round = (value) => Math.round(value * 10) / 10;

/** A smooth line through the points that the layout gives. */
function curve([first, ...rest]) {
  const at = ({ x, y }) => `${round(x)} ${round(y)}`;
  let path = `M${at(first)}`;
  let from = first;
  for (const to of rest) {
    const middle = (from.y + to.y) / 2;
    path += `C${round(from.x)} ${round(middle)} ${round(to.x)} ${round(middle)} ${at(to)}`;
    from = to;
  }
  return path;
}

/** One drawing of rooms that hang together. */
function placed(rooms, edges) {
  const layout = new dagre.graphlib.Graph();
  layout.setGraph({ rankdir: 'TB', nodesep: 18, ranksep: 46, edgesep: 12, marginx: 0, marginy: 0 });
  layout.setDefaultEdgeLabel(() => ({}));
  for (const room of rooms) layout.setNode(room, { ...box });
  for (const { from, to } of edges) layout.setEdge(from, to, {});
  dagre.layout(layout);
  return layout;
}

/**
 * Places for rooms, importers above what they import, with lines that go round the boxes.
 * @param groups lists of rooms, drawn side by side
 * @param edges rows `{from, to, isCircle}`, each within one group
 */
export function placeRooms(groups, edges) {
  let left = margin;
  let height = 0;
  const boxes = [];
  const arrows = [];
  for (const rooms of groups) {
    const own = edges.filter(({ from }) => rooms.includes(from));
    const layout = placed(rooms, own);
    const shifted = ({ x, y }) => ({ x: x + left, y: y + margin });
    for (const room of rooms) {
      const { x, y } = shifted(layout.node(room));
      boxes.push({ room, x: round(x - box.width / 2), y: round(y - box.height / 2), ...box });
    }
    for (const edge of own) arrows.push({ ...edge, path: curve(layout.edge(edge.from, edge.to).points.map(shifted)) });
    left += layout.graph().width + 40;
    height = Math.max(height, layout.graph().height);
  }
  return { boxes, arrows, width: Math.ceil(left - 40 + margin), height: Math.ceil(height + margin) };
}
