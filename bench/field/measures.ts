import type { Measure } from './measure.ts';

/** In the order in which they run. A file each; loaded only when they are asked for. */
export const measures: readonly { readonly name: string; readonly load: () => Promise<Measure> }[] = [
  { name: 'windows', load: async () => (await import('./windows.ts')).measure },
  { name: 'predict-export', load: async () => (await import('./predict-export.ts')).measure },
  { name: 'hostile-weights', load: async () => (await import('./hostile-weights.ts')).measure },
  { name: 'hostile-pictures', load: async () => (await import('./hostile-pictures.ts')).measure },
  { name: 'folder-scan', load: async () => (await import('./folder-scan.ts')).measure },
  { name: 'many-runs', load: async () => (await import('./many-runs.ts')).measure },
  { name: 'labels', load: async () => (await import('./labels.ts')).measure },
  { name: 'verifying', load: async () => (await import('./verifying.ts')).measure },
  { name: 'kills', load: async () => (await import('./kills.ts')).measure },
];
