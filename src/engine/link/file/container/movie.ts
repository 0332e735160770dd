/** What the header of an MP4 or QuickTime file says of its tracks that mediabunny does not heed. */
import { FileRefused, fileProblem } from '../problem.ts';
import { type Box, boxesIn, boxesWithin, topBox, topBoxes } from './boxes.ts';
import { parseEdits, stretchesOf } from './edit-list.ts';
import type { Crop, Facts, Patch, TrackFacts } from './facts.ts';

/** The type of a box that nobody reads. */
const FREE = new TextEncoder().encode('free');
/** Bytes of a picture's description before the boxes in it. */
const VISUAL_ENTRY = 78;

interface Header {
  /** Units of time a second. */
  readonly timeScale: number;
  readonly fragmented: boolean;
}

/**
 * Null for a file of another kind, or one that ends before its pictures begin.
 * @throws (rejects) FileRefused when it has pictures and no whole header, and what reading a file throws.
 */
export async function readMovie(file: Blob): Promise<Facts | null> {
  const moov = await topBox(file, 'moov');
  if (!moov) {
    for await (const { type } of topBoxes(file)) {
      // A piece of a stream, whose header is in another file.
      if (type === 'moof') {
        return null;
      }
      if (type === 'mdat') {
        throw new FileRefused(fileProblem('no-contents'));
      }
    }
    return null;
  }
  const boxes = [...boxesIn(moov)];
  const header = {
    timeScale: field(one(boxes, 'mvhd'), 12),
    fragmented: boxes.some(({ type }) => type === 'mvex'),
  };
  const tracks = boxes.filter(({ type }) => type === 'trak').map((trak) => [...boxesWithin(trak)]);
  return {
    tracks: tracks.map((parts) => factsOf(parts, header)),
    patches: tracks.flatMap(patchesOf),
    end: (await isCutOff(file)) ? file.size : null,
  };
}

/** Whether its pictures, or the last fragment of a recording, go further than the file does. */
async function isCutOff(file: Blob): Promise<boolean> {
  for await (const { type, at, size } of topBoxes(file)) {
    if (at + size > file.size) {
      return type === 'moof' || type === 'mdat';
    }
  }
  return false;
}

const one = (boxes: readonly Box[], type: string) => boxes.find((box) => box.type === type);

/** A field of four bytes. Version 1 of a header has times of eight bytes, of which two come first. @param at of the field in version 0 */
function field(box: Box | undefined, at: number): number {
  const later = box && box.data.byteLength > 0 && box.data.getUint8(0) === 1 ? 8 : 0;
  return box && box.data.byteLength >= at + later + 4 ? box.data.getUint32(at + later) : 0;
}

function factsOf(parts: readonly Box[], { timeScale, fragmented }: Header): TrackFacts {
  const tkhd = one(parts, 'tkhd');
  const hdlr = one(parts, 'hdlr');
  const isVideo = hdlr !== undefined && text(hdlr.data, 8) === 'vide';
  const lists = parts.filter(({ type }) => type === 'elst');
  return {
    id: field(tkhd, 12),
    isVideo,
    enabled: tkhd !== undefined && tkhd.data.byteLength >= 4 && (tkhd.data.getUint8(3) & 1) === 1,
    crop: () => (isVideo ? cropOf(descriptionsOf(parts)[0]) : null),
    transparent: false,
    obstacle: areAlike(parts)
      ? null
      : 'Its coding changes in the middle (it has several sample descriptions).',
    stretches() {
      if (lists.length > 1) {
        throw new FileRefused(fileProblem('cuts', 'It has several edit lists for one track.'));
      }
      const edits = lists.flatMap(({ data }) => parseEdits(data));
      return stretchesOf(edits, { movie: timeScale, media: field(one(parts, 'mdhd'), 12), fragmented });
    },
  };
}

