import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallStudio } from '../../../../test/small-studio.ts';
import type { SmallStudio } from '../../../../test/small-studio.ts';
import type { StudioEvent } from '../../../shared/contract/events.ts';
import { setLabel } from '../../datasets/labels/labels.ts';
import { removeDataset } from '../../datasets/known/remove-dataset.ts';
import type { EventHub } from '../../events/event-hub.ts';
import { updateDataset } from '../../store/datasets.ts';
import { openStudio } from '../../studio.ts';
import type { Studio } from '../../studio.ts';
import { watchOtherPrograms } from './other-programs.ts';

let small: SmallStudio;
let terminal: Studio;
beforeAll(async () => {
  small = await openSmallStudio([4, 4]);
  terminal = openStudio({ dataDir: small.studio.folder.root });
});
afterAll(() => {
  terminal.close();
  small.close();
});

test('labels, a name and a removal by another program are told once; nothing is told where nothing changed', () => {
  const told: StudioEvent[] = [];
  const hub = { publish: (event: StudioEvent) => void told.push(event) } as unknown as EventHub;
  const { look } = watchOtherPrograms(small.studio, hub, () => false);
  const { id } = small.dataset.dataset;
  const heard = () => {
    look();
    return told.splice(0);
  };
  const changed = [{ type: 'dataset', dataset: id, news: null }];
  expect(heard()).toEqual([]);
  setLabel(terminal.db, id, [small.dataset.images[0]!.id], 'class-1');
  expect(heard()).toEqual(changed);
  expect(heard()).toEqual([]);
  updateDataset(terminal.db, id, { name: 'another name' });
  expect(heard()).toEqual(changed);
  removeDataset(terminal.db, id);
  expect(heard()).toEqual([{ type: 'dataset-removed', dataset: id }]);
});
