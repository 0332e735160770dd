/**
 * A hundred files that arrive damaged, cut, empty or under a wrong name, as far as they are read without a decoder: words of ours, no
 * crash, no end without an end. `e2e/fuzz.spec.ts` sends such files through page and command line.
 */
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  WebMOutputFormat,
} from 'mediabunny';
import { beforeAll, expect, test, vi } from 'vitest';
import { avifOf, clap, ispe } from '../../../../testing/containers/avif.ts';
import { exifOf } from '../../../../testing/containers/exif.ts';
import { damagedFiles, type Sound } from '../../../../testing/containers/fuzz.ts';
import { box, find, trackOf, withHeader } from '../../../../testing/containers/mp4.ts';
import { webpOf, withExif } from '../../../../testing/containers/webp.ts';
import { Soundtrack } from '../../../media/soundtrack.ts';
import { openFrameFile } from './frame-file.ts';
import { FileRefused } from './problem.ts';

/** Settings of an H.264 decoder, as an encoder gives them: 160 by 120, baseline. */
const AVC = new Uint8Array(
  Buffer.from('0142c00affe100176742c00ad902847e5c0440000003004000000503c4899201000568cb83cb20', 'hex'),
);
/** AAC, 44.1 kHz, stereo. */
const AAC = new Uint8Array([0x12, 0x10]);
const FRAMES = 12;

const KINDS: Readonly<Record<string, { readonly format: () => OutputFormat; readonly avc: boolean }>> = {
  'film.mp4': { format: () => new Mp4OutputFormat(), avc: true },
  'pieces.mp4': { format: () => new Mp4OutputFormat({ fastStart: 'fragmented' }), avc: true },
  'film.mov': { format: () => new MovOutputFormat(), avc: true },
  'film.webm': { format: () => new WebMOutputFormat(), avc: false },
  'film.mkv': { format: () => new MkvOutputFormat(), avc: true },
};

/** A sound file as it is stored: its packets hold noise, which nobody decodes here. */
async function fileOf(name: string): Promise<Sound> {
  const { format, avc } = KINDS[name] as (typeof KINDS)[string];
  const target = new BufferTarget();
  const output = new Output({ format: format(), target });
  const video = new EncodedVideoPacketSource(avc ? 'avc' : 'vp9');
  const sound = new EncodedAudioPacketSource(avc ? 'aac' : 'opus');
  output.addVideoTrack(video);
  output.addAudioTrack(sound);
  await output.start();
  for (let i = 0; i < FRAMES; i++) {
    const bytes = new Uint8Array(300 + ((i * 37) % 90)).map((_, at) => (at * 31 + i * 7) & 255);
    // One unit of an H.264 picture, as long as it says.
    bytes.set([0, 0, (bytes.length - 4) >> 8, (bytes.length - 4) & 255, i % 4 === 0 ? 0x65 : 0x41]);
    await video.add(new EncodedPacket(bytes, i % 4 === 0 ? 'key' : 'delta', i / 10, 0.1), {
      decoderConfig: {
        codec: avc ? 'avc1.42001e' : 'vp09.00.10.08',
        codedWidth: 160,
        codedHeight: 120,
        ...(avc ? { description: AVC } : {}),
      },
    });
    await sound.add(new EncodedPacket(bytes.subarray(0, 60), 'key', i / 10, 0.1), {
      decoderConfig: {
        codec: avc ? 'mp4a.40.2' : 'opus',
        sampleRate: avc ? 44_100 : 48_000,
        numberOfChannels: 2,
        ...(avc ? { description: AAC } : {}),
      },
    });
  }
  await output.finalize();
  return { name, bytes: Buffer.from(target.buffer as ArrayBuffer) };
}

/** Stills whose container is read here, and one that is not. */
const STILLS: readonly Sound[] = [
  { name: 'still.jpg', bytes: Buffer.from('\xff\xd8\xff\xe0 and so on', 'latin1') },
  {
    name: 'still.webp',
    bytes: withExif(webpOf(Buffer.from('VP8 \x04\0\0\0data', 'latin1')), { width: 4, height: 3 }, exifOf(6)),
  },
  {
    name: 'still.avif',
    bytes: avifOf([ispe(640, 480), clap(320, 400, 160, 20)], [1, 2]),
  },
];

const sound: Sound[] = [...STILLS];

beforeAll(async () => {
  // What mediabunny makes of damaged settings of a decoder.
  for (const way of ['error', 'warn'] as const) {
    vi.spyOn(console, way).mockImplementation(() => undefined);
  }
  sound.push(...(await Promise.all(Object.keys(KINDS).map(fileOf))));
});

/** What opening a file, and copying all of its sound, came to; anything else than a `FileRefused` is thrown. */
async function tried(file: Blob): Promise<readonly string[]> {
  const ways = [
    async () => (await openFrameFile(file)).close(),
    async () => {
      const track = await Soundtrack.of(file);
      try {
        while (await track?.nextBefore(Number.POSITIVE_INFINITY)) {
          // On to the end.
        }
      } finally {
        track?.close();
      }
    },
  ];
  const said: string[] = [];
  for (const way of ways) {
    try {
      await way();
      said.push('');
    } catch (error) {
      if (!(error instanceof FileRefused)) {
        throw error;
      }
      said.push(error.message);
    }
  }
  return said;
}

test.each(Object.keys(KINDS))('%s is sound: only a decoder is missing here', async (name) => {
  const { bytes } = sound.find((one) => one.name === name) as Sound;
  const [opened, heard] = await tried(new Blob([new Uint8Array(bytes)]));
  expect(opened).toMatch(/^This browser cannot play/);
  expect(heard).toBe('');
});

test.each([
  ['lengths', 'stts'],
  ['offsets', 'ctts'],
])('a film that tells of four billion %s has an end (build/mediabunny.mjs)', async (_, type) => {
  const { bytes } = sound.find(({ name }) => name === 'film.mp4') as Sound;
  const endless = withHeader(bytes, (moov) => {
    const table = find(trackOf(moov, 'vide').boxes, 'mdia/minf/stbl');
    // One entry: so many samples, each of a length, or shown so much later.
    const offsets = Buffer.alloc(16);
    offsets.writeUInt32BE(1, 4);
    offsets.writeUInt32BE(FRAMES, 8);
    table.boxes = [...(table.boxes ?? []), box('ctts', offsets)];
    find(table.boxes, type).data.writeUInt32BE(2 ** 32 - 1, 8);
  });
  const [opened] = await tried(new Blob([new Uint8Array(endless)]));
  expect(opened).toMatch(type === 'stts' ? /^The file is damaged/ : /^This browser cannot play/);
});

test.each([1, 2, 3])('a hundred damaged files, seed %i: words of ours, and an end', async (seed) => {
  const faults: Record<string, unknown> = {};
  for (const { name, bytes } of damagedFiles(sound, 100, seed)) {
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('no end after 5 s')), 5000).unref(),
    );
    try {
      await Promise.race([tried(new Blob([new Uint8Array(bytes)])), late]);
    } catch (error) {
      faults[name] = (error as Error).stack;
    }
  }
  expect(faults).toEqual({});
});
