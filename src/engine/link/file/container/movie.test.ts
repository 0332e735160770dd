import { describe, expect, test } from 'vitest';
import { box, cut, type Mp4Box, withHeader } from '../../../../../testing/containers/mp4.ts';
import { readMovie } from './movie.ts';

const header = (length: number, ...fields: (readonly [at: number, value: number])[]) => {
  const data = Buffer.alloc(length);
  for (const [at, value] of fields) {
    data.writeUInt32BE(value, at);
  }
  return data;
};

/** A file of one track, 1000 units a second in the movie and 90000 in the media. */
function film(change: (moov: Mp4Box, track: Mp4Box) => void = () => undefined): Blob {
  const size = Buffer.from([0, 0, 0, 16, 0x66, 0x74, 0x79, 0x70, 0, 0, 0, 0, 0, 0, 0, 0]);
  const empty = Buffer.from([0, 0, 0, 8, 0x6d, 0x6f, 0x6f, 0x76]);
  const bytes = withHeader(Buffer.concat([size, empty]), (moov) => {
    const track = box('trak', [
      box('tkhd', header(84, [12, 7])),
      box('mdia', [box('mdhd', header(24, [12, 90_000]))]),
    ]);
    moov.boxes = [box('mvhd', header(100, [12, 1000])), track];
    change(moov, track);
  });
  return new Blob([new Uint8Array(bytes)]);
}

test('a track has its number, its stretches in seconds, and hides its edit list from others', async () => {
  const file = film((moov, track) => cut(moov, track, [{ length: 0.25 }, { start: 2, length: 0.5 }]));
  const movie = await readMovie(file);
  expect(movie?.tracks.map(({ id }) => id)).toEqual([7]);
  expect(movie?.tracks[0]?.stretches()).toEqual([{ at: 0.25, start: 2, end: 2.5 }]);
  const [{ at = 0, bytes = new Uint8Array() } = {}] = movie?.patches ?? [];
  expect(movie?.patches).toHaveLength(1);
  expect(await file.slice(at, at + 4).text()).toBe('elst');
  expect(new TextDecoder().decode(bytes)).toBe('free');
});

test('without an edit list nothing is hidden and all of it shown', async () => {
  const movie = await readMovie(film());
  expect(movie?.patches).toEqual([]);
  expect(movie?.tracks[0]?.stretches()).toEqual([{ at: 0, start: 0, end: Number.POSITIVE_INFINITY }]);
});

test('it is known that pictures, or a fragment of a recording, were cut off; an index that was holds none', async () => {
  const whole = film();
  const box = (type: string, size: number) => {
    const bytes = Buffer.alloc(size);
    bytes.writeUInt32BE(size);
    bytes.write(type, 4, 'latin1');
    return bytes;
  };
  const endOf = async (...boxes: readonly Buffer[]) =>
    (await readMovie(new Blob([whole, ...boxes.map((one) => new Uint8Array(one))])))?.end;
  const [moof, mdat, mfra] = [box('moof', 40), box('mdat', 100), box('mfra', 30)];
  expect(await endOf(moof, mdat, moof, mdat, mfra)).toBeNull();
  expect(await endOf(moof, mdat, mfra.subarray(0, 20))).toBeNull();
  expect(await endOf(mdat.subarray(0, 99))).toBe(whole.size + 99);
  expect(await endOf(moof, mdat, moof.subarray(0, 12))).toBe(whole.size + 152);
});

test.each([
  ['no header', '\0\0\0\x10', 0],
  ['half of a header', '\0\0\0\x10', 40],
  ['no header, of a length that nobody wrote down,', '\0\0\0\0', 0],
])('pictures with %s behind them are refused with what is missing', async (_, size, there) => {
  const mdat = Buffer.from(`${size}mdatpictures`, 'latin1');
  const file = new Blob([new Uint8Array(mdat), film().slice(0, there)]);
  await expect(readMovie(file)).rejects.toMatchObject({ problem: { code: 'no-contents' } });
});

test('a piece of a stream, whose header is elsewhere, is no movie that was broken off', async () => {
  const piece = new Blob([Buffer.from('\0\0\0\x08moof\0\0\0\x10mdatpictures', 'latin1')]);
  expect(await readMovie(piece)).toBeNull();
});

