/** Edit lists against a slow reading of the standard: what is shown at a moment, and that nothing else ever is. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Edit,
  lengthOf,
  packetsOf,
  parseEdits,
  picturesOf,
  type Shown,
  stretchesOf,
  WHOLE,
} from './edit-list.ts';

const SCALES = { movie: 1000, media: 1000, fragmented: false };
const play = (mediaTime: number, duration: number): Edit => ({ duration, mediaTime, rate: 1 });
const pause = (duration: number): Edit => ({ duration, mediaTime: -1, rate: 1 });

class Picture {
  closed = false;
  constructor(
    readonly timestamp: number,
    readonly duration: number,
  ) {}
  close() {
    this.closed = true;
  }
}

/** Pictures one after the other, of these lengths in ms. */
const media = (lengths: readonly number[]) =>
  lengths.map((length, i) => new Picture(sum(lengths.slice(0, i)) / 1000, length / 1000));
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Reads as mediabunny's sink does: the one at `from` first, `to` left out. */
const reader = (pictures: readonly Picture[]) =>
  async function* (from: number, to: number) {
    const at = pictures.findLastIndex((picture) => picture.timestamp <= from + 1e-9);
    for (const picture of pictures.slice(Math.max(0, at))) {
      if (picture.timestamp >= to) {
        return;
      }
      yield picture;
    }
  };

async function all<T>(shown: AsyncIterable<Shown<T>>): Promise<Shown<T>[]> {
  const list: Shown<T>[] = [];
  for await (const one of shown) {
    list.push(one);
  }
  return list;
}

const pictures = (edits: readonly Edit[], lengths: readonly number[], from = 0) =>
  all(picturesOf(stretchesOf(edits, SCALES), reader(media(lengths)), from));
const times = (shown: readonly Shown<Picture>[]) =>
  shown.map(({ item, timestamp, duration }) =>
    [item.timestamp, timestamp, duration].map((n) => Math.round(n * 1000)),
  );

const FIFTHS = new Array<number>(10).fill(200);

test.each([
  [
    'trimmed at the end',
    [play(0, 600)],
    [
      [0, 0, 200],
      [200, 200, 200],
      [400, 400, 200],
    ],
  ],
  [
    'trimmed at both ends',
    [play(400, 400)],
    [
      [400, 0, 200],
      [600, 200, 200],
    ],
  ],
  [
    'a hole',
    [play(0, 200), play(1600, 400)],
    [
      [0, 0, 200],
      [1600, 200, 200],
      [1800, 400, 200],
    ],
  ],
  [
    'turned round',
    [play(1600, 200), play(0, 200)],
    [
      [1600, 0, 200],
      [0, 200, 200],
    ],
  ],
  [
    'a late beginning',
    [pause(500), play(400, 400)],
    [
      [400, 500, 200],
      [600, 700, 200],
    ],
  ],
  [
    'a pause',
    [play(0, 200), pause(300), play(200, 200)],
    [
      [0, 0, 200],
      [200, 500, 200],
    ],
  ],
  // What is seen when the cut begins was cut off: the next picture comes earlier instead.
  [
    'cut inside a picture',
    [play(500, 500)],
    [
      [600, 0, 300],
      [800, 300, 200],
    ],
  ],
  ['within one picture', [play(450, 50)], [[400, 0, 50]]],
  [
    'end inside a picture',
    [play(0, 300)],
    [
      [0, 0, 200],
      [200, 200, 100],
    ],
  ],
  [
    'longer than the media',
    [play(1600, 9000)],
    [
      [1600, 0, 200],
      [1800, 200, 200],
    ],
  ],
  ['behind the media', [play(5000, 100)], []],
  ['of no length', [play(0, 0)], []],
] as const)('%s', async (_, edits, expected) => {
  const shown = times(await pictures(edits, FIFTHS));
  expect(shown).toEqual(expected);
});

const anEdit = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(2500), fc.nat(1200)).map(([start, length]) => play(start, length)),
  },
  { weight: 1, arbitrary: fc.nat(400).map(pause) },
);
const aFilm = fc.record({
  edits: fc.array(anEdit, { minLength: 1, maxLength: 6 }),
  lengths: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 }),
});