/** Edit lists are followed here, and not a second time elsewhere. Of several descriptions that serve as one, mediabunny takes the first. */
function patchesOf(parts: readonly Box[]): readonly Patch[] {
  const stsd = one(parts, 'stsd');
  const single = stsd && field(stsd, 4) > 1 && areAlike(parts);
  return [
    ...parts.filter(({ type }) => type === 'elst').map(({ at }) => ({ at, bytes: FREE })),
    ...(single ? [{ at: stsd.start + 4, bytes: new Uint8Array([0, 0, 0, 1]) }] : []),
  ];
}

function descriptionsOf(parts: readonly Box[]): readonly Box[] {
  const stsd = one(parts, 'stsd');
  return stsd && stsd.data.byteLength >= 8 ? [...boxesIn(partOf(stsd, 8))] : [];
}

/** True when the first sample description serves for all samples. */
function areAlike(parts: readonly Box[]): boolean {
  const [first, ...others] = descriptionsOf(parts);
  if (others.every((other) => first && isSame(other.data, first.data))) {
    return true;
  }
  const stsc = one(parts, 'stsc');
  const runs = stsc ? field(stsc, 4) : 0;
  return (
    stsc !== undefined &&
    runs > 0 &&
    stsc.data.byteLength >= 8 + runs * 12 &&
    Array.from({ length: runs }, (_, i) => stsc.data.getUint32(16 + i * 12)).every((number) => number === 1)
  );
}

/** The clean aperture, if the description of a picture has one. @throws FileRefused when it makes no sense */
function cropOf(description: Box | undefined): Crop | null {
  const inner =
    description && description.data.byteLength > VISUAL_ENTRY
      ? [...boxesIn(partOf(description, VISUAL_ENTRY))]
      : [];
  const clap = one(inner, 'clap');
  if (!description || !clap) {
    return null;
  }
  const of = { width: description.data.getUint16(24), height: description.data.getUint16(26) };
  const part = apertureOf(clap.data, of);
  const pasp = one(inner, 'pasp');
  const shape = pasp && pasp.data.byteLength >= 8 ? pasp.data.getUint32(0) / pasp.data.getUint32(4) : 1;
  const wider = shape > 0 && Number.isFinite(shape) ? shape : 1;
  const shown = {
    width: Math.round(part.width * Math.max(1, wider)),
    height: Math.round(part.height / Math.min(1, wider)),
  };
  const whole = part.width === of.width && part.height === of.height;
  return whole ? null : { ...part, of, shown };
}

/**
 * The whole pixels that a clean aperture shows; `clap` has its width, its height and how far its middle lies from that of the picture,
 * each as a fraction.
 * @throws FileRefused when there are none
 */
export function apertureOf(clap: DataView, of: { readonly width: number; readonly height: number }) {
  const fraction = (at: number) =>
    clap.byteLength >= at + 8 ? clap.getInt32(at) / clap.getInt32(at + 4) : Number.NaN;
  const [width, height, right, down] = [0, 8, 16, 24].map(fraction) as [number, number, number, number];
  const left = (of.width - width) / 2 + right;
  const top = (of.height - height) / 2 + down;
  const x = Math.max(0, Math.ceil(left - 1e-6));
  const y = Math.max(0, Math.ceil(top - 1e-6));
  const part = {
    x,
    y,
    width: Math.min(of.width, Math.floor(left + width + 1e-6)) - x,
    height: Math.min(of.height, Math.floor(top + height + 1e-6)) - y,
  };
  if (!(part.width >= 1 && part.height >= 1)) {
    throw new FileRefused(fileProblem('broken', 'It cuts off more of its picture than there is.'));
  }
  return part;
}

const partOf = ({ data, start }: Box, from: number) => ({
  data: new DataView(data.buffer, data.byteOffset + from, data.byteLength - from),
  start: start + from,
});

const text = (data: DataView, at: number) =>
  data.byteLength >= at + 4
    ? String.fromCharCode(...new Uint8Array(data.buffer, data.byteOffset + at, 4))
    : '';

function isSame(a: DataView, b: DataView): boolean {
  const bytes = (view: DataView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const [one, other] = [bytes(a), bytes(b)];
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