test('two edit lists for one track are refused', async () => {
  const movie = await readMovie(
    film((moov, track) => {
      cut(moov, track, [{ start: 0, length: 1 }]);
      track.boxes?.push(...(track.boxes ?? []).filter(({ type }) => type === 'edts'));
    }),
  );
  expect(movie?.patches).toHaveLength(2);
  expect(() => movie?.tracks[0]?.stretches()).toThrow('several edit lists');
});

describe('what is no MP4, or is cut off before its header ends, has none', () => {
  test.each([
    ['text', 'Dear diary, this is no film'],
    ['nothing', ''],
    ['a senseless size', '\0\0\0\x03moov'],
  ])('%s', async (_, text) => {
    expect(await readMovie(new Blob([text]))).toBeNull();
  });

  test('a header that is cut off', async () => {
    const file = film();
    expect(await readMovie(file.slice(0, file.size - 1))).toBeNull();
  });
});

/** A description of pictures of 64 by 48 stored pixels, with these boxes in it. */
function description(...inner: Mp4Box[]): Mp4Box {
  const head = header(78);
  head.writeUInt16BE(64, 24);
  head.writeUInt16BE(48, 26);
  const boxes = inner.map(({ type, data }) =>
    Buffer.concat([header(8, [0, data.length + 8]), data]).fill(type, 4, 8, 'latin1'),
  );
  return box('avc1', Buffer.concat([head, ...boxes]));
}

const picture =
  (...descriptions: Mp4Box[]) =>
  (_: Mp4Box, track: Mp4Box) => {
    const entries = descriptions.map(({ type, data }) =>
      Buffer.concat([header(8, [0, data.length + 8]), data]).fill(type, 4, 8, 'latin1'),
    );
    const handler = header(24);
    handler.write('vide', 8, 'latin1');
    track.boxes?.[1]?.boxes?.push(
      box('hdlr', handler),
      box('minf', [
        box('stbl', [
          box('stsd', Buffer.concat([header(8, [4, descriptions.length]), ...entries])),
          box('stsc', header(20, [4, 1], [8, 1], [12, 5], [16, descriptions.length])),
        ]),
      ]),
    );
  };
const aperture = (...numbers: number[]) =>
  box('clap', header(32, ...numbers.map((n, i) => [i * 4, n >>> 0] as const)));

test('the clean aperture is the part that is shown, in whole pixels and the right shape', async () => {
  const shape = box('pasp', header(8, [0, 2], [4, 1]));
  const crop = async (...inner: Mp4Box[]) =>
    (await readMovie(film(picture(description(...inner)))))?.tracks[0]?.crop();
  expect(await crop()).toBeNull();
  expect(await crop(aperture(64, 1, 48, 1, 0, 1, 0, 1))).toBeNull();
  // 20 by 10 pixels, 12 to the right of the middle and 5 above it, wide ones.
  expect(await crop(aperture(20, 1, 10, 1, 12, 1, -5, 1), shape)).toEqual({
    x: 34,
    y: 14,
    width: 20,
    height: 10,
    of: { width: 64, height: 48 },
    shown: { width: 40, height: 10 },
  });
  await expect(crop(aperture(20, 1, 10, 1, 90, 1, 0, 1))).rejects.toThrow('more of its picture');
  await expect(crop(aperture(20, 0, 10, 1, 0, 1, 0, 1))).rejects.toThrow();
});

test('two descriptions are an obstacle, unless they say the same', async () => {
  const other = description(box('pasp', header(8, [0, 2], [4, 1])));
  const changing = await readMovie(film(picture(description(), other)));
  expect(changing?.tracks[0]?.obstacle).toContain('several sample descriptions');
  const same = film(picture(description(), description()));
  const movie = await readMovie(same);
  expect(movie?.tracks[0]?.obstacle).toBeNull();
  const [{ at = 0, bytes } = {}] = movie?.patches ?? [];
  expect(new Uint8Array(await same.slice(at, at + 4).arrayBuffer())).toEqual(new Uint8Array([0, 0, 0, 2]));
  expect(bytes).toEqual(new Uint8Array([0, 0, 0, 1]));
});
