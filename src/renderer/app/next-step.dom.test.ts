import { expect, test } from 'vitest';
import { defineComponent, h, ref } from 'vue';
import { useToasts } from '../stores/toasts.ts';
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
