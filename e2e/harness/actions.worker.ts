import '../../src/trusted-types.ts';
import { createActionDetector } from '../../src/engine/action/client.ts';
import { type FrameReport, mintSafeFrame } from '../../src/engine/frame.ts';

export interface Request {
  readonly raw: ImageBitmap | null;
  readonly safe: ImageBitmap;
}

const words = (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) });

createActionDetector().then(
  (detector) => {
    self.onmessage = async ({ data: { raw, safe } }: MessageEvent<Request>) => {
      try {
        const frame = mintSafeFrame(safe, 7, reportOf(safe));
        const reading = raw ? detector.compare(frame, { source: raw, timestamp: 7 }) : detector.detect(frame);
        // As the engine does: both pictures are gone as soon as it was asked.
        raw?.close();
        safe.close();
        self.postMessage(await reading);
      } catch (error) {
        self.postMessage(words(error));
      }
    };
    self.postMessage({ ready: true });
  },
  (error: unknown) => self.postMessage(words(error)),
);

function reportOf(picture: ImageBitmap): FrameReport {
  return {
    covered: 'faces',
    reason: 'faces',
    faces: [],
    width: picture.width,
    height: picture.height,
    renderer: 'cpu',
    mode: 'mask',
    timing: { detect: 0, track: 0, render: 0, total: 0 },
  };
}
