import { onScopeDispose, ref, shallowRef } from 'vue';
import { electronDoor } from '../api/door.ts';

/** The camera, from the button on until it is stopped or the page goes. `show` is the element that its picture is drawn in. */
export function useCamera(show: () => HTMLVideoElement | null) {
  const isOn = ref(false);
  /** Why there is no picture, as the browser says it. */
  const refusal = shallowRef<string | null>(null);
  let stream: MediaStream | null = null;

  /** Only to be called from a button: that is when Electron and browsers allow it. */
  async function start(): Promise<void> {
    stop();
    refusal.value = null;
    try {
      if (electronDoor && !(await electronDoor.requestCamera()))
        throw new DOMException('Permission denied', 'NotAllowedError');
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 960 } } });
      const video = show();
      if (!video) return stop();
      video.srcObject = stream;
      await video.play();
      isOn.value = true;
    } catch (failure) {
      stop();
      refusal.value = failure instanceof Error ? failure.message : String(failure);
    }
  }

  function stop(): void {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    isOn.value = false;
  }

  /** What the camera sees now, as a JPEG. */
  async function picture(): Promise<Blob> {
    const video = show();
    if (!video || video.videoWidth === 0) throw new Error('The camera shows nothing yet');
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    return new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be written'))),
        'image/jpeg',
        0.92,
      );
    });
  }

  onScopeDispose(stop);
  return { isOn, refusal, start, stop, picture };
}
