// Arrows between rooms: every room has its place in the order, none imports one further up, none goes in a circle.
import { dirname } from 'node:path';
import { roomOrder } from './room-order.mjs';
import { cycles, edgesOf } from './source-tree.mjs';

/** Where the room of a file stands in the order; -1 where it has no place. The longest line that fits counts. */
function placeOf(file) {
  const lines = roomOrder.filter((line) => {
    if (line.endsWith('/*')) return dirname(file) === line.slice(0, -2);
    return line.endsWith('/') ? file.startsWith(line) : file === line;
  });
  const [longest] = lines.sort((a, b) => b.length - a.length);
  return longest === undefined ? -1 : roomOrder.indexOf(longest);
}

/** A file that has a line to itself is a room; so is every folder. */
const roomOf = (file) => (roomOrder.includes(file) ? file : `${dirname(file)}/`);

export function brokenRooms(modules) {
  const placeless = new Set(modules.filter(({ file }) => placeOf(file) < 0).map(({ file }) => `${dirname(file)}/`));
  const arrows = modules.flatMap(({ file, targets }) => targets.filter((target) => target.startsWith('src/')).map((target) => [file, target]));
  const upward = new Map();
  for (const [file, target] of arrows) {
    if (placeOf(file) < 0 || placeOf(target) <= placeOf(file)) continue;
    upward.set(`${file} ${target}`, `${file}: a room imports none above it (it imports ${target})`);
  }
  const level = arrows.filter(([file, target]) => placeOf(file) === placeOf(target));
  const circles = cycles(edgesOf(level.map(([file, target]) => [roomOf(file), roomOf(target)])));
  return [
    ...[...placeless].map((room) => `${room}: every room has its place in scripts/layers/room-order.mjs`),
    ...upward.values(),
    ...circles.map((path) => `${path[0]}: no cycles between rooms (${path.join(' -> ')})`),
  ];
}
