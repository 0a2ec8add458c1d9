import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Block } from './chain.server.ts'

/** The published heads: one line of JSON a block, outside the database, so that whoever owns the database cannot recompute the chain. */
export const headsFile = (stateDir: string) => join(stateDir, 'audit-heads.jsonl')

/** Every published block. A last line half written by a killed process does not count: it is published again. Throws on any other line that is no JSON. */
export function readHeads(stateDir: string): Block[] {
  const path = headsFile(stateDir)
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  const isWhole = lines.at(-1) === ''
  return lines.slice(0, isWhole ? -1 : lines.length - 1).map((text, n) => {
    try {
      return JSON.parse(text) as Block
    } catch {
      throw new Error(`${path}, line ${n + 1} is no block`)
    }
  })
}

/** Appends and waits until the disk has it. What a killed process left half written at the end is cut off first. */
export function publishHeads(stateDir: string, blocks: Block[]): void {
  const path = headsFile(stateDir)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = openSync(path, 'a+', 0o600)
  try {
    ftruncateSync(file, lastLineEnd(file))
    writeSync(file, blocks.map((block) => `${JSON.stringify(block)}\n`).join(''))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Length of the file up to and with its last line end. A line is far shorter than what is looked at. */
function lastLineEnd(file: number): number {
  const { size } = fstatSync(file)
  const from = Math.max(0, size - 4096)
  const tail = Buffer.alloc(size - from)
  readSync(file, tail, 0, tail.length, from)
  return from + tail.lastIndexOf(10) + 1
}
