/** "a.jpg" as "a (2).jpg": the name that a second file gets beside the first. Folders before it stay as they are. @param n 1: as it is */
export function numbered(name: string, n: number): string {
  const [, stem = name, extension = ''] = /^(.*?)(\.[^./]{1,5})?$/s.exec(name) ?? [];
  return n === 1 ? name : `${stem} (${n})${extension}`;
}
