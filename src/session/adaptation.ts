/** "Adapt to my face" in words and numbers, for the page. */
import type { AdaptReport, Fault } from '../engine/adapt/report.ts';
import type { AdaptPhase, AdaptStatus } from '../engine/adapt/status.ts';

export interface AdaptWords {
  readonly text: string;
  /** 0..1 of what is under way; null when it cannot be said or nothing is. */
  readonly share: number | null;
  readonly busy: boolean;
  /** Something went wrong that a person should see at once. */
  readonly alarm: boolean;
}

const FAULTS: Readonly<Record<Fault, string>> = {
  'no-gain': 'the recogniser found you hardly less alike',
  'too-far': 'the face moved too far from the learned one',
  'structure-lost': 'the face lost its shape',
  'labels-lost': 'actions were no longer recognised',
  broken: 'it went astray',
};

const HINTS = {
  'no-face': 'Waiting for your face.',
  'several-faces': 'Waiting until you are alone in the picture: only your own face is learned from.',
};

export function adaptWords({ now, kept, dropped }: AdaptStatus): AdaptWords {
  const words = phaseWords(now);
  if (now.phase !== 'idle') {
    return words;
  }
  return { ...words, text: kept ? keptWords(kept.report) : (dropped ?? '') };
}

function phaseWords(now: AdaptPhase): AdaptWords {
  const idle = { text: '', share: null, busy: false, alarm: false };
  switch (now.phase) {
    case 'idle':
      return idle;
    case 'collecting':
      return {
        ...idle,
        text: `${now.hint ? HINTS[now.hint] : 'Looking at you. Move your head a little.'} ${now.done} of ${now.total} pictures.`,
        share: now.done / now.total,
        busy: true,
      };
    case 'loading':
      return { ...idle, text: 'Loading the networks.', busy: true };
    case 'learning': {
      const { step, steps, secondsLeft } = now.progress;
      return {
        ...idle,
        text:
          step === 0
            ? 'Looking at the pictures.'
            : step === steps
              ? 'Judging the result.'
              : `Learning, step ${step} of ${steps}${secondsLeft === null ? '' : `, ${timeLeft(secondsLeft)} left`}.`,
        share: step / steps,
        busy: true,
      };
    }
    case 'finished':
      return {
        ...idle,
        text: now.report.faults.length === 0 ? keptWords(now.report) : rolledBackWords(now.report),
      };
    case 'failed':
      return { ...idle, text: now.words, alarm: true };
  }
}

function keptWords({ before, after }: AdaptReport): string {
  const labels = after.labels === null ? '' : `, action labels the same in ${percent(after.labels)}`;
  return `Adapted. On pictures it had not learned from, the recogniser’s likeness fell from ${before.similarity.toFixed(3)} to ${after.similarity.toFixed(3)}; the drawn face changed by ${percent(after.drift)}${labels}.`;
}

function rolledBackWords({ before, after, faults }: AdaptReport): string {
  const why = faults.map((fault) => FAULTS[fault]).join(', and ');
  return `Nothing was changed: ${why} (likeness ${before.similarity.toFixed(3)} before, ${after.similarity.toFixed(3)} after).`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** In words that do not jump: seconds by tens, then minutes. */
export function timeLeft(seconds: number): string {
  if (seconds < 90) {
    return `about ${Math.max(10, Math.ceil(seconds / 10) * 10)} seconds`;
  }
  return `about ${Math.round(seconds / 60)} minutes`;
}
