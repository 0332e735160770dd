import { lazy } from 'react';

const parts = () => import('./parts.tsx');

export const FileLayers = lazy(async () => ({ default: (await parts()).FileLayers }));
export const FileBars = lazy(async () => ({ default: (await parts()).FileBars }));
export const FileCards = lazy(async () => ({ default: (await parts()).FileCards }));
export const Reveal = lazy(async () => ({ default: (await import('../edit/Reveal.tsx')).Reveal }));
