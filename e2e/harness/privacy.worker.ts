import { messageOf } from '../../src/base/errors.ts';
import '../../src/base/trusted-types.ts';
import { createFaceDetector } from '../../src/engine/detect/index.ts';
import { createPrivacyMeter } from '../../src/engine/meters/privacy/client.ts';
import type { ModeChoice } from '../../src/engine/modes/mode.ts';
import { Pipeline } from '../../src/engine/pipeline.ts';
import { createCpuRenderer } from '../../src/engine/render/cpu/renderer.ts';
import { mintSafeFrame } from '../../src/engine/safe/frame.ts';
import { DEFAULT_SETTINGS } from '../../src/engine/settings.ts';

export interface Request {
  readonly raw: ImageBitmap;
  readonly mode: ModeChoice;
  /** Taken instead of what the mode makes of `raw`. */
  readonly instead: ImageBitmap | null;
}

const words = (error: unknown) => ({ error: messageOf(error) });

Promise.all([createFaceDetector(), createPrivacyMeter()]).then(
  ([detector, meter]) => {
    const renderer = createCpuRenderer();
    self.onmessage = async ({ data: { raw, mode, instead } }: MessageEvent<Request>) => {
      try {
        const pipeline = new Pipeline();
        pipeline.configure({ ...DEFAULT_SETTINGS, views: [{ mode: instead ? 'mask' : mode }] });
        const frame = { source: raw, timestamp: 7 };
        const { frames, faces } = await pipeline.process(frame, { detector, renderer });
        const [drawn] = frames;
        if (!drawn) {
          throw new Error('no frame came out');
        }
        const safe = instead ? mintSafeFrame(instead, 7, { ...drawn.report, mode: 'none' }) : drawn;
        const reading = meter.examine(frame, safe, faces);
        // As the engine does: both pictures are gone as soon as `examine` has returned.
        raw.close();
        safe.picture.close();
        self.postMessage({ reading: await reading, faces: faces.length });
      } catch (error) {
        self.postMessage(words(error));
      }
    };
    self.postMessage({ ready: true });
  },
  (error: unknown) => self.postMessage(words(error)),
);
