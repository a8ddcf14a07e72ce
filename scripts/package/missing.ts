/** Something that this machine lacks; its message is a sentence of what and what to do. */
export class Missing extends Error {}

export const say = (line: string): void => console.error(line);
