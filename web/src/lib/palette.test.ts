import { describe, expect, it } from 'vitest'
import { assign, Palette } from './palette'

const names = (count: number, prefix = 'm') => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`)

describe('colours', () => {
  it('go to the first nine, in order', () => {
    expect(assign({}, names(12))).toEqual(Object.fromEntries(names(9).map((name, i) => [name, i + 1])))
  })

  it('stay with a name whatever its rank', () => {
    const before = assign({}, names(9))
    expect(assign(before, names(9).reverse())).toBe(before)
  })

  it('are taken over only from a name that no longer leads', () => {
    const after = assign(assign({}, names(9)), ['new', ...names(8)])
    expect(after.new).toBe(9)
    expect(after.m9).toBeUndefined()
    for (const [i, name] of names(8).entries()) expect(after[name]).toBe(i + 1)
  })

  it('go to names of no known weight only while some are free', () => {
    const before = assign({}, names(8))
    const after = assign(before, ['x', 'y'], true)
    expect(after).toEqual({ ...before, x: 9 })
    expect(assign(after, ['z'], true)).toBe(after)
  })

  it('are never shared', () => {
    let assignment = {}
    for (let round = 0; round < 40; round++) {
      assignment = assign(assignment, names(9, String.fromCharCode(97 + (round % 5))))
      const slots = Object.values(assignment)
      expect(new Set(slots).size).toBe(slots.length)
    }
  })

  it('are remembered in the browser, and broken memory is forgotten', () => {
    const stored = new Map<string, string>()
    const memory = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    }
    new Palette(memory, 'k').claim('model', ['b', 'a'])
    expect(new Palette(memory, 'k').snapshot()).toEqual({ model: { b: 1, a: 2 } })
    stored.set('k', '{')
    expect(new Palette(memory, 'k').snapshot()).toEqual({})
  })
})
