// An exported name is declared in one file of the whole tree, so that it means one thing and can be searched for. A value and a type of one
// name in one file are one. Languages have their messages under one name each; what only tests share is no part of the program.

const exempt = ['src/renderer/locales/', 'src/renderer/testing/'];
const declared = /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function\s*\*?|const|let|class|interface|type|enum)\s+([\w$]+)/gm;
const listed = /^export\s+(?:type\s+)?\{([^}]*)\}(?!\s*from)/gm;

export function namesTwice(modules) {
  const files = new Map();
  for (const { file, code } of modules) {
    if (exempt.some((folder) => file.startsWith(folder)) || file.endsWith('.fixture.ts')) continue;
    for (const name of exportsOf(code).keys()) files.set(name, [...(files.get(name) ?? []), file]);
  }
  const twice = [...files].filter(([, places]) => places.length > 1);
  return twice.map(([name, places]) => `${places[0]}: an exported name is declared once (${name} is also in ${places.slice(1).join(', ')})`);
}

/** Of each name that a file exports whether it is a type alone. */
export function exportsOf(code) {
  const names = new Map();
  const add = (name, isType) => names.set(name, isType && (names.get(name) ?? true));
  for (const [, kind, name] of code.matchAll(declared)) add(name, kind === 'interface' || kind === 'type');
  for (const item of [...code.matchAll(listed)].flatMap((match) => match[1].split(','))) {
    const name = item.trim().replace(/^type\s+/, '').split(/\s+as\s+/).at(-1);
    if (name) add(name, false);
  }
  return names;
}
