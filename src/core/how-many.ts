/** "1 tensor", "3 pictures", "2 classes": a count in a sentence of the core. */
export const howMany = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
