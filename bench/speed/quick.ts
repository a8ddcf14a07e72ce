export const quickRow = async (_: boolean): Promise<void> => { await Promise.resolve(); };
