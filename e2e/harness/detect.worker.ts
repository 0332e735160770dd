import '../../src/trusted-types.ts';
import { box, type FramePx } from '../../src/base/geometry.ts';
import { ASSETS } from '../../src/engine/detect/assets.ts';
import { createFaceDetector } from '../../src/engine/detect/index.ts';
import type { Look } from './detect.ts';

const words = (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) });

createFaceDetector(ASSETS).then(
  (detector) => {
    self.onmessage = async ({
      data,
    }: MessageEvent<'close' | { source: ImageBitmap | VideoFrame; look: Look }>) => {
      if (data === 'close') {
        detector.close();
        self.postMessage({ closed: true });
        return;
      }
      const { source, look } = data;
      const began = performance.now();
      try {
        const detections = await detector.detect({
          frame: { source, timestamp: 0 },
          effort: look.effort,
          regions: (look.regions ?? []).map((r) => ({
            box: box<FramePx>(r.x, r.y, r.width, r.height),
            roll: r.roll,
          })),
        });
        self.postMessage({ detections, duration: performance.now() - began });
      } catch (error) {
        self.postMessage(words(error));
      } finally {
        source.close();
      }
    };
    self.postMessage({ ready: true });
  },
  (error: unknown) => self.postMessage(words(error)),
);
