const imageExtension = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|bmp|dib|avif)$/i;

/** Whether a name promises a picture of a kind that is read. */
export const hasImageExtension = (name: string): boolean => imageExtension.test(name);
