/** The engine alone, without the page: a camera in, safe frames on a canvas, everything it says in `window.harness`. */
import '../../src/base/trusted-types.ts';
import { createEngine, type EngineHandle, type Trouble } from '../../src/engine/link/client.ts';
import { openEngineWorker } from '../../src/engine/link/open-worker.ts';
import type { LeakReading } from '../../src/engine/meters/leak/meter.ts';
import type { PrivacyReading } from '../../src/engine/meters/privacy/meter.ts';
import type { FrameReport } from '../../src/engine/safe/frame.ts';
import type { EngineSettings } from '../../src/engine/settings.ts';
import { completeSettings } from '../../src/engine/settings.ts';
import type { EngineState } from '../../src/engine/state.ts';
import { CanvasSink } from '../../src/media/canvas-sink.ts';

export interface Harness {
  engine: EngineHandle;
  track: MediaStreamTrack | null;
  frames: number;
  dropped: number;
  reports: FrameReport[];
  states: EngineState[];
  readings: LeakReading[];
  likenesses: PrivacyReading[];
  troubles: (Trouble | null)[];
  start(settings?: Partial<EngineSettings>, constraints?: MediaTrackConstraints): Promise<void>;
  configure(settings: Partial<EngineSettings>): void;
  /** RGBA of the stage as it is now. */
  pixels(): { width: number; height: number; data: Uint8ClampedArray };
}

const canvas = document.querySelector('canvas') as HTMLCanvasElement;
const sink = new CanvasSink(canvas);

const harness: Harness = {
  engine: null as unknown as EngineHandle,
  track: null,
  frames: 0,
  dropped: 0,
  reports: [],
  states: [],
  readings: [],
  likenesses: [],
  troubles: [],
  async start(settings = {}, constraints = { width: 640, height: 480 }) {
    harness.engine ??= createEngine(openEngineWorker, completeSettings(settings), {
      onFrame(view, frame) {
        if (view === 0) {
          harness.frames += 1;
          harness.reports.push(frame.report);
          sink.draw(frame);
        } else {
          frame.picture.close();
        }
      },
      onState: (state) => harness.states.push(state),
      onLeak: (reading) => harness.readings.push(reading),
      onPrivacy: (reading) => harness.likenesses.push(reading),
      onDropped: (count) => {
        harness.dropped += count;
      },
      onTrouble: (trouble) => harness.troubles.push(trouble),
    });
    const stream = await navigator.mediaDevices.getUserMedia({ video: constraints });
    harness.track = stream.getVideoTracks()[0] ?? null;
    if (harness.track) {
      await harness.engine.start(harness.track);
    }
  },
  configure(settings) {
    harness.engine.configure(completeSettings(settings));
  },
  pixels() {
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(canvas, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { width, height, data };
  },
};

(globalThis as unknown as { harness: Harness }).harness = harness;
