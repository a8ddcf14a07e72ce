import { shallowRef } from 'vue';
import type { ErrorDoorId, ErrorSubject } from '../words/error-doors.ts';

/** What each button of an error does; the frame says it. Null where there is no frame to do it in (the recovery page). */
export const errorDoorActs = shallowRef<Record<ErrorDoorId, (subject: ErrorSubject) => Promise<void>> | null>(null);
