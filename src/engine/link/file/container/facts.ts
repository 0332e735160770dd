import type { Stretch } from './edit-list.ts';

/** The part of a stored picture that is shown. */
export interface Crop {
  /** Stored pixels, before the picture is turned. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Size of the whole stored picture. */
  readonly of: { readonly width: number; readonly height: number };
  /** Size at which the part is shown, in square pixels, before it is turned. */
  readonly shown: { readonly width: number; readonly height: number };
}

/** What a container says of a track and mediabunny does not heed. */
export interface TrackFacts {
  /** As mediabunny has it, too. */
  readonly id: number;
  readonly isVideo: boolean;
  /** Players show no track that is switched off. */
  readonly enabled: boolean;
  /** Null: all of the picture is shown. @throws FileRefused when it makes no sense */
  readonly crop: () => Crop | null;
  /** How see-through its pictures are is stored beside them. */
  readonly transparent: boolean;
  /** Why it cannot be read here, as a sentence; null when it can. */
  readonly obstacle: string | null;
  /** Which parts are shown, and when. @throws FileRefused when that cannot be honoured */
  readonly stretches: () => readonly Stretch[];
}

/** Bytes that mediabunny is given in the place of those of the file. */
export interface Patch {
  readonly at: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of transparency: its reader is given the file without this patch. */
  readonly hidesTransparency?: boolean;
}

export interface Facts {
  readonly tracks: readonly TrackFacts[];
  readonly patches: readonly Patch[];
  /** Where what can be read of a file ends that was cut off; null where nothing was. */
  readonly end: number | null;
}

/** The same file with other bytes in some places. Nothing moves, and nothing is copied. */
export function patched(file: Blob, patches: readonly Patch[]): Blob {
  const parts: BlobPart[] = [];
  let reached = 0;
  for (const { at, bytes } of [...patches].sort((a, b) => a.at - b.at)) {
    parts.push(file.slice(reached, at), bytes);
    reached = at + bytes.length;
  }
  return parts.length === 0 ? file : new Blob([...parts, file.slice(reached)]);
}
