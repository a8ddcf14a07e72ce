import { alikeJobSchema, type AlikeResult } from './alike-job.ts';
import { foldsJobSchema, type FoldsResult } from './folds-job.ts';
import { nextJobSchema, type NextResult } from './next-job.ts';
import { unseenJobSchema, type UnseenResult } from './unseen-job.ts';

/** What the engine process is asked about features that are known already. */
export const featureJobSchemas = [foldsJobSchema, unseenJobSchema, nextJobSchema, alikeJobSchema] as const;
export type FeatureJobResult = FoldsResult | UnseenResult | NextResult | AlikeResult;
