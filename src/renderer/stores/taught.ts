import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import type { StudioEvent } from '../../shared/contract/events.ts';
import type { LabelChange } from '../../shared/contract/image-calls.ts';
import { addPicture } from '../api/add-picture.ts';
import { studio } from '../api/client.ts';
import { useProject } from './project.ts';

/** A picture that a model was asked about and that was then given its class: it belongs to the project. */
export interface TaughtPicture {
  readonly image: number;
  readonly dataset: string;
  readonly label: string;
}

/** Pictures of the Use page that were added since a training began. */
export const useTaught = defineStore('taught', () => {
  const added = shallowReactive(new Map<string, readonly TaughtPicture[]>());
  const of = (dataset: string): readonly TaughtPicture[] => added.get(dataset) ?? [];

  /** Kept in the studio's own folder of the project; the file it came from stays as it is. @throws StudioCallError */
  async function teach(dataset: string, label: string, picture: Blob): Promise<TaughtPicture> {
    const { image, ...change } = await addPicture(dataset, label, picture);
    return known({ image, dataset, label }, change);
  }

  /** One that was taken back. @throws StudioCallError */
  async function teachAgain({ image, dataset }: TaughtPicture, label: string): Promise<TaughtPicture> {
    await studio.labels.set({ dataset, images: [image], label });
    return known({ image, dataset, label }, await studio.labels.exclude({ dataset, images: [image], excluded: false }));
  }

  function known(taught: TaughtPicture, change: LabelChange): TaughtPicture {
    added.set(taught.dataset, [...of(taught.dataset), taught]);
    if (useProject().id === taught.dataset) useProject().applyLabels(change);
    return taught;
  }

  /** Leaves the picture out again: whatever was labelled since stays. @throws StudioCallError */
  async function takeBack({ image, dataset }: TaughtPicture): Promise<void> {
    const change = await studio.labels.exclude({ dataset, images: [image], excluded: true });
    added.set(dataset, of(dataset).filter((other) => other.image !== image));
    if (useProject().id === dataset) useProject().applyLabels(change);
  }

  /** What is trained from now on knows them. */
  function apply(event: StudioEvent): void {
    if (event.type === 'run' && event.run.state === 'queued') added.delete(event.run.dataset);
  }

  return { of, teach, teachAgain, takeBack, apply };
});
