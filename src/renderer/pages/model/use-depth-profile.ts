import { computed, watch } from 'vue';
import type { NetworkTable } from '../../../shared/contract/backbone-calls.ts';
import { useDraft } from '../../stores/draft.ts';
import { useProfiles } from '../../stores/profiles.ts';
import { useProject } from '../../stores/project.ts';
import { placedBlocks, saturatedCut } from './profile-places.ts';

/** The profile of the base model that is drawn, block by block; `isReady`: its weights are here. */
export function useDepthProfile(table: () => NetworkTable | null, isReady: () => boolean) {
  const project = useProject();
  const draft = useDraft();
  const profiles = useProfiles();
  const asked = computed(() => {
    const { imageSize, fit, seed } = draft.spec;
    const drawn = table();
    if (!project.id || !drawn || !isReady() || (project.view?.images ?? 0) === 0) return null;
    return JSON.stringify({ dataset: project.id, spec: { backbone: drawn.backbone, imageSize, fit, seed } });
  });
  watch([asked, () => project.view?.version, () => project.view?.hasChanges], () => void profiles.look(asked.value === null ? null : JSON.parse(asked.value)), { immediate: true });

  const placed = computed(() => {
    const drawn = table();
    return drawn && profiles.view ? placedBlocks(profiles.view.blocks, drawn.parts, drawn.cuts) : [];
  });
  const saturated = computed(() => (profiles.view ? saturatedCut(profiles.view, placed.value) : null));
  return { profiles, placed, saturated };
}
