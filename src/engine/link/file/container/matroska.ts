/** What a Matroska or WebM file says of its tracks that mediabunny does not heed. */
import { FileRefused, fileProblem } from '../problem.ts';
import { type Element, elementsIn, elementsOf, LONGEST_HEADER, unsigned } from './ebml.ts';
import { WHOLE } from './edit-list.ts';
import type { Crop, Facts, Patch, TrackFacts } from './facts.ts';

const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const SIMPLE_BLOCK = 0xa3;
const BLOCK_GROUP = 0xa0;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const TRACK_NUMBER = 0xd7;
const TRACK_TYPE = 0x83;
const VIDEO = 0xe0;
const ALPHA_MODE = 0x53c0;
const PIXEL_WIDTH = 0xb0;
const PIXEL_HEIGHT = 0xba;
const CROP_BOTTOM = 0x54aa;
const CROP_TOP = 0x54bb;
const CROP_LEFT = 0x54cc;
const CROP_RIGHT = 0x54dd;
const DISPLAY_WIDTH = 0x54b0;
const DISPLAY_HEIGHT = 0x54ba;
const CONTENT_ENCODINGS = 0x6d80;
const CONTENT_ENCODING = 0x6240;
const CONTENT_COMPRESSION = 0x5034;
const COMPRESSION_ALGORITHM = 0x4254;
const CONTENT_ENCRYPTION = 0x5035;

/** Bytes that are read at a time of a recording whose parts do not say how long they are. */
const WINDOW = 2 ** 20;
/** The one kind of "compression" that mediabunny undoes: the same first bytes of all packets, stored once. */
const HEADER_STRIPPING = 3;
const VIDEO_TRACK = 1;

type Read = Element & { readonly data: DataView };

/**
 * Null for a file of another kind, or without a description of its tracks before its pictures.
 * @throws (rejects) what reading a file throws.
 */
export async function readMatroska(file: Blob): Promise<Facts | null> {
  for await (const top of elementsOf(file, 0, file.size)) {
    if (top.id === SEGMENT) {
      const end = top.start + top.size;
      for await (const { id, start, size } of elementsOf(file, top.start, end)) {
        if (id === TRACKS && start + size <= file.size) {
          const data = new DataView(await file.slice(start, start + size).arrayBuffer());
          const facts = factsOf([...elementsIn(data, start)].filter((entry) => entry.id === TRACK_ENTRY));
          const cut = await cutCluster(file, start + size, top);
          return cut ? { ...facts, ...cut, patches: [...facts.patches, ...cut.patches] } : facts;
        }
      }
      return null;
    }
    if (top.id !== EBML) {
      return null;
    }
  }
  return null;
}

/**
 * Where a file was cut off, its last cluster is longer than what is there of it, or ends in the middle of a block, and mediabunny reads
 * none of it. With these patches that and its segment end with its last whole block. Null where no picture was cut off, as far as can be
 * known: of a recording that was to go on for ever, only a cut within a block is seen.
 */
async function cutCluster(
  file: Blob,
  from: number,
  segment: Element,
): Promise<Pick<Facts, 'patches' | 'end'> | null> {
  const to = segment.start + segment.size;
  if (to <= file.size) {
    return null;
  }
  let last: Element | null = null;
  let cluster: Element | null = null;
  let reached = from;
  for await (const element of elementsOf(file, from, to, CLUSTER, WINDOW)) {
    last = element;
    cluster = element.id === CLUSTER ? element : cluster;
    const end = element.start + element.size;
    reached = end <= file.size ? end : reached;
  }
  const endless = segment.size === Number.POSITIVE_INFINITY;
  if (!cluster || !last) {
    return null;
  }
  if (cluster.size === Number.POSITIVE_INFINITY) {
    // Nonsense in the middle is no cut: mediabunny goes on behind it.
    const isCut =
      file.size - reached < LONGEST_HEADER ||
      (last.start + last.size > file.size && (last.id === SIMPLE_BLOCK || last.id === BLOCK_GROUP));
    return reached < file.size && isCut ? { end: reached, patches: [] } : null;
  }
  // What comes behind all clusters, an index or tags, holds no picture.
  if (last !== cluster || (endless && reached === file.size)) {
    return null;
  }
  if (cluster.start + cluster.size <= file.size) {
    return { end: reached, patches: [] };
  }
  const data = new DataView(await file.slice(cluster.start).arrayBuffer());
  const whole = [...elementsIn(data, cluster.start)].findLast(({ start, size }) => start + size <= file.size);
  const end = whole ? whole.start + whole.size : cluster.start;
  return { end, patches: (endless ? [cluster] : [segment, cluster]).map((one) => endingAt(one, end)) };
}

