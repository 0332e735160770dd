/** Whatever may be a picture or a video, also of kinds that are refused in words: nothing of the kind is left out of a folder unsaid. */
export const MEDIA_NAME =
  /\.(jpe?g|jfif|png|webp|gif|bmp|avif|hei[cf]|tiff?|jxl|jp2|mp4|m4v|mov|qt|webm|mkv|avi|wmv|flv|ogv|mpe?g|m?ts|m2ts|3gp|3g2)$/i;

/** "a.jpg" as "a (2).jpg": the name that a second file gets beside the first. Folders before it stay as they are. @param n 1: as it is */
export function numbered(name: string, n: number): string {
  const [, stem = name, extension = ''] = /^(.*?)(\.[^./]{1,5})?$/s.exec(name) ?? [];
  return n === 1 ? name : `${stem} (${n})${extension}`;
}

/** 'image/jpeg' → 'jpg'. @param mime with parameters or without */
export function extensionOf(mime: string): string {
  const kind = mime.split(';')[0]?.split('/')[1] ?? '';
  return kind === 'jpeg' ? 'jpg' : kind;
}
