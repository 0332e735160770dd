/** The safe picture in a small window of its own, over all others. Takes `SafeFrame`s only, through its track. */
import type { SafeFrame } from '../engine/safe/frame.ts';
import { createSafeTrack, type SafeTrack } from './safe-track.ts';

export function canPopOut(): boolean {
  return document.pictureInPictureEnabled === true;
}

export class PopOut {
  readonly #safe: SafeTrack = createSafeTrack();
  readonly #video = document.createElement('video');
  readonly #onClose: () => void;
  #closed = false;

  /** @param onClose called once, whether the page or the person closes it. */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = new MediaStream([this.#safe.track]);
    this.#video.addEventListener('leavepictureinpicture', () => this.close());
  }

  /** The picture stays the caller's. */
  write(frame: SafeFrame): void {
    this.#safe.write(frame);
  }

  /**
   * Opens the window, as soon as a picture was written; has to be called right after a click.
   * @throws DOMException when the browser refuses.
   */
  async open(): Promise<void> {
    await this.#video.play();
    await this.#video.requestPictureInPicture();
  }

  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    if (document.pictureInPictureElement === this.#video) {
      void document.exitPictureInPicture().catch(() => undefined);
    }
    this.#safe.stop();
    this.#video.srcObject = null;
    this.#onClose();
  }
}
