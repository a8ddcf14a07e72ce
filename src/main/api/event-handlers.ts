import { os } from './implement.ts';

export const eventHandlers = {
  subscribe: os.events.subscribe.handler(({ context: { events }, input: { after }, signal }) =>
    events.subscribe({ after, signal }),
  ),
};
