import { registerHooks } from 'node:module';
import type { ResolveFnOutput } from 'node:module';

/** Libraries of many files, which import each other by their paths. */
const ofMany = /\/node_modules\/(?:drizzle-orm|zod)\//;
/** Zod's messages in sixty languages, which it loads and nobody here asks for; English it has of its own. */
const languages = '../locales/index.js';

const isOurs = (url: string): boolean => !url.includes('/node_modules/');

/** The format of a file that is named by its whole path from the one that imports it; undefined: Node is to look. */
function formatOf(specifier: string, parent: string): 'module' | 'module-typescript' | undefined {
  if (!specifier.startsWith('.')) return undefined;
  if (specifier.endsWith('.ts')) return isOurs(parent) ? 'module-typescript' : undefined;
  return specifier.endsWith('.js') && ofMany.test(parent) ? 'module' : undefined;
}

/**
 * Has files of ours, and those of some libraries, import each other without a look at each one's path and at its package's `package.json`, and looks once for what
 * several of ours import by the same name. drizzle-orm's `package.json` has 180 kB, and Node reads all of it anew each time: that was a third of what opening the
 * database computed. What is found is what Node would find: modules, at the place that they name, and one `node_modules` for all of ours.
 */
export function importSooner(): void {
  const found = new Map<string, ResolveFnOutput>();
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL, conditions } = context;
      if (parentURL === undefined || !conditions.includes('import')) return next(specifier, context);
      const format = formatOf(specifier, parentURL);
      if (format) return { url: new URL(specifier === languages ? '../locales/en.js' : specifier, parentURL).href, format, shortCircuit: true };
      if (!isOurs(parentURL) || !/^[a-z@]/.test(specifier) || specifier.startsWith('node:')) return next(specifier, context);
      const known = found.get(specifier) ?? next(specifier, context);
      found.set(specifier, known);
      return { ...known, shortCircuit: true };
    },
  });
}
