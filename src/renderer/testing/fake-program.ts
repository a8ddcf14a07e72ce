import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import { expect, vi } from 'vitest';
import { contract } from '../../shared/contract/contract.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import type { WireError } from '../../shared/errors.ts';

type Inputs = InferContractRouterInputs<Contract>;
type Outputs = InferContractRouterOutputs<Contract>;
type Awaitable<T> = T | Promise<T>;
/** What the program answers, call by call; a function is asked with the call's input. */
export type Answers = {
  [Noun in keyof Inputs]?: {
    [Call in keyof Inputs[Noun] & keyof Outputs[Noun]]?: (input: Inputs[Noun][Call]) => Awaitable<Outputs[Noun][Call]>;
  };
};

export interface FakeProgram {
  /** What was asked, in order: `['labels.set', { … }]`. */
  readonly asked: [call: string, input: unknown][];
  /** What was asked of one call. */
  inputsOf(call: string): unknown[];
  /** From now on also answered so. */
  answer(more: Answers): void;
  /** Answers what is no call, such as an upload, by its path. */
  answerPath(path: string, respond: (request: Request) => Awaitable<Response>): void;
}

/** A failure as the program tells one. */
export const refusal = (error: WireError) =>
  new ORPCError(error.code, { status: 422, message: error.message, data: { field: error.field, hint: error.hint, values: error.values } });

/**
 * Stands in for the program at the edge of the window, the network: `fetch` of `/api`, and XMLHttpRequest, is answered by these functions, with the
 * contract's own reading of input and the real wire in between. A test that asks for what it has not answered fails.
 */
export function fakeProgram(answers: Answers = {}): FakeProgram {
  const table = new Map<string, (input: never) => unknown>();
  const asked: [string, unknown][] = [];
  const unanswered: string[] = [];
  const paths = new Map<string, (request: Request) => Awaitable<Response>>();
  const answer = (more: Answers): void => {
    for (const [noun, calls] of Object.entries(more)) {
      for (const [call, give] of Object.entries(calls)) table.set(`${noun}.${call}`, give as (input: never) => unknown);
    }
  };
  answer(answers);

  const handle = (path: string, input: unknown): unknown => {
    asked.push([path, input]);
    const give = table.get(path);
    if (give) return give(input as never);
    unanswered.push(path);
    throw refusal({ code: 'internal', message: `${path} is not answered in this test` });
  };
  const os = implement(contract) as unknown as Record<string, Record<string, { handler(answer: (call: { input: unknown }) => unknown): never }>>;
  const router = Object.fromEntries(
    Object.entries(contract).map(([noun, calls]) => [
      noun,
      Object.fromEntries(
        Object.keys(calls).map((call) => [call, os[noun]![call]!.handler(async ({ input }) => handle(`${noun}.${call}`, input))]),
      ),
    ]),
  );
  const handler = new RPCHandler(router as never);
  const respond = async (request: Request): Promise<Response> => {
    const own = paths.get(new URL(request.url).pathname);
    if (own) return own(request);
    const { response } = await handler.handle(request, { prefix: '/api', context: {} as never });
    return response ?? new Response('no such call', { status: 404 });
  };
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.href), init);
    const given = Promise.withResolvers<never>();
    (init?.signal ?? request.signal).addEventListener('abort', () => given.reject(new DOMException('given up', 'AbortError')));
    return Promise.race([respond(request), given.promise]);
  });
  vi.stubGlobal(
    'XMLHttpRequest',
    class extends EventTarget {
      readonly upload = new EventTarget();
      status = 0;
      responseText = '';
      #request: [method: string, url: string] = ['GET', ''];
      open(method: string, url: string) {
        this.#request = [method, url];
      }
      /** Half of it is there at once. */
      async send(body: Blob) {
        const [method, url] = this.#request;
        this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded: body.size / 2 }));
        const response = await respond(new Request(new URL(url, location.href), { method, body }));
        this.responseText = await response.text();
        this.status = response.status;
        this.dispatchEvent(new Event('load'));
      }
    },
  );
  current = { unanswered };
  return {
    asked,
    answer,
    answerPath: (path, respond) => void paths.set(path, respond),
    inputsOf: (call) => asked.filter(([path]) => path === call).map(([, input]) => input),
  };
}

let current: { unanswered: string[] } | null = null;

/** After each test. @throws where it asked for what was not answered */
export function endProgram(): void {
  const unanswered = current?.unanswered ?? [];
  current = null;
  expect(unanswered, 'calls that the test does not answer').toEqual([]);
}
