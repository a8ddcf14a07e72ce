/** What sentences call a run of this number: `3 "first try"`, `3` of one without a name (`store/run-called.ts`), ready for a line. */
export type RunsCalled = (run: number) => string;
