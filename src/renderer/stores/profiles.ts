import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { StudioEvent } from '../../shared/contract/events.ts';
import type { ProfileView } from '../../shared/contract/profile-calls.ts';
import type { RunSpec } from '../../shared/run-spec.ts';
import { shownError } from '../api/call-error.ts';
import type { StudioCallError } from '../api/call-error.ts';
import { studio } from '../api/client.ts';

export interface AskedProfile {
  readonly dataset: string;
  readonly spec: Pick<RunSpec, 'backbone' | 'imageSize' | 'fit' | 'seed' | 'threads'>;
}

/** What each block of the base model that is looked at knows of the open project's pictures; it fills while the program looks. */
export const useProfiles = defineStore('profiles', () => {
  const asked = shallowRef<AskedProfile | null>(null);
  /** Null before it came. */
  const view = shallowRef<ProfileView | null>(null);
  const error = shallowRef<StudioCallError | null>(null);
  const isAsking = ref(false);

  async function answered(call: (of: AskedProfile) => Promise<ProfileView>): Promise<void> {
    const of = asked.value;
    if (!of) return;
    isAsking.value = true;
    try {
      const answer = await call(of);
      if (of !== asked.value) return;
      view.value = answer;
      error.value = null;
    } catch (failure) {
      if (of === asked.value) error.value = shownError(failure);
    } finally {
      if (of === asked.value) isAsking.value = false;
    }
  }

  const load = () => answered((of) => studio.profiles.show(of));
  const start = () => answered((of) => studio.profiles.start(of));

  /** Looks at another one; null at none. */
  async function look(of: AskedProfile | null): Promise<void> {
    asked.value = of;
    view.value = null;
    error.value = null;
    await load();
  }

  async function stop(): Promise<void> {
    if (!view.value) return;
    const { profile } = view.value;
    await answered(async (of) => {
      await studio.profiles.stop({ profile });
      return studio.profiles.show(of);
    });
  }

  function apply(event: StudioEvent): void {
    if (event.type === 'reset') void load();
    if (event.type === 'profile' && event.profile.profile === view.value?.profile) view.value = event.profile;
  }

  return { asked, view, error, isAsking, look, load, start, stop, apply };
});
