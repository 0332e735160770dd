import type { ManifestOptions, VitePWAOptions } from 'vite-plugin-pwa';

export const MANIFEST: Partial<ManifestOptions>;
export function offlineOptions(): Partial<VitePWAOptions>;
