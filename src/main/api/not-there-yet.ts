import { isContractProcedure } from '@orpc/contract';
import type { AnyContractRouter } from '@orpc/contract';
import { StudioError } from '../../core/errors.ts';

/** Answers for a noun of the contract that nobody has written yet: each says so. */
export function notThereYet<T>(noun: string, calls: AnyContractRouter, implementer: T): never {
  const answers = Object.entries(calls).map(([verb, procedure]) => {
    if (!isContractProcedure(procedure)) throw new Error(`${noun}.${verb} is no call`);
    const one = (implementer as Record<string, { handler(answer: () => never): unknown }>)[verb]!;
    const refuse = () => {
      throw new StudioError('internal', `${noun}.${verb} is not built yet`);
    };
    return [verb, one.handler(refuse)];
  });
  return Object.fromEntries(answers) as never;
}
