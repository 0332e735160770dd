import { messageOf } from '../../src/base/errors.ts';
import '../../src/base/trusted-types.ts';
import { createFaceDetector } from '../../src/engine/detect/index.ts';
import type { Look } from './detect.ts';

const words = (error: unknown) => ({ error: messageOf(error) });

createFaceDetector().then(
  (detector) => {
    self.onmessage = async ({
      data,
    }: MessageEvent<'close' | { source: ImageBitmap | VideoFrame; look: Look | 'bodies' }>) => {
      if (data === 'close') {
        detector.close();
        self.postMessage({ closed: true });
        return;
      }
      const { source, look } = data;
      const began = performance.now();
      try {
        const frame = { source, timestamp: 0 };
        if (look === 'bodies') {
          self.postMessage({ bodies: await detector.bodies?.(frame) });
          return;
        }
        const { asVideoFrame: _, ...how } = look;
        const detections = await detector.detect({ frame, ...how });
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
