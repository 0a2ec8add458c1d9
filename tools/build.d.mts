import type { Plugin } from 'esbuild'
export function buildIfChanged(): Promise<boolean>
export const databaseDriver: Plugin
export function mended(name: string, source: string): string
