import { fireEvent } from '@testing-library/dom';
import { expect, test, vi } from 'vitest';
import { defineComponent, h, ref } from 'vue';
import { useToasts } from '../stores/toasts.ts';
import NumberField from '../components/NumberField.vue';
import { commands, useShortcuts } from '../window/commands.ts';
import { screen, settled, show } from '../testing/show.ts';
import { useNextStep } from '../window/next-step.ts';
import NextStep from './NextStep.vue';

const says = (step: Parameters<typeof useNextStep>[0]) =>
  defineComponent(() => {
    useNextStep(step);
    return () => null;
  });
const state = () => document.querySelector('[aria-live="polite"]')?.textContent;

test('the inmost step is said; with its component it goes; without one the room stays', async () => {
  const isInner = ref(true);
  const outer = says(() => ({ state: 'Outer.', action: null }));
  const inner = says(() => ({ state: 'Inner.', action: { label: 'Go on', run: () => (isInner.value = false) } }));
  const frame = await show({ setup: () => () => [h(outer), isInner.value ? h(inner) : null, h(NextStep)] });
  expect(screen().getByRole('region', { name: 'Next step' }).textContent).toContain('Inner.');
  screen().getByRole('button', { name: 'Go on' }).click();
  await settled();
  expect([state(), screen().queryByRole('button')]).toEqual(['Outer.', null]);
  frame.unmount();
  await show(NextStep);
  expect([screen().queryAllByRole('region').length, state()]).toEqual([1, '']);
});

test('the button waits for what it began, and what fails is told', async () => {
  const slow = Promise.withResolvers<void>();
  const page = says(() => ({ state: 'Ready.', action: { label: 'Train', run: () => slow.promise } }));
  await show({ setup: () => () => [h(page), h(NextStep)] });
  const button = screen().getByRole<HTMLButtonElement>('button', { name: 'Train' });
  button.click();
  await settled();
  expect(button.getAttribute('aria-disabled')).toBe('true');
  slow.reject(new Error('No room'));
  await settled();
  expect([button.getAttribute('aria-disabled'), useToasts().toasts.length]).toEqual([null, 1]);
});

test('one key does it on every page; what is being typed is given first, and what cannot be read is mended first', async () => {
  const run = vi.fn();
  const epochs = ref<number | null>(3);
  const page = says(() => ({ state: 'Ready.', action: { label: 'Train', run: () => run(epochs.value) } }));
  const field = () => h(NumberField, { label: 'Epochs', modelValue: epochs.value, 'onUpdate:modelValue': (value) => (epochs.value = value) });
  await show({
    setup() {
      useShortcuts();
      return () => [h(page), field(), h(NextStep)];
    },
  });
  const press = async (target: Element) => {
    fireEvent.keyDown(target, { key: 'Enter', ctrlKey: true });
    await settled();
  };
  await press(document.body);
  expect(run.mock.calls).toEqual([[3]]);
  const input = screen().getByLabelText<HTMLInputElement>('Epochs');
  input.focus();
  input.value = '40';
  await press(input);
  expect(run.mock.calls).toEqual([[3], [40]]);
  input.value = 'many';
  await press(input);
  expect(run).toHaveBeenCalledTimes(2);
  expect(document.activeElement).toBe(input);
});

test('where there is nothing to do next the key does nothing, and says so among the shortcuts', async () => {
  await show(NextStep);
  expect(commands.value.filter(({ id }) => id === 'next-step')).toEqual([]);
});
