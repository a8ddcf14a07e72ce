import { createPinia, setActivePinia } from 'pinia';
import { nextTick } from 'vue';
import { expect, test } from 'vitest';
import { useDraft } from './draft.ts';
import { useProject } from './project.ts';

test('every project has its own wish; a key that is given back is gone', () => {
  const draft = useDraft();
  draft.change({ epochs: 3 });
  expect(draft.spec).toEqual({});
  useProject().id = 'weeds';
  draft.change({ epochs: 3, freeze: 'head' });
  draft.change({ freeze: undefined, seed: 7 });
  expect(draft.spec).toStrictEqual({ epochs: 3, seed: 7 });
  useProject().id = 'shoes';
  expect(draft.spec).toEqual({});
  draft.replace({ batchSize: 8 });
  expect(draft.spec).toEqual({ batchSize: 8 });
  useProject().id = 'weeds';
  expect(draft.spec).toEqual({ epochs: 3, seed: 7 });
});

test('a window that is opened again remembers it', async () => {
  useProject().id = 'weeds';
  useDraft().change({ epochs: 5 });
  await nextTick();
  setActivePinia(createPinia());
  useProject().id = 'weeds';
  expect(useDraft().spec).toEqual({ epochs: 5 });
});
