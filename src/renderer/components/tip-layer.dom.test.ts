import { expect, test, vi } from 'vitest';
import { h, ref, withDirectives } from 'vue';
import { later, screen, settled, show } from '../testing/show.ts';
import DialogWindow from './DialogWindow.vue';
import IconButton from './IconButton.vue';
import { vTip } from './tip.ts';
import WhyMark from './WhyMark.vue';

const shown = () => screen().queryByRole('tooltip')?.textContent.trim() ?? null;
const over = (element: Element, pointerType = 'mouse') => element.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType }));
const down = (element: Element, pointerType = 'mouse') => element.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType }));
const press = (key: string) => document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

test('a mark says more when it is pressed, and nothing any more when it is pressed again', async () => {
  await show(WhyMark, { about: 'groups', text: 'Whole groups are counted.' });
  const mark = screen().getByRole('button', { name: 'More about “groups”' });
  expect(mark.getAttribute('aria-description')).toBe('Whole groups are counted.');
  mark.click();
  await settled();
  expect(shown()).toBe('Whole groups are counted.');
  mark.click();
  await settled();
  expect(shown()).toBe(null);
});

test('what is reached by keys says its words at once, and no more when it is left', async () => {
  await show(IconButton, { icon: 'i', label: 'Show inspector', keys: 'Ctrl+I' });
  const button = screen().getByRole('button', { name: 'Show inspector' });
  button.focus();
  await settled();
  expect(shown()).toBe('Show inspectorCtrl+I');
  // It is its name already.
  expect(button.getAttribute('aria-description')).toBe(null);
  button.blur();
  await settled();
  expect(shown()).toBe(null);
});

test('the pointer waits for it, and may go onto it', async () => {
  await show(WhyMark, { about: 'groups', text: 'Whole groups are counted.' });
  over(screen().getByRole('button'));
  await settled();
  expect(shown()).toBe(null);
  await later(450);
  expect(shown()).toBe('Whole groups are counted.');
  over(document.body);
  over(screen().getByRole('tooltip'));
  await later(250);
  expect(shown()).toBe('Whole groups are counted.');
  over(document.body);
  await later(250);
  expect(shown()).toBe(null);
});

test('a finger that stays gets the words; one that goes does not', async () => {
  await show(IconButton, { icon: 'i', label: 'Undo' });
  const button = screen().getByRole('button');
  down(button, 'touch');
  button.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, pointerType: 'touch' }));
  await later(550);
  expect(shown()).toBe(null);
  down(button, 'touch');
  await later(550);
  expect(shown()).toBe('Undo');
});

test('Escape ends what was asked for and nothing else; the next one closes the window around it', async () => {
  const isOpen = ref(true);
  await show({ render: () => h(DialogWindow, { open: isOpen.value, 'onUpdate:open': (open: boolean) => void (isOpen.value = open), title: 'Groups' }, () => h(WhyMark, { about: 'groups', text: 'Whole groups are counted.' })) });
  const mark = screen().getByRole('button', { name: 'More about “groups”' });
  mark.focus();
  mark.click();
  await settled();
  press('Escape');
  await settled();
  expect([shown(), isOpen.value]).toEqual([null, true]);
  press('Escape');
  await settled();
  expect(isOpen.value).toBe(false);
});

test('text that has no room is said whole beside what it is pressed with; what has room is not', async () => {
  await show({ render: () => h('button', [h('span', { 'data-cut': '' }, 'Phalaenopsis amabilis')]) });
  const button = screen().getByRole('button');
  button.focus();
  await settled();
  expect(shown()).toBe(null);
  button.blur();
  vi.spyOn(HTMLElement.prototype, 'scrollWidth', 'get').mockReturnValue(200);
  button.focus();
  await settled();
  expect(shown()).toBe('Phalaenopsis amabilis');
});

test('words that change while they are shown are shown so, and go with their thing', async () => {
  const words = ref<string | null>('3 wait');
  const isThere = ref(true);
  await show({ render: () => (isThere.value ? withDirectives(h('button', 'Runs'), [[vTip, words.value]]) : h('p')) });
  screen().getByRole('button').focus();
  await settled();
  words.value = '2 wait';
  await settled();
  expect(shown()).toBe('2 wait');
  isThere.value = false;
  await settled();
  expect(shown()).toBe(null);
});
