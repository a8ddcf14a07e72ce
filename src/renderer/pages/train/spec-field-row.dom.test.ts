import { expect, test } from 'vitest';
import { setLanguage } from '../../locales/i18n.ts';
import { screen, settled, show } from '../../testing/show.ts';
import { fakeProgram } from '../../testing/fake-program.ts';
import type { AskedSize } from '../../../shared/image-sizes.ts';
import NetField from './NetField.vue';
import SizeField from './SizeField.vue';
import SpecFieldRow from './SpecFieldRow.vue';
import { usualFields } from './spec-fields.ts';

test('again with one change: one stands at the field, at the network to train from nothing too', async () => {
  fakeProgram({ backbones: { nets: () => ['cifar_resnet20'] } });
  await show(NetField, {}, { at: '/projects/weeds/train?run=new&change=net' });
  expect(document.activeElement).toBe(screen().getByRole('combobox'));
});

const labels = () => [...screen().getByRole<HTMLSelectElement>('combobox').options].map(({ text }) => text.trim());

test('choices are made in plain words, in both languages, their terms beside them', async () => {
  const field = (key: string) => usualFields().find((one) => one.key === key)!;
  const row = await show(SpecFieldRow, { field: field('fit') });
  expect(labels().slice(1)).toEqual(['the middle', 'the whole picture', 'squeezed']);
  await setLanguage('de');
  await settled();
  expect(labels().slice(1)).toEqual(['die Mitte', 'das ganze Bild', 'gestaucht']);
  await setLanguage('en');
  await row.set({ field: field('augment') });
  expect(labels().slice(1)).toEqual(['as they are (none)', 'flips, small crops (light)', 'flips, large crops (standard)', 'colours and gaps too (strong)', 'flips, small moves (pad-crop)']);
});

test('a picture’s size is a number; whether training begins with smaller ones is a plain choice, in both languages', async () => {
  let value: AskedSize | null = 224;
  const given = { label: 'Picture size', hint: null, error: null, unit: 'px', min: 32, max: 1024, placeholder: '', planned: null };
  const row = await show(SizeField, { ...given, modelValue: value, 'onUpdate:modelValue': (next: AskedSize | null) => (value = next) });
  const choose = async (start: string): Promise<void> => {
    const select = screen().getByRole<HTMLSelectElement>('combobox');
    select.value = start;
    select.dispatchEvent(new Event('change'));
    await row.set({ modelValue: value });
  };
  expect(labels()).toEqual(['no, one size throughout', 'grows from 128 to 224', 'grows from 160 to 224', 'grows from 192 to 224']);
  await choose('128');
  expect(value).toBe('128-224');
  expect(screen().getByRole<HTMLInputElement>('spinbutton').value).toBe('224');
  await setLanguage('de');
  await settled();
  expect(labels().slice(0, 2)).toEqual(['nein, durchweg eine Größe', 'wächst von 128 auf 224']);
  await setLanguage('en');
  await choose('');
  expect(value).toBe(224);
  // One that is not offered, as a pasted spec may have it.
  await row.set({ modelValue: '32-224' });
  expect(screen().getByRole<HTMLSelectElement>('combobox').value).toBe('32');
  // Nothing is asked: what the program chose can be grown to, and before it has there is no choice.
  await row.set({ modelValue: null });
  expect(screen().queryByRole('combobox')).toBeNull();
  await row.set({ planned: 64 });
  expect(labels()).toEqual(['no, one size throughout', 'grows from 32 to 64']);
});
