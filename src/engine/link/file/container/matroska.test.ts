import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openContainer } from './container.ts';
import { readMatroska } from './matroska.ts';

/** An element: its ID, a size of one, four or eight bytes, its content. */
function element(id: number, content: readonly number[] | number, sizeBytes: 1 | 4 | 8 = 1): number[] {
  const ids =
    id
      .toString(16)
      .match(/../g)
      ?.map((hex) => Number.parseInt(hex, 16)) ?? [];
  const data = typeof content === 'number' ? [content >> 8, content & 0xff] : content;
  const size = Array.from({ length: sizeBytes }, (_, i) => (data.length / 256 ** (sizeBytes - 1 - i)) & 0xff);
  size[0] = (size[0] ?? 0) | (0x80 >> (sizeBytes - 1));
  return [...ids, ...size, ...data];
}

const blob = (bytes: readonly number[]) => new Blob([new Uint8Array(bytes)]);
const film = (video: readonly number[], entry: readonly number[] = [], sizeBytes: 1 | 4 | 8 = 4) => {
  const track = element(
    0xae,
    [...element(0xd7, 3), ...element(0x83, 1), ...element(0xe0, video, 4), ...entry],
    sizeBytes,
  );
  const segment = [
    ...element(0xec, [0, 0, 0]),
    ...element(0x1654ae6b, track, sizeBytes),
    ...element(0x1f43b675, [1, 2]),
  ];
  return blob([...element(0x1a45dfa3, []), ...element(0x18538067, segment, 8)]);
};
const SIZE = [...element(0xb0, 640), ...element(0xba, 480)];

test('a crop leaves the part that is shown, in the shape that is said', async () => {
  const cropped = [...SIZE, ...element(0x54cc, 320), ...element(0x54aa, 80)];
  const crop = async (...more: number[]) =>
    (await readMatroska(film([...cropped, ...more])))?.tracks[0]?.crop();
  const part = { x: 320, y: 0, width: 320, height: 400, of: { width: 640, height: 480 } };
  expect(await crop()).toEqual({ ...part, shown: { width: 320, height: 400 } });
  expect(await crop(...element(0x54b0, 640), ...element(0x54ba, 400))).toEqual({
    ...part,
    shown: { width: 640, height: 400 },
  });
  expect(await crop(...element(0x54b0, 160), ...element(0x54ba, 400))).toEqual({
    ...part,
    shown: { width: 320, height: 800 },
  });
  expect((await readMatroska(film(SIZE)))?.tracks[0]?.crop()).toBeNull();
  await expect(crop(...element(0x54dd, 320))).rejects.toThrow('more of its picture');
});

test('transparency is reported and hidden from mediabunny, nothing else is', async () => {
  const file = film([...SIZE, ...element(0x53c0, [1])]);
  const facts = await readMatroska(file);
  expect(facts?.tracks).toMatchObject([
    { id: 3, isVideo: true, enabled: true, transparent: true, obstacle: null },
  ]);
  const [{ at = 0, bytes = new Uint8Array(), hidesTransparency = false } = {}] = facts?.patches ?? [];
  expect([...new Uint8Array(await file.slice(at - 3, at + 1).arrayBuffer())]).toEqual([0x53, 0xc0, 0x81, 1]);
  expect([[...bytes], hidesTransparency, facts?.patches.length]).toEqual([[0], true, 1]);
  expect((await readMatroska(film([...SIZE, ...element(0x53c0, [0])])))?.patches).toEqual([]);
});

test('what is compressed or encrypted a second time says so', async () => {
  const encoded = (...content: number[]) => film(SIZE, element(0x6d80, element(0x6240, content)));
  const obstacle = async (file: Blob) => (await readMatroska(file))?.tracks[0]?.obstacle;
  expect(await obstacle(encoded(...element(0x5034, [])))).toContain('compressed a second time');
  expect(await obstacle(encoded(...element(0x5034, element(0x4254, [0]))))).toContain(
    'compressed a second time',
  );
  expect(await obstacle(encoded(...element(0x5034, element(0x4254, [3]))))).toBeNull();
  expect(await obstacle(encoded(...element(0x5035, [])))).toContain('encrypted');
});

test('sizes of any length are read, and whatever is no such file has no facts', async () => {
  for (const sizeBytes of [1, 4, 8] as const) {
    expect((await readMatroska(film(SIZE, [], sizeBytes)))?.tracks).toHaveLength(1);
  }
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (bytes) => {
      expect((await readMatroska(blob([...bytes])))?.tracks ?? []).toEqual([]);
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(60), fc.nat(255), async (at, byte) => {
      const bytes = new Uint8Array(await film([...SIZE, ...element(0x53c0, [1])]).arrayBuffer());
      bytes[at] = byte;
      // It may be read otherwise; it may not hang or crash.
      expect((await readMatroska(new Blob([bytes])))?.tracks.length ?? 0).toBeLessThan(20);
    }),
  );
});

