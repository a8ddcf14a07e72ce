// The shared worker that holds the one stream of events for all windows of a browser.
import { followStudio } from './follow-studio.ts';
import { createSharedStream } from './shared-stream.ts';

const stream = createSharedStream((hear) => void followStudio(hear, new AbortController().signal));
addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port) stream.join(port);
});