/** Makes an element, whose ID has four bytes, end there. */
function endingAt({ at, start }: Element, end: number): Patch {
  return { at: at + 4, bytes: sizeOf(end - start, start - at - 4) };
}

/** A size as it is written in so many bytes. */
function sizeOf(size: number, bytes: number): Uint8Array<ArrayBuffer> {
  const written = Uint8Array.from(
    { length: bytes },
    (_, i) => Math.floor(size / 256 ** (bytes - 1 - i)) & 0xff,
  );
  written[0] = (written[0] ?? 0) | (0x100 >> bytes);
  return written;
}

const inside = ({ data, start }: Read) => [...elementsIn(data, start)];
const numberOf = (elements: readonly Read[], id: number) => {
  const found = elements.findLast((element) => element.id === id);
  return found && unsigned(found.data);
};

function factsOf(entries: readonly Read[]): Facts {
  const read = entries.map(trackOf);
  return {
    tracks: read.map(({ facts }) => facts),
    patches: read.flatMap(({ patches }) => patches),
    end: null,
  };
}

function trackOf(entry: Read): { readonly facts: TrackFacts; readonly patches: readonly Patch[] } {
  const parts = inside(entry);
  const video = parts.filter(({ id }) => id === VIDEO).flatMap(inside);
  const alpha = video.filter(({ id, data }) => id === ALPHA_MODE && unsigned(data) !== 0);
  return {
    facts: {
      id: numberOf(parts, TRACK_NUMBER) ?? -1,
      isVideo: numberOf(parts, TRACK_TYPE) === VIDEO_TRACK,
      // mediabunny knows nothing of a track that is switched off.
      enabled: true,
      crop: () => cropOf(video),
      transparent: alpha.length > 0,
      obstacle: obstacleOf(parts),
      stretches: () => WHOLE,
    },
    patches: alpha.map(({ start, data }) => ({
      at: start,
      bytes: new Uint8Array(data.byteLength),
      hidesTransparency: true,
    })),
  };
}

function obstacleOf(parts: readonly Read[]): string | null {
  const encodings = parts
    .filter(({ id }) => id === CONTENT_ENCODINGS)
    .flatMap(inside)
    .filter(({ id }) => id === CONTENT_ENCODING)
    .map(inside);
  for (const encoding of encodings) {
    if (encoding.some(({ id }) => id === CONTENT_ENCRYPTION)) {
      return 'It is encrypted inside the Matroska file.';
    }
    const compressions = encoding.filter(({ id }) => id === CONTENT_COMPRESSION);
    if (
      compressions.some((one) => (numberOf(inside(one), COMPRESSION_ALGORITHM) ?? 0) !== HEADER_STRIPPING)
    ) {
      return 'It is compressed a second time inside the Matroska file (mkvmerge --compression 0:none undoes that).';
    }
  }
  return null;
}

/** @throws FileRefused when nothing is left. */
function cropOf(video: readonly Read[]): Crop | null {
  const value = (id: number) => numberOf(video, id) ?? 0;
  const [x, y, right, bottom] = [CROP_LEFT, CROP_TOP, CROP_RIGHT, CROP_BOTTOM].map(value) as [
    number,
    number,
    number,
    number,
  ];
  if (x + y + right + bottom === 0) {
    return null;
  }
  const of = { width: value(PIXEL_WIDTH), height: value(PIXEL_HEIGHT) };
  const width = of.width - x - right;
  const height = of.height - y - bottom;
  if (!(width >= 1 && height >= 1)) {
    throw new FileRefused(fileProblem('broken', 'It cuts off more of its picture than there is.'));
  }
  // Whatever their unit, these two say how wide the part is for its height.
  const shape = (value(DISPLAY_WIDTH) * height) / (value(DISPLAY_HEIGHT) * width);
  const wider = shape > 0 && Number.isFinite(shape) ? shape : 1;
  const shown = {
    width: Math.round(width * Math.max(1, wider)),
    height: Math.round(height / Math.min(1, wider)),
  };
  return { x, y, width, height, of, shown };
}