/** What the edits show at a moment of the film, ms: the moment of the media, or null. */
function mediaAt(
  edits: readonly Edit[],
  moment: number,
): { readonly time: number; readonly edit: Edit } | null {
  let at = 0;
  for (const edit of edits) {
    if (moment < at + edit.duration) {
      return edit.mediaTime < 0 ? null : { time: edit.mediaTime + moment - at, edit };
    }
    at += edit.duration;
  }
  return null;
}

/** What is wrong with the film at a moment, ms; null when it shows what the edits say. */
function wrongAt(
  film: readonly Shown<Picture>[],
  edits: readonly Edit[],
  lengths: readonly number[],
  moment: number,
) {
  const now = film.filter(
    ({ timestamp, duration }) => timestamp * 1000 <= moment && moment < (timestamp + duration) * 1000,
  );
  const wanted = mediaAt(edits, moment);
  if (!wanted || wanted.time >= sum(lengths)) {
    return now.length === 0 ? null : `something is shown at ${moment}`;
  }
  const [shown] = now;
  if (!shown || now.length > 1) {
    return `${now.length} pictures at ${moment}`;
  }
  const begin = shown.item.timestamp * 1000;
  const right = begin <= wanted.time && wanted.time < begin + shown.item.duration * 1000;
  // The one exception: in place of one that began before its stretch, the next one comes early.
  const early = begin > wanted.time && begin - wanted.edit.mediaTime <= Math.max(...lengths);
  return right || early ? null : `the picture of ${begin} at ${moment}`;
}

test('at every moment the film shows what the edits say', async () => {
  await fc.assert(
    fc.asyncProperty(aFilm, async ({ edits, lengths }) => {
      const film = await pictures(edits, lengths);
      const end = sum(edits.map(({ duration }) => duration));
      const moments = Array.from({ length: Math.floor(end / 7) }, (_, i) => 0.5 + i * 7);
      expect(moments.map((moment) => wrongAt(film, edits, lengths, moment)).filter(Boolean)).toEqual([]);
      expect(lengthOf(stretchesOf(edits, SCALES), sum(lengths) / 1000)).toBeLessThanOrEqual(
        end / 1000 + 1e-9,
      );
    }),
  );
});

test('a picture from outside is shown only where its stretch has none of its own', async () => {
  await fc.assert(
    fc.asyncProperty(aFilm, async ({ edits, lengths }) => {
      for (const { at, start, end } of stretchesOf(edits, SCALES)) {
        const film = await all(picturesOf([{ at, start, end }], reader(media(lengths))));
        const own = media(lengths).filter(
          ({ timestamp }) => timestamp >= start - 1e-9 && timestamp < end - 1e-9,
        );
        const outside = film.filter(({ item }) => item.timestamp < start - 1e-9 || item.timestamp >= end);
        expect(film.length - outside.length).toBe(own.length);
        expect(outside.length).toBeLessThanOrEqual(own.length > 0 ? 0 : 1);
      }
    }),
  );
});

test('from the middle on the film is the same', async () => {
  await fc.assert(
    fc.asyncProperty(aFilm, fc.nat(3000), async ({ edits, lengths }, from) => {
      const whole = times(await pictures(edits, lengths));
      const late = times(await pictures(edits, lengths, from / 1000));
      const until = ([picture = 0, at = 0, length = 0]: number[]) => [picture, at + length];
      const rest = whole.filter(([, at = 0, length = 0]) => at + length > from);
      // Behind the end of its media the last one may be given out once more; one that comes early may begin at its own time.
      expect(late.slice(late.length - rest.length).map(until)).toEqual(rest.map(until));
    }),
  );
});

test('every picture that is read is given out or closed', async () => {
  await fc.assert(
    fc.asyncProperty(aFilm, async ({ edits, lengths }) => {
      const read: Picture[] = [];
      const source = reader(media(lengths));
      const film = picturesOf(stretchesOf(edits, SCALES), async function* (from, to) {
        for await (const { timestamp, duration } of source(from, to)) {
          const own = new Picture(timestamp, duration);
          read.push(own);
          yield own;
        }
      });
      for await (const { item } of film) {
        expect(item.closed).toBe(false);
        item.close();
      }
      expect(read.filter((one) => !one.closed)).toEqual([]);
    }),
  );
});

