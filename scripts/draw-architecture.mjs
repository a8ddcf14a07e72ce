// Draws docs/architecture.svg from what src imports. `node scripts/draw-architecture.mjs [--check]`; --check only says whether it is so.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { reducedEdges } from './architecture/reduced-graph.mjs';
import { roomGraph, singles } from './architecture/room-graph.mjs';
import { placeRooms } from './architecture/place-rooms.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const drawing = join(root, 'docs/architecture.svg');
/** What every room may import stands below as a bar, without arrows. */
const bars = [
  { room: 'src/shared', title: 'shared', text: 'schemas and types that cross a process border: every room may import it' },
  { room: 'src/core/files', title: 'files, errors', text: 'one way to write a file, one kind of error: every room of core and main may import it' },
];
const kinds = { core: 'core', main: 'main', preload: 'window', renderer: 'window' };
const layerOf = (room) => room.split('/')[1];
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** What a room is, as its README's first line says it: `# store: the one SQLite file`. */
function phraseOf(folder, room) {
  if (singles.has(room)) return singles.get(room);
  const readme = join(folder, room, 'README.md');
  if (!existsSync(readme)) return '';
  return /^# [^:—\n]+(?:[:—]\s*)(.+)$/m.exec(readFileSync(readme, 'utf8').split('\n')[0])?.[1] ?? '';
}

function wrapped(text, length) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (`${lines.at(-1)} ${word}`.trim().length > length) lines.push('');
    lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
  }
  return lines;
}

/** The whole drawing as text: the same for the same source, on every machine. */
export function drawArchitecture(folder) {
  const graph = roomGraph(folder);
  const inBars = new Set(bars.map(({ room }) => room));
  const rooms = [...graph.keys()].filter((room) => !inBars.has(room));
  const edges = reducedEdges(new Map(rooms.map((room) => [room, new Set([...graph.get(room)].filter((to) => !inBars.has(to)))])));
  const isWindow = (room) => kinds[layerOf(room)] === 'window';
  const groups = [rooms.filter((room) => !isWindow(room)), rooms.filter(isWindow)];
  const { boxes, arrows, width, height } = placeRooms(groups, edges);
  const barTop = height + 16;
  const total = barTop + bars.length * 44 + 40;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" font-family="system-ui, sans-serif" font-size="13" role="img">`,
    '  <title>The rooms of Graft Studio and who imports whom</title>',
    '  <style>',
    '    text { fill: #333 } .term { fill: #666; font-size: 11px } .name { font-weight: 600 }',
    '    .core { fill: #cfe3f5; stroke: #3f7cae } .main { fill: #d6ecd2; stroke: #3d8b3d } .window { fill: #f6e3cb; stroke: #b45309 } .bar { fill: #ececec; stroke: #999 }',
    '    .arrow { fill: none; stroke: #777; stroke-width: 1.2 } .head { fill: #777 } .circle { stroke: #c0262d; stroke-dasharray: 5 3 }',
    '    @media (prefers-color-scheme: dark) { text { fill: #ddd } .term { fill: #aaa } .core { fill: #24415a } .main { fill: #27492a } .window { fill: #4d3a22 } .bar { fill: #333; stroke: #777 } .arrow { stroke: #999 } .head { fill: #999 } .circle { stroke: #ff6b6b } }',
    '  </style>',
    '  <defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>',
  ];
  for (const { path, isCircle, from, to } of arrows) {
    lines.push(`  <path class="arrow${isCircle ? ' circle' : ''}" d="${path}" marker-end="url(#head)"><title>${from} imports ${to}</title></path>`);
  }
  for (const { room, x, y, width: w, height: h } of boxes) {
    const phrase = wrapped(phraseOf(folder, room), 28).slice(0, 2);
    lines.push(`  <g><title>${room}</title><rect class="${kinds[layerOf(room)]}" x="${x}" y="${y}" width="${w}" height="${h}" rx="4"/>`);
    lines.push(`    <text class="name" x="${x + 10}" y="${y + 18}">${escaped(basename(room))}</text>`);
    phrase.forEach((line, i) => lines.push(`    <text class="term" x="${x + 10}" y="${y + 33 + i * 13}">${escaped(line)}</text>`));
    lines.push('  </g>');
  }
  bars.forEach(({ title, text }, i) => {
    const y = barTop + i * 44;
    lines.push(`  <rect class="bar" x="10" y="${y}" width="${width - 20}" height="34" rx="4"/>`);
    lines.push(`  <text class="name" x="20" y="${y + 22}">${title}</text><text class="term" x="130" y="${y + 22}">${escaped(text)}</text>`);
  });
  const key = 'An arrow: imports. Drawn are the fewest from which all others follow. Green: main, blue: core, brown: the window. Red, dashed: a circle.';
  lines.push(`  <text class="term" x="10" y="${total - 14}">${key}</text>`, '</svg>');
  return `${lines.join('\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const now = drawArchitecture(root);
  const isSame = existsSync(drawing) && readFileSync(drawing, 'utf8') === now;
  if (process.argv.includes('--check')) {
    console.log(isSame ? 'docs/architecture.svg is what src imports' : 'docs/architecture.svg is out of date: npm run draw:architecture');
    process.exitCode = isSame ? 0 : 1;
  } else if (!isSame) {
    writeFileSync(drawing, now);
    console.log('docs/architecture.svg drawn');
  }
}
