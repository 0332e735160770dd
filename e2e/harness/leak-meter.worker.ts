import { messageOf } from '../../src/base/errors.ts';
import '../../src/base/trusted-types.ts';
import { createLeakMeter } from '../../src/engine/meters/leak/client.ts';
import { type FrameReport, mintSafeFrame } from '../../src/engine/safe/frame.ts';
import { rgbaOf } from '../../src/engine/safe/pixels.ts';
import type { Cover } from './leak-meter.ts';

interface Request {
  readonly raw: ImageBitmap | VideoFrame;
  readonly safe: ImageBitmap;
  readonly covers: readonly Cover[];
  readonly whole: boolean;
}

const words = (error: unknown) => ({ error: messageOf(error) });

createLeakMeter().then(
  (meter) => {
    self.onmessage = async ({ data }: MessageEvent<Request>) => {
      const { raw, safe, covers, whole } = data;
      try {
        const frame = { source: raw, timestamp: 7 };
        // The detector has read the frame by then.
        await rgbaOf(frame);
        const reading = meter.examine(frame, mintSafeFrame(safe, 7, reportOf(safe, covers, whole)));
        // As the engine does: both pictures are gone as soon as `examine` has returned.
        raw.close();
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

function reportOf(picture: ImageBitmap, covers: readonly Cover[], whole: boolean): FrameReport {
  return {
    covered: whole ? 'whole' : 'faces',
    reason: whole ? 'no-face' : 'faces',
    faces: covers.map((cover, index) => ({ id: index + 1, verdict: 'confirmed', state: 'seen', ...cover })),
    width: picture.width,
    height: picture.height,
    renderer: 'cpu',
    mode: 'mask',
    timing: { detect: 0, track: 0, render: 0, total: 0 },
  };
}
