// @vitest-environment node
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(path.resolve(import.meta.dirname, '../src/styles/tokens.css'), 'utf8')
const [lightText = '', darkText = ''] = css.split(/\[data-theme=['"]dark['"]\]/)
const read = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]),
  )
const light = read(lightText)
const themes = { light, dark: { ...light, ...read(darkText) } }

const CATEGORIES = Array.from({ length: 10 }, (_, i) => `c${i + 1}`)
const TEXT: Record<string, string[]> = {
  ink: ['bg', 'surface', 'sunken', 'hover', 'selected', 'warn-soft', 'bad-soft', 'accent-soft'],
  'ink-2': ['bg', 'surface', 'sunken', 'hover', 'selected', 'warn-soft', 'bad-soft', 'accent-soft'],
  'ink-3': ['bg', 'surface', 'sunken', 'hover', 'selected', 'warn-soft'],
  'accent-ink': ['bg', 'surface', 'sunken', 'hover', 'accent-soft', 'selected'],
  'warn-ink': ['bg', 'surface', 'warn-soft', 'sunken', 'hover'],
  'bad-ink': ['bg', 'surface', 'bad-soft', 'hover'],
  'on-accent': ['accent'],
}

type Rgb = [number, number, number]
const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
const rgb = (hex: string): Rgb => [1, 3, 5].map((i) => linear(parseInt(hex.slice(i, i + 2), 16) / 255)) as Rgb
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b
/** WCAG 2.2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(rgb(a)), luminance(rgb(b))]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

/** OKLab, Björn Ottosson 2020; distance 0.02 is just visible. */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** Machado, Oliveira and Fernandes 2009, severity 1. */
const VISIONS: Record<string, number[]> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
}

it('reads two themes', () => {
  expect(light.bg).not.toBe(themes.dark.bg)
  expect(Object.keys(read(darkText)).length).toBeGreaterThan(30)
})

describe.each(Object.entries(themes))('%s', (_, tokens) => {
  it('text is AA on every ground it stands on', () => {
    const low = Object.entries(TEXT).flatMap(([text, grounds]) =>
      grounds
        .filter((ground) => contrast(tokens[text]!, tokens[ground]!) < 4.5)
        .map((ground) => `${text} on ${ground}`),
    )
    expect(low).toEqual([])
  })

  it('marks and series stand out 3 : 1 from the surface', () => {
    const marks = ['focus', 'accent', 'warn', 'bad', 'series', 'compare', ...CATEGORIES]
    expect(marks.filter((mark) => contrast(tokens[mark]!, tokens.surface!) < 3)).toEqual([])
  })

  it.each(Object.entries(VISIONS))('ten colours are told apart in %s vision, neighbours more so', (__, m) => {
    const labs = CATEGORIES.map((name) => {
      const [r, g, b] = rgb(tokens[name]!)
      const seen = [0, 3, 6].map((i) => Math.min(1, Math.max(0, m[i]! * r + m[i + 1]! * g + m[i + 2]! * b)))
      return oklab(seen as Rgb)
    })
    const distance = (i: number, j: number) => Math.hypot(...labs[i]!.map((x, q) => x - labs[j]![q]!))
    for (let i = 0; i < 10; i++)
      for (let j = i + 1; j < 10; j++) expect(distance(i, j)).toBeGreaterThanOrEqual(j === i + 1 ? 0.1 : 0.06)
  })
})