test('a file that was cut off ends with its last whole block', async () => {
  const block = element(0xa3, [1, 2, 3, 4]);
  const cluster = element(0x1f43b675, [...element(0xe7, [0]), ...block, ...block], 4);
  const track = element(0xae, [...element(0xd7, 3), ...element(0x83, 1), ...element(0xe0, SIZE, 4)], 4);
  const segment = [...element(0x1654ae6b, track, 4), ...cluster];
  const file = blob([...element(0x1a45dfa3, []), ...element(0x18538067, segment, 8)]);
  expect((await readMatroska(file))?.end).toBeNull();
  const facts = await readMatroska(file.slice(0, file.size - 2));
  const begin = file.size - cluster.length;
  // Eight bytes of the header, three of the time, six of the first block.
  expect(facts?.end).toBe(begin + 17);
  const whole = begin + 17 - 5 - 12;
  expect(facts?.patches).toEqual([
    { at: 5 + 4, bytes: new Uint8Array([1, 0, 0, 0, 0, 0, 0, whole]) },
    { at: begin + 4, bytes: new Uint8Array([0x10, 0, 0, 9]) },
  ]);
});

test('it is known where a file was cut between its clusters, and in a stream; one that lost its index only is whole', async () => {
  const cluster = element(0x1f43b675, [...element(0xe7, [0]), ...element(0xa3, [1, 2, 3, 4])], 4);
  const track = element(0xae, [...element(0xd7, 3), ...element(0x83, 1), ...element(0xe0, SIZE, 4)], 4);
  const index = element(0x1c53bb6b, [0, 0], 4);
  const content = [...element(0x1654ae6b, track, 4), ...cluster, ...cluster];
  const known = blob([...element(0x1a45dfa3, []), ...element(0x18538067, [...content, ...index], 8)]);
  const clusterEnd = known.size - index.length;
  const cut = async (file: Blob, by: number) => {
    const facts = await readMatroska(file.slice(0, file.size - by));
    return facts && { end: facts.end, patches: facts.patches.length };
  };
  expect(await cut(known, 1)).toEqual({ end: null, patches: 0 });
  expect(await cut(known, index.length)).toEqual({ end: clusterEnd, patches: 0 });
  expect(await cut(known, index.length + cluster.length)).toEqual({
    end: clusterEnd - cluster.length,
    patches: 0,
  });
  const stream = blob([
    ...element(0x1a45dfa3, []),
    ...[0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ...content,
  ]);
  expect(await cut(stream, 0)).toEqual({ end: null, patches: 0 });
  expect(await cut(stream, cluster.length)).toEqual({ end: null, patches: 0 });
  // Three bytes of its time are whole.
  expect(await cut(stream, 2)).toEqual({ end: stream.size - 6, patches: 1 });
});

test('a recording that was to go on for ever ends with its last whole block, too; nonsense in the middle cuts nothing', async () => {
  const endless = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
  const block = element(0xa3, new Array<number>(20).fill(1));
  const cluster = [...[0x1f, 0x43, 0xb6, 0x75], ...endless, ...element(0xe7, [0]), ...block, ...block];
  const track = element(0xae, [...element(0xd7, 3), ...element(0x83, 1), ...element(0xe0, SIZE, 4)], 4);
  const recording = [
    ...element(0x1a45dfa3, []),
    ...[0x18, 0x53, 0x80, 0x67],
    ...endless,
    ...element(0x1654ae6b, track, 4),
    ...cluster,
    ...cluster,
  ];
  const endOf = async (bytes: readonly number[]) => (await readMatroska(blob(bytes)))?.end;
  const size = recording.length;
  expect(await endOf(recording)).toBeNull();
  expect(await endOf(recording.slice(0, size - 5))).toBe(size - block.length);
  expect(await endOf(recording.slice(0, size - block.length))).toBeNull();
  // Where the second cluster has begun but holds nothing, the first is all of it.
  expect(await endOf(recording.slice(0, size - 2 * block.length - 10))).toBe(size - cluster.length);
  expect(await endOf([...recording.slice(0, -cluster.length), 0, 0, 0, ...cluster])).toBeNull();
});

test('nonsense up to the end of a file is not looked at for ever (build/mediabunny.mjs)', async () => {
  const codec = element(
    0x86,
    [...'V_VP8'].map((letter) => letter.charCodeAt(0)),
  );
  const track = element(
    0xae,
    [...element(0xd7, 1), ...element(0x83, 1), ...codec, ...element(0xe0, SIZE)],
    4,
  );
  const block = element(0xa3, [0x81, 0, 0, 0x80, 0x10, 0, 0, 0x9d, 1, 0x2a, 16, 0, 16, 0]);
  const cluster = element(0x1f43b675, [...element(0xe7, [0]), ...block], 4);
  const info = element(0x1549a966, element(0x2ad7b1, [0x0f, 0x42, 0x40]));
  const sizeless = [0x1f, 0x43, 0xb6, 0x75, ...new Array<number>(20).fill(0)];
  for (const junk of [...[7, 8, 9, 40, 70_000].map((n) => new Array<number>(n).fill(0xc5)), sizeless]) {
    const segment = [...info, ...element(0x1654ae6b, track, 4), ...cluster, ...junk];
    const bytes = [
      ...element(0x1a45dfa3, element(0x4282, [0x77, 0x65, 0x62, 0x6d])),
      ...element(0x18538067, segment, 8),
    ];
    const { input, video } = await openContainer(blob(bytes));
    const { track: read } = await video();
    expect(await read?.computeDuration(), `${junk.length} bytes`).toBe(0);
    input.dispose();
  }
});
