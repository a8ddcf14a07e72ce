import { StudioError } from '../../core/errors.ts';
import { createApi } from '../api/api.ts';
import type { Desk } from '../api/desk.ts';
import { receivePicture } from './camera-route.ts';
import { callErrorResponse, errorResponse, thrownResponse } from './error-response.ts';
import { exportResponse } from './export-route.ts';
import { imageResponse } from './image-route.ts';
import { createLaterAnswers } from './later-answers.ts';
import { limitBody } from './limited-body.ts';
import { finishedFileResponse, sampleResponse } from './made-file-routes.ts';
import { rendererResponse } from './renderer-files.ts';
import { callPrefix, findRoute } from './routes.ts';
import type { Route } from './routes.ts';
import { secure } from './security-headers.ts';
import { receiveUpload } from './upload-route.ts';

export interface DoorHandlerOptions {
  /** Where the built renderer lies, `out/renderer`. */
  readonly rendererFolder: string;
  /** Faults of ours, in words and with their stack; slow calls too where `verbose`. */
  readonly log: (line: string) => void;
  readonly verbose?: boolean;
}

/** A labelling call may name 200,000 pictures. */
export const callLimitBytes = 4_000_000;

/**
 * Answers everything a window asks for, the same behind HTTP and behind Electron's `app://studio/`. Who may ask is decided before:
 * the browser door checks token, Host and Origin, Electron its own session.
 */
export function createDoorHandler(desk: Desk, options: DoorHandlerOptions): (request: Request) => Promise<Response> {
  const { log, rendererFolder } = options;
  const api = createApi(desk, { log, verbose: options.verbose ?? false });
  const later = createLaterAnswers(desk.events);

  async function answerRoute(route: Route, request: Request): Promise<Response | null> {
    switch (route.kind) {
      case 'call':
        return answerCall(request);
      case 'later':
        if (request.method === 'GET') return later.collect(route.ticket);
        return later.giveUp(route.ticket) ? new Response(null, { status: 204 }) : null;
      case 'upload':
        return receiveUpload(desk.uploads, request);
      case 'camera':
        return receivePicture(desk, request, route.dataset);
      case 'export':
        return exportResponse(desk, route.id);
      case 'finished-file':
        return finishedFileResponse(desk.files, route.name);
      case 'sample':
        return sampleResponse(desk.samples, route.token, route.index);
      case 'image':
        return imageResponse(desk, request, route.image);
      case 'renderer':
        return rendererResponse(rendererFolder, route.segments);
    }
  }

  async function answerCall(request: Request): Promise<Response> {
    const type = request.headers.get('content-type');
    // Forms and plain text are what a foreign page may send without being asked first.
    if (type !== null && !/^application\/json\s*(;|$)/i.test(type)) {
      return callErrorResponse({ code: 'bad-usage', message: `A call takes JSON, not ${type}` }, 415);
    }
    return later.begin(limitBody(request, callLimitBytes), async (call) => {
      try {
        const response = await api.answer(call, callPrefix);
        if (response) return response;
      } catch (thrown) {
        // Its client may have gone with a ticket: an answer it is in any case.
        return thrownResponse(thrown, log);
      }
      return callErrorResponse({ code: 'not-found', message: `There is no call ${new URL(call.url).pathname}` });
    });
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const route = findRoute(pathname);
    if (!route) return notFound(pathname);
    if (!(route.methods as readonly string[]).includes(request.method)) {
      const message = `${pathname} does not take ${request.method}`;
      return errorResponse({ code: 'bad-usage', message }, 405, { allow: route.methods.join(', ') });
    }
    return (await answerRoute(route, request)) ?? notFound(pathname);
  }

  return async (request) => {
    try {
      return secure(await answer(request));
    } catch (thrown) {
      // Whatever broke because the client went away is no fault, and nobody reads the answer.
      const isGone = request.signal.aborted;
      return secure(thrownResponse(thrown, isGone ? () => undefined : log));
    }
  };
}

const notFound = (pathname: string): Response =>
  thrownResponse(new StudioError('not-found', `There is nothing at ${pathname.slice(0, 200)}`, { values: { kind: 'nothing-at-path', path: pathname.slice(0, 200) } }), () => undefined);
