import { expect, test } from 'vitest';
import { signatureOf } from './signature.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test.each([
  ['\xff\xd8\xff\xe0 JFIF', 'picture', 'a JPEG picture'],
  ['\x89PNG\r\n\x1a\n', 'picture', 'a PNG picture'],
  ['RIFF\x10\0\0\0WEBPVP8 ', 'picture', 'a WebP picture'],
  ['\0\0\0\x1cftypavif', 'picture', 'an AVIF picture'],
  ['\0\0\0\x1cftypheic', 'picture', 'a HEIC picture'],
  ['RIFF\x10\0\0\0WAVEfmt ', 'audio', 'a sound file (WAV)'],
  ['\xff\x0a\xfa\x7f', 'picture', 'a JPEG XL picture'],
  ['\0\0\0\x0cJXL \r\n', 'picture', 'a JPEG XL picture'],
  [`OggS${'\0'.repeat(24)}OpusHead`, 'audio', 'a sound file (Ogg)'],
  [`OggS${'\0'.repeat(24)}\x80theora\x03`, 'unreadable', 'an Ogg Theora video'],
  ['FORM\0\0\x10\0AIFFCOMM', 'audio', 'a sound file (AIFF)'],
  ['RIFF\x10\0\0\0AVI LIST', 'unreadable', 'an AVI video'],
  ['%PDF-1.7', 'other', 'a PDF document'],
  ['PK\x03\x04', 'other', 'a ZIP archive or office document'],
])('%j is recognised by its first bytes', (start, kind, name) => {
  expect(signatureOf(bytes(start))).toEqual({ kind, name });
});

test('videos that can be read, texts and scraps are none of these', () => {
  for (const start of ['\0\0\0\x20ftypisom', '\x1a\x45\xdf\xa3', 'Dear diary', '', 'R', '\0\0\0\0']) {
    expect(signatureOf(bytes(start))).toBeNull();
  }
});
