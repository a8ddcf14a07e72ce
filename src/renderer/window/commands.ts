import { useEventListener } from '@vueuse/core';
import { computed, onScopeDispose, shallowRef } from 'vue';
import type { Component } from 'vue';
import { matchKeys, takesText } from '../composables/shortcut.ts';

/** Something a person can do from the palette, by keys or from a menu. */
export interface Command {
  id: string;
  label: string;
  /** `['Ctrl+Enter']`, `['x', 'Delete']`, `['g 1']`; the first is shown. */
  keys?: readonly string[];
  icon?: Component;
  /** Heading in the palette and the sheet of shortcuts: the page's name; left out for commands of the whole window. */
  group?: string;
  /** Shown and obeyed only while this is true. */
  isAvailable?: () => boolean;
  /** Works while text is typed too; commands with Ctrl do anyway. */
  whileTyping?: boolean;
  run: () => unknown;
}

const sources = shallowRef<(() => readonly Command[])[]>([]);

/** All commands of what is open, those of pages before those of the window; also those that cannot be given now. */
export const knownCommands = computed(() => [...sources.value].reverse().flatMap((source) => source()));

export const isGivable = (command: Command): boolean => command.isAvailable?.() ?? true;

/** All commands that can be given now. */
export const commands = computed(() => knownCommands.value.filter(isGivable));

/** Adds commands for as long as the calling component lives. A function is followed when what it reads changes. */
export function useCommands(source: () => readonly Command[]): void {
  sources.value = [...sources.value, source];
  onScopeDispose(() => {
    sources.value = sources.value.filter((other) => other !== source);
  });
}

export function runCommand(id: string): boolean {
  const command = commands.value.find((other) => other.id === id);
  if (!command) return false;
  command.run();
  return true;
}

const secondKeyWithinMs = 1200;

/** Obeys the keys of all commands; called once, by the frame. A dialog that is open keeps all keys to itself. */
export function useShortcuts(): void {
  let pressed: KeyboardEvent[] = [];

  useEventListener(window, 'keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
    if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"][data-state="open"]')) return;
    const isTyping = takesText(event.target);
    const possible = commands.value.filter(
      (command) => !isTyping || command.whileTyping || command.keys?.some((keys) => keys.startsWith('Ctrl+')),
    );
    pressed = [...pressed.filter((before) => event.timeStamp - before.timeStamp < secondKeyWithinMs), event];
    let found = matchKeys(possible, pressed);
    if (!found.command && !found.isBegun && pressed.length > 1) {
      pressed = [event];
      found = matchKeys(possible, pressed);
    }
    if (!found.isBegun) pressed = [];
    if (!found.command || (isTyping && !event.ctrlKey && !event.metaKey && !found.command.whileTyping)) return;
    event.preventDefault();
    found.command.run();
  });
}
