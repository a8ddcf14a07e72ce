import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/contract.ts';
import type { Desk } from './desk.ts';

/** Where every answer of the contract begins; a handler gets the desk as its context. */
export const os = implement(contract).$context<Desk>();