test('edits that follow on from one another are one stretch', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 8 }), (lengths) => {
      const cuts = lengths.map((length, i) => play(sum(lengths.slice(0, i)), length));
      expect(stretchesOf(cuts, SCALES)).toEqual([{ at: 0, start: 0, end: sum(lengths) / 1000 }]);
    }),
  );
});

test('sound: whole packets, from the first that begins in a stretch to the last of which the greater part is in it', async () => {
  const packets = (edits: readonly Edit[]) =>
    all(
      packetsOf(stretchesOf(edits, SCALES), async function* (from) {
        yield* media(FIFTHS).filter(({ timestamp, duration }) => timestamp + duration > from);
      }),
    );
  expect(times(await packets([play(400, 500)]))).toEqual([
    [400, 0, 200],
    [600, 200, 200],
  ]);
  expect(times(await packets([play(400, 501)]))).toEqual([
    [400, 0, 200],
    [600, 200, 200],
    [800, 400, 101],
  ]);
  expect(times(await packets([play(500, 300)]))).toEqual([[600, 100, 200]]);
  expect(times(await packets([pause(100), play(0, 200), play(1000, 200)]))).toEqual([
    [0, 100, 200],
    [1000, 300, 200],
  ]);
  await fc.assert(
    fc.asyncProperty(aFilm, async ({ edits }) => {
      const film = await packets(edits);
      for (const [i, { item, timestamp }] of film.entries()) {
        expect(timestamp).toBeGreaterThanOrEqual(film[i - 1]?.timestamp ?? 0);
        const half = (item.timestamp + item.duration / 2) * 1000;
        expect(
          edits.some(
            (edit) =>
              edit.mediaTime >= 0 && half >= edit.mediaTime && half < edit.mediaTime + edit.duration + 1e-6,
          ),
        ).toBe(true);
      }
    }),
  );
});

/** As a box stores it. */
function box(version: 0 | 1, edits: readonly Edit[]): DataView {
  const size = version === 1 ? 20 : 12;
  const data = new DataView(new ArrayBuffer(8 + edits.length * size));
  data.setUint8(0, version);
  data.setUint32(4, edits.length);
  for (const [i, { duration, mediaTime, rate }] of edits.entries()) {
    const at = 8 + i * size;
    if (version === 1) {
      data.setBigUint64(at, BigInt(duration));
      data.setBigInt64(at + 8, BigInt(mediaTime));
    } else {
      data.setUint32(at, duration);
      data.setInt32(at + 4, mediaTime);
    }
    data.setInt32(at + size - 4, rate * 0x10000);
  }
  return data;
}

test('what is written in either version of the box is what is read', () => {
  fc.assert(
    fc.property(fc.constantFrom(0 as const, 1 as const), fc.array(anEdit), (version, edits) => {
      expect(parseEdits(box(version, edits))).toEqual(edits);
    }),
  );
});

test('without edits all of it is shown; "to the end" may be said in several ways', () => {
  expect(stretchesOf([], SCALES)).toBe(WHOLE);
  expect(stretchesOf([play(500, 0)], { ...SCALES, fragmented: true })).toEqual([
    { at: 0, start: 0.5, end: Infinity },
  ]);
  expect(stretchesOf([play(500, 2 ** 32 - 1)], SCALES)).toEqual([{ at: 0, start: 0.5, end: Infinity }]);
  expect(lengthOf(WHOLE, 7)).toBe(7);
  expect(lengthOf([{ at: 1, start: 2, end: 4 }], 3)).toBe(2);
});

test('what cannot be honoured is refused with words', () => {
  const refused = (words: string) =>
    expect.objectContaining({
      problem: expect.objectContaining({ code: 'cuts', words: expect.stringContaining(words) }),
    });
  expect(() => stretchesOf([{ ...play(0, 9), rate: 2 }], SCALES)).toThrow(refused('2 times the speed'));
  expect(() => stretchesOf([{ ...play(0, 9), rate: 0 }], SCALES)).toThrow(refused('stand still'));
  expect(() => stretchesOf([{ ...play(0, 9), mediaTime: -2 }], SCALES)).toThrow(refused('damaged'));
  expect(() => stretchesOf([play(0, 9)], { ...SCALES, media: 0 })).toThrow(refused('no time scale'));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      // Whatever it is, it is read, or refused in words.
      try {
        expect(parseEdits(new DataView(new Uint8Array(bytes).buffer)).length).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toEqual(refused('damaged'));
      }
    }),
  );
});
