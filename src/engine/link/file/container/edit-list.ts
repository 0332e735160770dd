/**
 * Edit lists: which stretches of a track's media make up the film, and when. mediabunny 1.61 takes no more than the first
 * beginning from them (findings/trimmed-video-comes-back.sh), so that what was cut off would come back.
 */
import { FileRefused, fileProblem } from '../problem.ts';

/** One entry of an `elst` box, as it is stored. */
export interface Edit {
  /** In the movie's time scale. 0 in a fragmented file: to the end of the media. */
  readonly duration: number;
  /** In the media's time scale; -1 for a pause, in which nothing is shown. */
  readonly mediaTime: number;
  /** 1 for the media's own speed; 0 stands still. */
  readonly rate: number;
}

/** A stretch of the media that is shown at its own speed, seconds. */
export interface Stretch {
  /** When it begins in the film. */
  readonly at: number;
  /** The part of the media: from `start` on, before `end` (Infinity: to its end). */
  readonly start: number;
  readonly end: number;
}

export interface TimeScales {
  /** Units a second. */
  readonly movie: number;
  readonly media: number;
  /** The media goes on behind the movie's header, so that its length may not have been known. */
  readonly fragmented: boolean;
}

/** A track without an edit list: all of it, from 0 on. */
export const WHOLE: readonly Stretch[] = [{ at: 0, start: 0, end: Number.POSITIVE_INFINITY }];

/** Entries that say "to the end" by the largest number there is. */
const ENDLESS = 2 ** 32 - 1;

/**
 * @param data the content of an `elst` box, version and flags included
 * @throws FileRefused when it is not what the standard says.
 */
export function parseEdits(data: DataView): Edit[] {
  const version = data.byteLength >= 8 ? data.getUint8(0) : -1;
  const size = version === 1 ? 20 : 12;
  const count = version === 0 || version === 1 ? data.getUint32(4) : -1;
  if (count < 0 || data.byteLength < 8 + count * size) {
    throw new FileRefused(fileProblem('cuts', 'Its edit list is damaged.'));
  }
  return Array.from({ length: count }, (_, i) => {
    const at = 8 + i * size;
    const rate = data.getInt32(at + size - 4) / 0x10000;
    return version === 1
      ? { duration: Number(data.getBigUint64(at)), mediaTime: Number(data.getBigInt64(at + 8)), rate }
      : { duration: data.getUint32(at), mediaTime: data.getInt32(at + 4), rate };
  });
}

/**
 * The stretches that the edits show, in the film's order; what follows on from one another is one.
 * @throws FileRefused for what cannot be honoured: another speed, a picture that stands still, times that make no sense.
 */
export function stretchesOf(
  edits: readonly Edit[],
  { movie, media, fragmented }: TimeScales,
): readonly Stretch[] {
  if (!(movie > 0 && media > 0)) {
    throw new FileRefused(fileProblem('cuts', 'It has no time scale.'));
  }
  if (edits.length === 0) {
    return WHOLE;
  }
  // Where one stretch ends and the next begins is compared in whole units of the media.
  const stretches: { at: number; start: number; end: number }[] = [];
  let at = 0;
  let goesOn = false;
  for (const { duration, mediaTime, rate } of edits) {
    if (mediaTime < -1 || !Number.isSafeInteger(mediaTime)) {
      throw new FileRefused(fileProblem('cuts', 'Its edit list is damaged.'));
    }
    if (mediaTime >= 0 && rate !== 1) {
      throw new FileRefused(
        fileProblem(
          'cuts',
          rate === 0 ? 'It lets a picture stand still.' : `It plays a part at ${rate} times the speed.`,
        ),
      );
    }
    const endless = duration >= ENDLESS || (duration === 0 && fragmented);
    const end = endless ? Number.POSITIVE_INFINITY : mediaTime + Math.round((duration * media) / movie);
    const last = stretches.at(-1);
    if (mediaTime >= 0 && end > mediaTime) {
      if (goesOn && last?.end === mediaTime) {
        last.end = end;
      } else {
        stretches.push({ at, start: mediaTime, end });
      }
    }
    if (endless && mediaTime >= 0) {
      break;
    }
    goesOn = mediaTime >= 0;
    at += duration / movie;
  }
  return stretches.map((stretch) => ({
    at: stretch.at,
    start: stretch.start / media,
    end: stretch.end / media,
  }));
}

/** What has a time and a length in the media, seconds. */
interface Timed {
  readonly timestamp: number;
  readonly duration: number;
}

/** One thing of the media with its place in the film, seconds. */
export interface Shown<T> {
  readonly item: T;
  readonly timestamp: number;
  readonly duration: number;
}

/** Rounding of times that were divided by a time scale, seconds. */
const ROUNDING = 1e-6;

/**
 * The pictures of a film in its order. One that began before its stretch is shown only where no other begins in it: otherwise
 * the first that does takes its place, so that nothing from outside a stretch is seen and there is no hole.
 * @param read pictures of the media in order: the one at `from` first, those from `to` on left out. The receiver closes them.
 * @param from seconds of the film to begin at
 */
export async function* picturesOf<T extends Timed & { close(): void }>(
  stretches: readonly Stretch[],
  read: (from: number, to: number) => AsyncIterable<T>,
  from = 0,
): AsyncGenerator<Shown<T>, void, undefined> {
  for (const { at, start, end } of stretches) {
    const begin = Math.max(start, start + from - at);
    if (begin >= end) {
      continue;
    }
    let early: T | null = null;
    for await (const item of read(begin, end)) {
      const stop = item.timestamp + item.duration;
      if (item.timestamp < start - ROUNDING) {
        early?.close();
        early = item;
      } else if (item.timestamp >= end - ROUNDING) {
        item.close();
      } else {
        // Nothing is shown yet at a beginning that an early one would have filled.
        const first = early !== null && early.timestamp + early.duration >= item.timestamp - ROUNDING;
        early?.close();
        early = null;
        const timestamp = first ? at : at + item.timestamp - start;
        yield { item, timestamp, duration: Math.max(0, at + Math.min(stop, end) - start - timestamp) };
      }
    }
    if (early) {
      const duration = Math.min(early.timestamp + early.duration, end) - start;
      if (duration > 0) {
        yield { item: early, timestamp: at, duration };
      } else {
        early.close();
      }
    }
  }
}

/**
 * The packets of a soundtrack in the film's order, whole as they are stored. One that begins before its stretch, or lies for
 * the greater part behind its end, is left out.
 * @param read packets of the media in order, from the one at `from` on
 */
export async function* packetsOf<T extends Timed>(
  stretches: readonly Stretch[],
  read: (from: number) => AsyncIterable<T>,
): AsyncGenerator<Shown<T>, void, undefined> {
  for (const { at, start, end } of stretches) {
    for await (const item of read(start)) {
      if (item.timestamp + item.duration / 2 >= end) {
        break;
      }
      if (item.timestamp >= start - ROUNDING) {
        const timestamp = at + Math.max(0, item.timestamp - start);
        yield { item, timestamp, duration: Math.min(item.duration, end - item.timestamp) };
      }
    }
  }
}

/** Seconds of the film, for media that end at `mediaEnd`. */
export function lengthOf(stretches: readonly Stretch[], mediaEnd: number): number {
  return stretches.reduce(
    (length, { at, start, end }) => Math.max(length, at + Math.max(0, Math.min(end, mediaEnd) - start)),
    0,
  );
}
