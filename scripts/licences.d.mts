import type { Plugin } from 'vite';

export function shippedPackages(): string[];
export function licencesText(): string;
export function licences(): Plugin;
