import type { UserConfig } from 'vite';

export function workers(folder: string): UserConfig['worker'];
