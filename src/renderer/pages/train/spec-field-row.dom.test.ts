import { expect, test } from 'vitest';
import { setLanguage } from '../../locales/i18n.ts';
import { screen, settled, show } from '../../testing/show.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import NetField from './NetField.vue';
import SpecFieldRow from './SpecFieldRow.vue';
import { usualFields } from './spec-fields.ts';

test('again with one change: one stands at the field, at the network to train from nothing too', async () => {
  fakeProgram({ backbones: { nets: () => ['cifar_resnet20'] } });
  await show(NetField, {}, { at: '/projects/weeds/train?run=new&change=net' });
  expect(document.activeElement).toBe(screen().getByRole('combobox'));
});

const labels = () => [...screen().getByRole<HTMLSelectElement>('combobox').options].map(({ text }) => text.trim());

test('what the network sees is chosen in plain words, in both languages; other choices keep their terms', async () => {
  const field = (key: string) => usualFields().find((one) => one.key === key)!;
  const row = await show(SpecFieldRow, { field: field('fit') });
  expect(labels().slice(1)).toEqual(['the middle', 'the whole picture', 'squeezed']);
  await setLanguage('de');
  await settled();
  expect(labels().slice(1)).toEqual(['die Mitte', 'das ganze Bild', 'gestaucht']);
  await setLanguage('en');
  await row.set({ field: field('augment') });
  expect(labels().slice(1)).toEqual(['none', 'light', 'standard', 'strong', 'pad-crop']);
});
