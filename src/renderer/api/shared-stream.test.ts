import { expect, test } from 'vitest';
import { createSharedStream } from './shared-stream.ts';
import type { Follow, FromWindow, Port, ToWindow } from './shared-stream.ts';

function windowPort(): Port & { heard: string[]; isClosed: boolean; bye(): void } {
  let hear: ((message: MessageEvent<FromWindow>) => void) | null = null;
  const port = {
    heard: [] as string[],
    isClosed: false,
    addEventListener: (_: 'message', listener: typeof hear) => void (hear = listener),
    start: () => undefined,
    postMessage(message: ToWindow) {
      port.heard.push(message.type === 'state' ? message.state : message.event.type);
    },
    close() {
      port.isClosed = true;
    },
    bye: () => hear?.({ data: 'bye' } as MessageEvent<FromWindow>),
  };
  return port;
}

function followed() {
  const begun: Parameters<Follow>[0][] = [];
  return { stream: createSharedStream((hear) => void begun.push(hear)), begun };
}

test('any number of windows, one stream; each that joins asks for everything once', () => {
  const { stream, begun } = followed();
  const [first, second] = [windowPort(), windowPort()];
  stream.join(first);
  begun[0]!.onState('live');
  begun[0]!.onEvent({ type: 'reset' });
  stream.join(second);
  begun[0]!.onEvent({ type: 'backbones' });
  expect(begun).toHaveLength(1);
  expect(first.heard).toEqual(['live', 'reset', 'backbones']);
  expect(second.heard).toEqual(['live', 'reset', 'backbones']);
});

test('a window that says goodbye hears nothing more; the others do', () => {
  const { stream, begun } = followed();
  const [first, second] = [windowPort(), windowPort()];
  stream.join(first);
  stream.join(second);
  begun[0]!.onState('live');
  first.bye();
  begun[0]!.onEvent({ type: 'backbones' });
  expect(first.isClosed).toBe(true);
  expect(first.heard).toEqual(['live']);
  expect(second.heard).toEqual(['connecting', 'live', 'backbones']);
});

test('a window that joins while the connection is lost asks for everything once it is back', () => {
  const { stream, begun } = followed();
  const first = windowPort();
  stream.join(first);
  begun[0]!.onState('live');
  begun[0]!.onEvent({ type: 'reset' });
  begun[0]!.onState('lost');
  const late = windowPort();
  stream.join(late);
  begun[0]!.onState('live');
  begun[0]!.onEvent({ type: 'backbones' });
  expect(late.heard).toEqual(['lost', 'live', 'reset', 'backbones']);
  expect(first.heard).toEqual(['live', 'reset', 'lost', 'live', 'backbones']);
});

test('a stream that was refused begins anew with the next window, whose link may be a new one', () => {
  const { stream, begun } = followed();
  const [old, fresh] = [windowPort(), windowPort()];
  stream.join(old);
  begun[0]!.onState('refused');
  stream.join(fresh);
  expect(begun).toHaveLength(2);
  begun[1]!.onState('live');
  begun[1]!.onEvent({ type: 'reset' });
  expect(fresh.heard).toEqual(['live', 'reset']);
  expect(old.heard).toEqual(['refused', 'live', 'reset']);
});
