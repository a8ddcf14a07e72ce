/** The name of the window's small pictures among caches. */
export const thumbnailsName = 'thumbnails';
/** The name of all adaptations that were tried and not kept. */
export const triedName = 'tried';
