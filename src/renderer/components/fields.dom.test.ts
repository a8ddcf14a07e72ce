import { fireEvent } from '@testing-library/dom';
import { afterEach, expect, test } from 'vitest';
import type { Component } from 'vue';
import { setLanguage } from '../locales/i18n.ts';
import { screen, settled, show } from '../testing/show.ts';
import NumberField from './NumberField.vue';
import SegmentedControl from './SegmentedControl.vue';
import SelectField from './SelectField.vue';
import SliderField from './SliderField.vue';
import SwitchField from './SwitchField.vue';
import TextField from './TextField.vue';

afterEach(() => setLanguage('en'));

/** A field, and every value it gave. */
async function field(component: Component, props: Record<string, unknown>) {
  const given: unknown[] = [];
  const shown = await show(component, { ...props, 'onUpdate:modelValue': (value: unknown) => given.push(value) });
  return { given, set: shown.set };
}

test('a number is given when it is done, null where the field is emptied', async () => {
  const { given } = await field(NumberField, { label: 'Epochs', unit: 'times', modelValue: 3 });
  const input = screen().getByLabelText<HTMLInputElement>('Epochs');
  expect(input.value).toBe('3');
  for (const value of ['12', '', '0.5']) await fireEvent.change(input, { target: { value } });
  expect(given).toEqual([12, null, 0.5]);
  expect(screen().getByText('times')).toBeTruthy();
});

test.each([
  ['en', '0.001', '0,001'],
  ['de', '0,001', '0.001'],
] as const)('a number is shown and taken as %s writes it; what is pasted from elsewhere means what it meant', async (language, shown, foreign) => {
  await setLanguage(language);
  const { given, set } = await field(NumberField, { label: 'Rate', modelValue: 5 });
  const input = screen().getByRole<HTMLInputElement>('spinbutton', { name: 'Rate' });
  await set({ modelValue: 0.001 });
  expect(input.value).toBe(shown);
  await set({ modelValue: 5 });
  for (const value of [shown, foreign, '1,5', '1.5', '1e-4']) await fireEvent.change(input, { target: { value } });
  expect(given).toEqual([0.001, 0.001, 1.5, 1.5, 1e-4]);
  await set({ modelValue: 0.25 });
  expect(input.value).toBe(language === 'de' ? '0,25' : '0.25');
});

test('what may be a thousand times more is asked, not guessed; what is no number stays to be mended', async () => {
  await setLanguage('de');
  const { given } = await field(NumberField, { label: 'Anzahl', modelValue: 3 });
  const input = screen().getByRole<HTMLInputElement>('spinbutton', { name: 'Anzahl' });
  const description = () => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent;
  await fireEvent.change(input, { target: { value: '1.000' } });
  await settled();
  expect([description(), input.getAttribute('aria-invalid'), input.value]).toEqual(['Das kann 1 oder 1000 heißen: bitte eines davon schreiben.', 'true', '1.000']);
  await fireEvent.change(input, { target: { value: 'drei' } });
  await settled();
  expect(description()).toBe('Das ist keine Zahl.');
  expect(given).toEqual([]);
  await fireEvent.change(input, { target: { value: '1000' } });
  await settled();
  expect([given, input.getAttribute('aria-invalid')]).toEqual([[1000], null]);
});

test('arrow keys count by the step, within the ends', async () => {
  const { given } = await field(NumberField, { label: 'Part', min: 0, max: 0.2, step: 0.1, modelValue: 0.1 });
  const input = screen().getByLabelText('Part');
  await fireEvent.keyDown(input, { key: 'ArrowUp' });
  await fireEvent.keyDown(input, { key: 'ArrowDown' });
  expect(given).toEqual([0.2, 0]);
});

test('an error takes the place of the hint and belongs to the field', async () => {
  const { set } = await field(TextField, { label: 'Name', term: 'id', hint: 'Any name', modelValue: '' });
  const input = screen().getByLabelText('Name id');
  const description = () => document.getElementById(input.getAttribute('aria-describedby')!)?.textContent;
  expect([description(), input.getAttribute('aria-invalid')]).toEqual(['Any name', null]);
  await set({ error: 'It is taken' });
  expect([description(), input.getAttribute('aria-invalid'), screen().queryByText('Any name')]).toEqual(['It is taken', 'true', null]);
  await set({ error: null, hint: null });
  expect(input.getAttribute('aria-describedby')).toBeNull();
});

test('several lines where rows are asked for', async () => {
  const { given } = await field(TextField, { label: 'Note', rows: 4, modelValue: 'a' });
  const area = screen().getByLabelText<HTMLTextAreaElement>('Note');
  expect([area.tagName, area.getAttribute('rows')]).toEqual(['TEXTAREA', '4']);
  await fireEvent.input(area, { target: { value: 'a\nb' } });
  expect(given).toEqual(['a\nb']);
});

test('a choice keeps the type of its values', async () => {
  const options = [
    { value: 1, label: 'one' },
    { value: 2, label: 'two' },
  ];
  const { given } = await field(SelectField, { label: 'How many', options, modelValue: 1 });
  const select = screen().getByLabelText<HTMLSelectElement>('How many');
  select.selectedIndex = 1;
  await fireEvent.change(select);
  expect(given).toEqual([2]);
});

test('one of a few: what was clicked may mean one of the others, and the mark goes back', async () => {
  const options = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ];
  const { given, set } = await field(SegmentedControl, { label: 'Size', options, modelValue: 'a' });
  const radio = (name: string) => screen().getByRole<HTMLInputElement>('radio', { name });
  radio('B').click();
  await settled();
  expect([given, radio('A').checked, radio('B').checked]).toEqual([['b'], true, false]);
  await set({ modelValue: 'b' });
  expect([radio('A').checked, radio('B').checked]).toEqual([false, true]);
});

test('a slider says in words what its number means', async () => {
  const { given, set } = await field(SliderField, { label: 'Part', min: 0, max: 50, shown: '20%, about 6', modelValue: 20 });
  const slider = screen().getByRole<HTMLInputElement>('slider', { name: 'Part' });
  expect([slider.getAttribute('aria-valuetext'), slider.style.getPropertyValue('--part')]).toEqual(['20%, about 6', '40%']);
  await fireEvent.input(slider, { target: { value: '25' } });
  expect(given).toEqual([25]);
  await set({ min: 5, max: 5, modelValue: 5 });
  expect(slider.style.getPropertyValue('--part')).toBe('0%');
});

test('a switch is on or off at once', async () => {
  const { given } = await field(SwitchField, { label: 'Show all', hint: '3 are hidden', modelValue: false });
  const input = screen().getByRole('switch', { name: 'Show all' });
  expect(document.getElementById(input.getAttribute('aria-describedby')!)?.textContent).toBe('3 are hidden');
  input.click();
  expect(given).toEqual([true]);
});
