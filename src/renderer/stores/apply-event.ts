import type { StudioEvent } from '../../shared/contract/events.ts';
import { useBackbones } from './backbones.ts';
import { useProfiles } from './profiles.ts';
import { useProject } from './project.ts';
import { useProjects } from './projects.ts';
import { useRuns } from './runs.ts';
import { useStudies } from './studies.ts';
import { useSystem } from './system.ts';
import { useTaught } from './taught.ts';

/** Every event goes to every store; each takes what concerns it. The first event is `reset`, which loads them all. */
export function applyEvent(event: StudioEvent): void {
  for (const store of [useSystem(), useProjects(), useProject(), useRuns(), useBackbones(), useTaught(), useStudies(), useProfiles()]) store.apply(event);
}
