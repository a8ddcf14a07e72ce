import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/contract/contract.ts';
import { laterHeader } from '../../shared/later-answers.ts';
import { StudioCallError, toCallError } from './call-error.ts';
import { laterAnswer } from './later-answers.ts';

/**
 * All of the program that a window sees: `await studio.datasets.list()`. A call that fails throws a {@link StudioCallError}.
 * The same URLs answer in both doors (http://127.0.0.1:<port>/api and app://studio/api).
 */
export type StudioClient = ContractRouterClient<Contract>;

const link = new RPCLink({
  url: () => new URL('/api', location.href).href,
  headers: { [laterHeader]: '1' },
  fetch: async (request, init) => {
    const response = await fetch(request, { ...init, credentials: 'same-origin' });
    if (response.status === 401 || response.status === 403) {
      throw new StudioCallError('refused', await refusal(response));
    }
    const ticket = response.headers.get(laterHeader);
    return ticket === null ? response : laterAnswer(ticket, request.signal);
  },
  interceptors: [
    async (options) => {
      try {
        return await options.next();
      } catch (error) {
        throw toCallError(error);
      }
    },
  ],
});

export const studio: StudioClient = createORPCClient(link);

async function refusal(response: Response): Promise<string> {
  const text = (await response.text()).slice(0, 500);
  return text.startsWith('{')
    ? `${response.status} ${response.statusText}`
    : text || `${response.status} ${response.statusText}`;
}
