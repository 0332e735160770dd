/** What a file really is, from its first bytes: names lie. */

export interface Signature {
  readonly kind: 'picture' | 'audio' | 'unreadable' | 'other';
  /** As in "This is …". */
  readonly name: string;
}

/** Bytes that `signatureOf` wants to see. */
export const SIGNATURE_BYTES = 36;

/** `?` matches any character; the text is compared byte by byte (Latin-1). */
const TABLE: readonly (readonly [string, Signature['kind'], string])[] = [
  ['\xff\xd8\xff', 'picture', 'a JPEG picture'],
  ['\x89PNG', 'picture', 'a PNG picture'],
  ['GIF8', 'picture', 'a GIF picture'],
  ['RIFF????WEBP', 'picture', 'a WebP picture'],
  ['\xff\x0a', 'picture', 'a JPEG XL picture'],
  ['\0\0\0\x0cJXL ', 'picture', 'a JPEG XL picture'],
  ['BM', 'picture', 'a BMP picture'],
  ['????ftypavi', 'picture', 'an AVIF picture'],
  ['????ftyphei', 'picture', 'a HEIC picture'],
  ['????ftyphev', 'picture', 'a HEIC picture'],
  ['????ftypmif1', 'picture', 'a HEIC picture'],
  ['II*\0', 'picture', 'a TIFF picture'],
  ['MM\0*', 'picture', 'a TIFF picture'],
  ['????ftypM4A', 'audio', 'a sound file (M4A)'],
  ['????ftypM4B', 'audio', 'a sound file (M4B)'],
  ['????ftypM4P', 'audio', 'a sound file (M4P)'],
  [`OggS${'?'.repeat(24)}\x80theora`, 'unreadable', 'an Ogg Theora video'],
  ['OggS', 'audio', 'a sound file (Ogg)'],
  ['ID3', 'audio', 'a sound file (MP3)'],
  ['\xff\xfb', 'audio', 'a sound file (MP3)'],
  ['\xff\xf3', 'audio', 'a sound file (MP3)'],
  ['\xff\xf1', 'audio', 'a sound file (AAC)'],
  ['\xff\xf9', 'audio', 'a sound file (AAC)'],
  ['#!AMR', 'audio', 'a sound file (AMR)'],
  ['caff', 'audio', 'a sound file (CAF)'],
  ['FORM????AIF', 'audio', 'a sound file (AIFF)'],
  ['MThd', 'audio', 'a sound file (MIDI)'],
  ['fLaC', 'audio', 'a sound file (FLAC)'],
  ['RIFF????WAVE', 'audio', 'a sound file (WAV)'],
  ['RIFF????AVI', 'unreadable', 'an AVI video'],
  ['\x30\x26\xb2\x75', 'unreadable', 'a Windows Media video'],
  ['\0\0\x01\xba', 'unreadable', 'an MPEG video'],
  ['\0\0\x01\xb3', 'unreadable', 'an MPEG video'],
  ['.RMF', 'unreadable', 'a RealMedia video'],
  ['FLV', 'unreadable', 'a Flash video'],
  ['%PDF', 'other', 'a PDF document'],
  ['PK\x03\x04', 'other', 'a ZIP archive or office document'],
  ['<svg', 'other', 'an SVG drawing'],
  ['<!DO', 'other', 'a web page'],
  ['<htm', 'other', 'a web page'],
];

/** Null for what the table does not have, among it the videos that can be read. */
export function signatureOf(bytes: Uint8Array): Signature | null {
  const text = String.fromCharCode(...bytes.subarray(0, SIGNATURE_BYTES));
  for (const [pattern, kind, name] of TABLE) {
    const fits = [...pattern].every((wanted, i) => wanted === '?' || text[i] === wanted);
    if (fits && text.length >= pattern.length) {
      return { kind, name };
    }
  }
  return null;
}
