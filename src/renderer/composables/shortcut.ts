/** One press of a key with what is held: `Ctrl+Enter`, `Shift+ArrowLeft`, `?`. `Ctrl` means Command on a Mac. */
export interface Press {
  key: string;
  ctrl: boolean;
  alt: boolean;
  /** Null for signs such as `?`, where the keyboard decides whether Shift is needed. */
  shift: boolean | null;
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** `Ctrl+K` -> one press, `g 1` -> two. */
export function parseKeys(keys: string): Press[] {
  return keys.split(' ').map((text) => {
    const parts = text === '+' ? ['+'] : text.split('+');
    const key = parts.at(-1)!;
    const held = new Set(parts.slice(0, -1));
    const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
    return {
      key: key.length === 1 ? key.toLowerCase() : key,
      ctrl: held.has('Ctrl'),
      alt: held.has('Alt'),
      shift: isSign && !held.has('Shift') ? null : held.has('Shift'),
    };
  });
}

type KeyLike = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

export function isPressed(press: Press, event: KeyLike, mac = isMac): boolean {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const command = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  return (
    key === press.key &&
    command === press.ctrl &&
    !other &&
    event.altKey === press.alt &&
    (press.shift === null || event.shiftKey === press.shift)
  );
}

const signs: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Escape: 'Esc',
};

/** As it is printed on this computer's keys, one string a press; `named` is what a key with a name is called in the window's language. */
export function shownKeys(keys: string, mac: boolean, named: (key: string) => string): string[] {
  return keys.split(' ').map((text) => {
    const parts = text === '+' ? ['+'] : text.split('+');
    const names = parts.map((part) => {
      if (mac && part === 'Ctrl') return '⌘';
      if (mac && part === 'Alt') return '⌥';
      if (mac && part === 'Shift') return '⇧';
      return signs[part] ?? (part.length === 1 ? part.toUpperCase() : named(part));
    });
    return names.join(mac ? '' : '+');
  });
}

/** Whether typing goes into this element, so that plain letters are no commands. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button', 'submit', 'file'].includes(target.type)
  );
}

/** Finds what a row of presses means; `pending` are the presses that may still begin something longer. */
export function matchKeys<Command extends { keys?: readonly string[] }>(
  commands: readonly Command[],
  pressed: readonly KeyLike[],
  mac = isMac,
): { command: Command | null; isBegun: boolean } {
  let isBegun = false;
  for (const command of commands) {
    for (const keys of command.keys ?? []) {
      const presses = parseKeys(keys);
      if (presses.length < pressed.length) continue;
      if (!pressed.every((event, index) => isPressed(presses[index]!, event, mac))) continue;
      if (presses.length === pressed.length) return { command, isBegun: false };
      isBegun = true;
    }
  }
  return { command: null, isBegun };
}
