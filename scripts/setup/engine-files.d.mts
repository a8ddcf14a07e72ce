export function writeCard(folder: string, card: object): Promise<void>;
export function readCard(folder: string): object | undefined;
