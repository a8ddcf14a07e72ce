import { modulesOf } from '../layers/source-tree.mjs';

/** Files at the top of a layer that are drawn as a room of their own, and what they are. */
export const singles = new Map([
  ['src/core/studio.ts', 'one open data folder'],
  ['src/main/cli.ts', 'the terminal: a process'],
  ['src/main/trainer.ts', 'the engine: a process'],
  ['src/main/index.ts', 'Electron: a process'],
  ['src/renderer/main.ts', 'the page'],
]);
/** Small things every room needs, drawn as one with `files`. */
const basics = 'src/core/files';
/** No rooms: words as data, helpers of tests, pictures, looks. */
const notRooms = ['src/renderer/locales', 'src/renderer/testing', 'src/renderer/public', 'src/renderer/styles'];

/** The room that a file lives in, as its folder below `src/core`, `src/main`, `src/renderer`; null where it is in none. */
function roomOf(file) {
  if (singles.has(file)) return file;
  const [, layer, folder, ...rest] = file.split('/');
  if (layer === 'shared') return 'src/shared';
  if (layer === 'preload') return 'src/preload';
  if (rest.length === 0) return layer === 'core' ? basics : `src/${layer}`;
  const room = `src/${layer}/${folder}`;
  return notRooms.includes(room) ? null : room;
}

/** Rooms and who imports whom, as the source says it, types and imports on demand too: room -> rooms it imports. */
export function roomGraph(root) {
  const graph = new Map();
  for (const { file, targets } of modulesOf(root)) {
    const room = /\.(fixture|d)\.\w+$/.test(file) ? null : roomOf(file);
    if (room === null) continue;
    if (!graph.has(room)) graph.set(room, new Set());
    for (const target of targets.filter((target) => target.startsWith('src/'))) {
      const other = roomOf(target);
      if (other !== null && other !== room) graph.get(room).add(other);
    }
  }
  return new Map([...graph].sort(([a], [b]) => (a < b ? -1 : 1)));
}
