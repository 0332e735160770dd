/** Drawn by us, 24 × 24, in the colour of the words that they stand beside. */
const PATHS = {
  start: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8 5.5v13M16 5.5v13',
  stop: 'M7 7h10v10H7z',
  snapshot: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  copy: 'M9 9h10v11H9zM15 5.5V4H5v11h1.5',
  another: 'M19 12a7 7 0 1 1-2.1-5M17 3v4h-4M9.5 12.5q2.5 2 5 0',
  popOut: 'M4 6h16v12H4zM12.5 12.5H20V18h-7.5z',
  full: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  more: 'M5 7h14M5 12h14M5 17h14',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon-drawn" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
