// What must not be reached by any chain of imports; starting a process is none.
import { edgesOf } from './source-tree.mjs';

const rules = [
  {
    name: 'nothing that answers a person reaches the engine',
    from: ['src/main/index.ts', 'src/main/cli.ts', 'src/main/api/', 'src/main/door/', 'src/main/serve/', 'src/main/electron/', 'src/main/commands/'],
    to: ['src/core/engine/'],
  },
  // Beside the system's GLib, which Electron loads, libvips crashes (docs/decisions/0022).
  { name: 'who answers a window loads no decoder', from: ['src/main/index.ts', 'src/main/api/', 'src/main/door/', 'src/main/serve/', 'src/main/electron/'], to: ['sharp'], eager: true },
  // 150 kB that the window would carry to check what the program checks.
  { name: 'the window loads no schemas', from: ['src/renderer/'], notFrom: ['src/renderer/testing/'], to: ['zod'], eager: true },
  // A command imports what it works with when it is called: `graft --help` answers at once.
  { name: 'the terminal starts without the database', from: ['src/main/cli.ts'], to: ['src/core/store/'], eager: true },
];

export function brokenReach(modules) {
  const all = edgesOf(modules.flatMap(({ file, targets }) => targets.map((target) => [file, target])));
  const eager = edgesOf(modules.flatMap((module) => module.eager.map((target) => [module.file, target])));
  return rules.flatMap(({ name, from, notFrom = [], to, ...rule }) => {
    const edges = rule.eager ? eager : all;
    const chains = modules.filter(({ file }) => begins(from, file) && !begins(notFrom, file)).flatMap(({ file }) => chainTo(edges, file, to) ?? []);
    // The shortest says it; the others mostly run through it.
    const [shortest] = chains.sort((a, b) => a.length - b.length);
    return shortest ? [`${shortest[0]}: ${name} (${shortest.join(' -> ')})`] : [];
  });
}

const begins = (folders, file) => folders.some((folder) => file.startsWith(folder));

/** In a list of its own, so that it can be laid flat; null where there is none. */
function chainTo(edges, start, to) {
  const cameFrom = new Map([[start, null]]);
  for (const file of cameFrom.keys()) {
    if (begins(to, file)) return [backFrom(cameFrom, file)];
    for (const target of edges.get(file) ?? []) if (!cameFrom.has(target)) cameFrom.set(target, file);
  }
  return null;
}

function backFrom(cameFrom, end) {
  const path = [];
  for (let file = end; file !== null; file = cameFrom.get(file)) path.unshift(file);
  return path;
}
