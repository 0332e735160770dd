/** The library's entry: no React, no page. Its public face is `guise.d.ts`, which the types below are held to. */
import { createEngine, type EngineHandle } from '../engine/link/client.ts';
import type { EngineSettings } from '../engine/link/protocol.ts';
import type { ModeId } from '../engine/modes/mode.ts';
import type { SafeFrame } from '../engine/safe/frame.ts';
import { completeSettings } from '../engine/settings.ts';
import { createSafeTrack, type SafeTrack } from '../media/safe-track.ts';
import type { AnonymizedTrack, AnonymizeOptions, GuiseMode, GuiseProcessor, TrackReport } from './guise.d.ts';

type Public = typeof import('./guise.d.ts');

export const anonymizeTrack: Public['anonymizeTrack'] = async (
  track,
  options = {},
): Promise<AnonymizedTrack> => {
  assertVideo(track);
  const anonymizer = new TrackAnonymizer(options);
  try {
    await anonymizer.start(track);
  } catch (error) {
    anonymizer.stop();
    throw error;
  }
  return {
    track: anonymizer.track,
    stop: () => anonymizer.stop(),
    report: () => anonymizer.report(),
  };
};

export const guiseProcessor: Public['guiseProcessor'] = (options = {}): GuiseProcessor => {
  let anonymizer: TrackAnonymizer | null = null;
  const processor: GuiseProcessor = {
    name: 'guise',
    async init({ track }) {
      assertVideo(track);
      anonymizer?.stop();
      anonymizer = new TrackAnonymizer(options);
      // Set before anything is awaited: a processor without a track would have LiveKit publish the camera itself.
      processor.processedTrack = anonymizer.track;
      await anonymizer.start(track);
    },
    async restart({ track }) {
      assertVideo(track);
      await (anonymizer ? anonymizer.start(track) : processor.init({ track }));
    },
    async destroy() {
      anonymizer?.stop();
      anonymizer = null;
    },
    report: () => anonymizer?.report() ?? null,
  };
  return processor;
};

/** One engine and one safe track; cameras may be changed behind it. */
class TrackAnonymizer {
  readonly #safe: SafeTrack;
  readonly #engine: EngineHandle;
  readonly #options: AnonymizeOptions;
  #counts = { frames: 0, coveredWhole: 0, dropped: 0 };
  #leaks = { readings: 0, bareFaces: 0 };

  constructor(options: AnonymizeOptions) {
    this.#options = options;
    this.#safe = createSafeTrack();
    this.#engine = createEngine(settingsOf(options), {
      onFrame: (view, frame) => {
        if (view === 0) {
          this.#take(frame);
        }
        frame.picture.close();
      },
      onState: ({ notices }) => {
        const failed = notices.find(({ code }) => code === 'model-corrupt' || code === 'detector-failed');
        if (failed) {
          options.onTrouble?.(failed.words);
        }
      },
      onLeak: ({ bareFaces }) => {
        this.#leaks = {
          readings: this.#leaks.readings + 1,
          bareFaces: this.#leaks.bareFaces + bareFaces,
        };
      },
      onDropped: (count) => {
        this.#counts.dropped += count;
      },
      onTrouble: (trouble) => {
        options.onTrouble?.(trouble?.words ?? null);
        if (trouble?.code === 'source-ended') {
          this.#safe.stop();
        }
      },
    });
  }

  get track(): MediaStreamTrack {
    return this.#safe.track;
  }

  start(track: MediaStreamTrack): Promise<void> {
    return this.#engine.start(track);
  }

  stop(): void {
    this.#engine.close();
    this.#safe.stop();
  }

  report(): TrackReport {
    return { ...this.#counts, leaks: this.#leaks };
  }

  #take(frame: SafeFrame): void {
    const { covered, reason, faces } = frame.report;
    this.#safe.write(frame);
    this.#counts.frames += 1;
    this.#counts.coveredWhole += covered === 'whole' ? 1 : 0;
    this.#options.onFrame?.({ timestamp: frame.timestamp, covered, reason, faces: faces.length });
  }
}

function settingsOf(options: AnonymizeOptions): EngineSettings {
  const mode: ModeId = options.mode ?? 'mask';
  return completeSettings({
    ...options,
    views: [{ mode }],
    values: { [mode]: options.values ?? {} },
    auditRate: options.leakReadings ?? 0,
  });
}

function assertVideo(track: MediaStreamTrack): void {
  if (track?.kind !== 'video') {
    throw new TypeError('anonymizeTrack wants a video track.');
  }
}

/** Fails to compile when the engine has a mode that `guise.d.ts` does not name. */
export type AllModesAreNamed = ModeId extends GuiseMode ? true : never;
const allModesAreNamed: AllModesAreNamed = true;
void allModesAreNamed;
