import type { Session, WebContents } from 'electron';
import { isOwn } from './own-origin.ts';

export interface CameraPermission {
  /** The page's camera button was pressed: video is allowed to this page until it is loaded anew. */
  allow(contents: Pick<WebContents, 'id' | 'once'>): void;
}

/**
 * Electron grants every permission unless it is told otherwise. Here all are denied, asked for or looked up, but the camera's
 * picture (without sound) for our own page in its main frame, and only after its button.
 */
export function denyPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>,
): CameraPermission {
  const allowed = new Set<number>();
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? details.mediaTypes : undefined;
    const isVideoAlone = permission === 'media' && mediaTypes?.length === 1 && mediaTypes[0] === 'video';
    callback(isVideoAlone && details.isMainFrame && isOwn(details.requestingUrl) && allowed.has(contents.id));
  });
  session.setPermissionCheckHandler((contents, permission, requestingOrigin, details) => {
    const isVideo = permission === 'media' && details.mediaType === 'video';
    return isVideo && details.isMainFrame && isOwn(requestingOrigin) && contents !== null && allowed.has(contents.id);
  });
  return {
    allow(contents) {
      const { id } = contents;
      if (allowed.has(id)) return;
      allowed.add(id);
      contents.once('did-start-loading', () => allowed.delete(id));
      contents.once('destroyed', () => allowed.delete(id));
    },
  };
}
