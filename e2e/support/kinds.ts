/** Kinds of files that phones, cameras, editors and downloads bring, made by ffmpeg from one video of ours. */
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NoteCode } from '../../src/engine/link/file/notes.ts';

const run = promisify(execFile);

export const hasFfmpeg = () =>
  ['ffmpeg', 'ffprobe'].every((name) => spawnSync(name, ['-version']).status === 0);

export interface Kind {
  /** Of the file that is made; its ending says the container. */
  readonly name: string;
  /** For ffmpeg, before and after the input. */
  readonly before?: readonly string[];
  readonly after: readonly string[];
  /** Words by which it is refused, where it has to be. */
  readonly refused?: RegExp;
  /** Some browsers open it, and others do not. */
  readonly opens?: 'in-some';
  /** Players show other colours than it says, or others than ffmpeg: what counts is that faces are covered. */
  readonly coloursDiffer?: boolean;
  /** What has to be said about it. */
  readonly says?: NoteCode;
  /** Sent through the page, too, whenever this is tested. */
  readonly inPage?: boolean;
}

const H264 = ['-c:v', 'libx264', '-crf', '12', '-preset', 'veryfast'] as const;
const PLAIN = [...H264, '-pix_fmt', 'yuv420p'] as const;
const VP9 = [
  '-c:v',
  'libvpx-vp9',
  '-crf',
  '15',
  '-b:v',
  '0',
  '-deadline',
  'realtime',
  '-cpu-used',
  '8',
] as const;
const VP8 = ['-c:v', 'libvpx', '-crf', '8', '-b:v', '4M', '-deadline', 'realtime'] as const;
const AV1 = ['-c:v', 'libsvtav1', '-crf', '15', '-preset', '12'] as const;
/** Toned down, numbers in the picture have less contrast to be read by. */
const FINE_AV1 = ['-c:v', 'libsvtav1', '-crf', '3', '-preset', '8'] as const;
const AAC = ['-c:a', 'aac'] as const;
const TEN_BITS = ['-pix_fmt', 'yuv420p10le'] as const;
/** Deep, wide and bright, as phones film; sRGB's white is where ITU-R BT.2408 has it. */
const inHdr = (transfer: 'smpte2084' | 'arib-std-b67') => [
  '-vf',
  `zscale=min=170m:pin=170m:tin=601:m=2020_ncl:p=2020:t=${transfer}:npl=203,format=yuv420p10le`,
  ...['-colorspace', 'bt2020nc', '-color_primaries', 'bt2020', '-color_trc', transfer],
];
const PQ = inHdr('smpte2084');
const HLG = inHdr('arib-std-b67');
const SILENT = ['-an'] as const;
const STILL = ['-an', '-frames:v', '1'] as const;

const CODEC = /This browser cannot play this kind of video/;
const NOT_MEDIA = /Not a video or picture/;
const UNSHOWN = /This browser cannot show this kind of picture/;

