// @vitest-environment node
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '../src')

/** What each layer may import, besides itself. */
const MAY: Record<string, string[]> = {
  api: [],
  lib: ['api'],
  components: ['api', 'lib'],
  features: ['api', 'lib', 'components'],
  app: ['api', 'lib', 'components', 'features'],
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name)
    return statSync(file).isDirectory() ? filesBelow(file) : /\.tsx?$/.test(name) ? [file] : []
  })
}

/** `features/overview` for a feature, `lib` for the rest. */
function roomOf(file: string): string {
  const [layer = '', feature = ''] = path.relative(SRC, file).split(path.sep)
  return layer === 'features' ? `features/${feature}` : layer
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)]
    .map((match) => match[1]!)
    .filter((target) => target.startsWith('.') || target.startsWith('@/'))
    .map((target) =>
      target.startsWith('@/') ? path.join(SRC, target.slice(2)) : path.resolve(path.dirname(file), target),
    )
}

const files = filesBelow(SRC).filter((file) => path.dirname(file) !== SRC)

describe('imports go one way', () => {
  it('reads the source', () => {
    expect(files.length).toBeGreaterThan(40)
  })

  it.each(files.map((file) => [path.relative(SRC, file), file]))('%s', (_, file) => {
    const room = roomOf(file)
    const layer = room.split('/')[0]!
    const breaches = importsOf(file)
      .map(roomOf)
      .filter((target) => target !== room && !MAY[layer]!.includes(target.split('/')[0]!))
    expect(breaches).toEqual([])
  })
})

describe('money', () => {
  it('is never read as a binary floating point number outside lib/decimal', () => {
    const offenders = files.filter((file) =>
      /(?:parseFloat|Number)\([^)]*(?:cost|amount|unit_price|price)\b/.test(readFileSync(file, 'utf8')),
    )
    expect(offenders.map((file) => path.relative(SRC, file))).toEqual([])
  })
})
