import type { StudioEvent } from '../../shared/contract/events.ts';
import { importBackbone } from './import-backbone.ts';

/** Imports that every window hears of. */
export interface ToldImports {
  readonly backbone: typeof importBackbone;
}

export const createToldImports = (publish: (event: StudioEvent) => void): ToldImports => ({
  async backbone(...asked) {
    const imported = await importBackbone(...asked);
    publish({ type: 'backbones' });
    return imported;
  },
});