export const KINDS: readonly Kind[] = [
  // H.264
  { name: 'baseline.mp4', after: [...PLAIN, '-profile:v', 'baseline', ...AAC] },
  { name: 'b-frames.mp4', inPage: true, after: [...PLAIN, '-bf', '3', '-g', '5', ...AAC] },
  {
    name: 'open-groups.mp4',
    after: [...PLAIN, '-bf', '2', '-x264-params', 'open-gop=1:keyint=4:min-keyint=1', ...AAC],
  },
  { name: 'every-frame-a-key.mp4', after: [...PLAIN, '-g', '1', ...AAC] },
  { name: 'interlaced.mp4', after: [...PLAIN, '-flags', '+ilme+ildct', '-x264-params', 'tff=1', ...AAC] },
  {
    name: 'full-range.mp4',
    after: [...H264, '-vf', 'scale=out_range=pc', '-pix_fmt', 'yuvj420p', '-color_range', 'pc', ...AAC],
  },
  {
    name: 'bt709.mp4',
    after: [
      ...PLAIN,
      '-vf',
      'scale=out_color_matrix=bt709',
      '-colorspace',
      'bt709',
      '-color_primaries',
      'bt709',
      '-color_trc',
      'bt709',
      ...AAC,
    ],
  },
  {
    name: 'bt601.mp4',
    inPage: true,
    after: [
      ...PLAIN,
      '-vf',
      'scale=out_color_matrix=bt601',
      '-colorspace',
      'smpte170m',
      '-color_primaries',
      'smpte170m',
      '-color_trc',
      'smpte170m',
      ...AAC,
    ],
  },
  { name: 'ten-bits.mp4', after: [...H264, '-pix_fmt', 'yuv420p10le', ...AAC] },
  { name: 'four-four-four.mp4', after: [...H264, '-pix_fmt', 'yuv444p', ...AAC] },
  // Containers
  { name: 'fragmented.mp4', after: [...PLAIN, '-movflags', '+frag_keyframe+empty_moov', '-g', '3', ...AAC] },
  { name: 'index-first.mp4', after: [...PLAIN, '-movflags', '+faststart', ...AAC] },
  { name: 'quicktime.mov', after: [...PLAIN, ...AAC] },
  { name: 'no-edit-list.mp4', after: [...PLAIN, '-bf', '2', '-use_editlist', '0', ...AAC] },
  { name: 'matroska.mkv', inPage: true, after: [...PLAIN, '-c:a', 'libopus'] },
  { name: 'matroska-live.mkv', after: [...PLAIN, '-c:a', 'libopus', '-live', '1'] },
  { name: 'transport.ts', after: [...PLAIN, ...AAC], refused: NOT_MEDIA },
  { name: 'mobile.3gp', after: [...PLAIN, '-c:a', 'aac', '-ac', '1'] },
  // Other codecs
  { name: 'vp8.webm', after: [...VP8, '-c:a', 'libvorbis'] },
  { name: 'vp9.webm', after: [...VP9, '-c:a', 'libopus'] },
  { name: 'vp9.mp4', after: [...VP9, '-c:a', 'libopus'] },
  {
    name: 'vp9-ten-bits.webm',
    after: [...VP9, '-pix_fmt', 'yuv420p10le', '-profile:v', '2', '-c:a', 'libopus'],
  },
  { name: 'vp9-odd.webm', inPage: true, after: [...VP9, '-vf', 'crop=239:179:0:0', '-c:a', 'libopus'] },
  { name: 'av1.mp4', after: [...AV1, ...AAC] },
  { name: 'av1.webm', after: [...AV1, '-c:a', 'libopus'] },
  {
    name: 'hevc.mp4',
    after: ['-c:v', 'libx265', '-tag:v', 'hvc1', '-x265-params', 'log-level=none', ...AAC],
    refused: CODEC,
  },
  // Deep colours, and such as only HDR has
  { name: 'deep-av1.mp4', after: [...AV1, ...TEN_BITS, ...AAC] },
  {
    name: 'deep-wide.webm',
    after: [
      ...VP9,
      '-vf',
      'zscale=min=170m:pin=170m:tin=601:m=2020_ncl:p=2020:t=2020_10,format=yuv420p10le',
      ...[
        '-profile:v',
        '2',
        '-colorspace',
        'bt2020nc',
        '-color_primaries',
        'bt2020',
        '-color_trc',
        'bt2020-10',
      ],
      '-c:a',
      'libopus',
    ],
  },
  {
    name: 'hdr-pq.webm',
    says: 'hdr',
    inPage: true,
    after: [...VP9, ...PQ, '-profile:v', '2', '-c:a', 'libopus'],
  },
  { name: 'hdr-hlg.webm', says: 'hdr', after: [...VP9, ...HLG, '-profile:v', '2', '-c:a', 'libopus'] },
  { name: 'hdr-pq-av1.mp4', says: 'hdr', after: [...FINE_AV1, ...PQ, ...AAC] },
  { name: 'hdr-hlg-av1.mp4', says: 'hdr', after: [...FINE_AV1, ...HLG, ...AAC] },
  { name: 'hdr-pq-avc.mp4', says: 'hdr', after: [...H264, ...PQ, ...AAC] },
  {
    name: 'hdr-pq-hevc.mp4',
    after: ['-c:v', 'libx265', '-tag:v', 'hvc1', ...PQ, '-x265-params', 'log-level=none:hdr10=1', ...AAC],
    refused: CODEC,
  },
  {
    name: 'hdr-hlg-hevc.mov',
    after: ['-c:v', 'libx265', '-tag:v', 'hvc1', ...HLG, '-x265-params', 'log-level=none', ...AAC],
    refused: CODEC,
  },
  { name: 'mpeg-4.mp4', after: ['-c:v', 'mpeg4', ...AAC], refused: CODEC },
  { name: 'motion-jpeg.mov', after: ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', ...AAC], refused: CODEC },
  { name: 'prores.mov', inPage: true, after: ['-c:v', 'prores_ks', '-c:a', 'pcm_s16le'], refused: CODEC },
  { name: 'divx.avi', after: ['-c:v', 'mpeg4', '-c:a', 'libmp3lame'], refused: CODEC },
  { name: 'flash.flv', after: ['-c:v', 'flv', '-ar', '44100', '-c:a', 'libmp3lame'], refused: CODEC },
  { name: 'windows.wmv', after: ['-c:v', 'wmv2', '-c:a', 'ac3'], refused: CODEC },
  { name: 'theora.ogv', after: ['-c:v', 'libtheora', '-c:a', 'libvorbis'], refused: CODEC },
  { name: 'dvd.mpg', after: ['-c:v', 'mpeg2video', '-r', '25', '-c:a', 'ac3'], refused: CODEC },
  // Time
  {
    name: 'varying-rate.mp4',
    inPage: true,
    after: [...PLAIN, '-vf', "setpts='if(lt(N,5),N*0.1,0.5+(N-5)*0.37)/TB'", '-fps_mode', 'vfr', ...SILENT],
  },
  { name: 'one-a-second.mp4', after: [...PLAIN, '-vf', 'setpts=N/TB', '-r', '1', ...SILENT] },
  { name: 'sixty-a-second.mp4', after: [...PLAIN, '-vf', 'setpts=N/60/TB', '-r', '60', ...SILENT] },
  { name: 'ntsc.mp4', after: [...PLAIN, '-vf', 'setpts=N*1001/30000/TB', '-r', '30000/1001', ...SILENT] },
  { name: 'late-sound.mp4', after: [...PLAIN, '-af', 'adelay=400', '-t', '2', ...AAC] },
  {
    name: 'late-picture.mp4',
    before: ['-itsoffset', '0.5'],
    after: [...PLAIN, '-fps_mode', 'passthrough', ...AAC],
  },
  // Shape
  { name: 'anamorphic.mp4', inPage: true, after: [...PLAIN, '-vf', 'setsar=4/3', ...AAC] },
  { name: 'anamorphic.webm', after: [...VP9, '-vf', 'setsar=4/3', '-c:a', 'libopus'] },
  { name: 'coded-larger.mp4', after: [...PLAIN, '-vf', 'crop=234:170:0:0', ...AAC] },
  // A colour of four pixels runs into the next one.
  { name: 'tiny.mp4', coloursDiffer: true, after: [...PLAIN, '-vf', 'scale=16:16', ...SILENT] },
  { name: 'single.mp4', after: [...PLAIN, '-frames:v', '1', ...SILENT] },
  // Sound and other tracks
  { name: 'mp3.mp4', after: [...PLAIN, '-c:a', 'libmp3lame'] },
  { name: 'flac.mp4', after: [...PLAIN, '-c:a', 'flac', '-strict', '-2'] },
  { name: 'ac3.mp4', inPage: true, after: [...PLAIN, '-c:a', 'ac3'] },
  { name: 'pcm.mov', after: [...PLAIN, '-c:a', 'pcm_s16le'] },
  { name: 'alac.mov', after: [...PLAIN, '-c:a', 'alac'] },
  { name: 'surround.mp4', after: [...PLAIN, '-ac', '6', ...AAC] },
  { name: 'two-sounds.mp4', after: [...PLAIN, '-map', '0:v', '-map', '0:a', '-map', '0:a', ...AAC] },
  // Pictures
  { name: 'plain.jpg', after: [...STILL, '-q:v', '2'] },
  { name: 'grey.jpg', after: [...STILL, '-pix_fmt', 'gray', '-q:v', '2'] },
  { name: 'deep.png', after: [...STILL, '-pix_fmt', 'rgb48be'] },
  { name: 'palette.png', after: [...STILL, '-vf', 'split[a][b];[a]palettegen[p];[b][p]paletteuse'] },
  { name: 'lossless.webp', inPage: true, after: [...STILL, '-c:v', 'libwebp', '-lossless', '1'] },
  { name: 'moving.webp', says: 'first-picture', after: ['-an', '-c:v', 'libwebp_anim', '-loop', '0'] },
  { name: 'moving.gif', says: 'first-picture', after: ['-an'] },
  { name: 'moving.png', says: 'first-picture', after: ['-an', '-f', 'apng'] },
  { name: 'plain.bmp', after: [...STILL] },
  {
    name: 'plain.avif',
    inPage: true,
    after: [...STILL, '-c:v', 'libaom-av1', '-still-picture', '1', '-cpu-used', '8'],
  },
  { name: 'plain.tiff', after: [...STILL], refused: UNSHOWN },
  { name: 'plain.jp2', after: [...STILL], refused: NOT_MEDIA },
  {
    name: 'plain.jxl',
    inPage: true,
    after: [...STILL, '-c:v', 'libjxl'],
    refused: UNSHOWN,
    opens: 'in-some',
  },
];

/** Makes a file of every kind, two at a time. @throws (rejects) with ffmpeg's words */
export async function makeKinds(kinds: readonly Kind[], source: string, folder: string): Promise<void> {
  const waiting = [...kinds];
  const line = async () => {
    for (let kind = waiting.shift(); kind; kind = waiting.shift()) {
      const { before = [], after, name } = kind;
      const args = [...before, '-i', source, '-map_metadata', '-1', ...after, join(folder, name)];
      await run('ffmpeg', ['-v', 'error', '-y', '-threads', '1', ...args]);
    }
  };
  await Promise.all([line(), line()]);
}

export interface Probed {
  readonly frames: number;
  /** Codec of the first soundtrack. */
  readonly sound: string | null;
  /** Of all of it; not a number where it does not say. */
  readonly seconds: number;
}

/** What ffmpeg shows of a file. */
export async function probe(path: string): Promise<Probed> {
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-count_frames',
    '-show_streams',
    '-show_format',
    '-of',
    'json',
    path,
  ]);
  const { streams, format } = JSON.parse(stdout) as {
    streams: readonly { codec_type: string; codec_name: string; nb_read_frames?: string }[];
    format: { duration?: string };
  };
  const of = (type: string) => streams.find(({ codec_type }) => codec_type === type);
  return {
    frames: Number(of('video')?.nb_read_frames ?? 0),
    sound: of('audio')?.codec_name ?? null,
    seconds: Number(format.duration),
  };
}
