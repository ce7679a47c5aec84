import { describe, expect, it } from 'vitest'
import { Decimal, roundColumn } from './decimal'

const d = (text: string) => Decimal.of(text)

/** mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

describe('Decimal', () => {
  it('reads and writes the contract’s form without changing a digit', () => {
    for (const text of ['0', '12.5', '-0.00042', '123456789012345678901234567890.000000001'])
      expect(d(text).toString()).toBe(text)
  })

  it('reads JSON numbers with an exponent', () => {
    expect(Decimal.of(1e-7).toString()).toBe('0.0000001')
    expect(Decimal.of(1e21).toString()).toBe('1000000000000000000000')
  })

  it('refuses what is not a decimal', () => {
    for (const text of ['', '1,000', '1.', '.5', 'NaN', '$1']) expect(() => d(text)).toThrow(RangeError)
  })

  it('adds what floats cannot', () => {
    expect(d('0.1').plus(d('0.2')).toString()).toBe('0.3')
    expect(d('90071992547409930.01').plus(d('0.02')).toString()).toBe('90071992547409930.03')
  })

  it('multiplies a quantity by a price per million exactly', () => {
    expect(d('48210').times(d('0.5')).shifted(-6).toString()).toBe('0.024105')
  })

  it('rounds halves away from zero', () => {
    expect(d('0.005').rounded(2).digits()).toBe('0.01')
    expect(d('-0.005').rounded(2).digits()).toBe('-0.01')
    expect(d('0.00499999').rounded(2).digits()).toBe('0.00')
  })

  it('keeps significant digits and never a whole digit less', () => {
    expect(d('0.000423').significant(2).toString()).toBe('0.00042')
    expect(d('1234.5').significant(2).toString()).toBe('1235')
  })

  it('divides to the places asked for', () => {
    expect(d('1').dividedBy(d('3'), 5).toString()).toBe('0.33333')
    expect(d('0.00001').dividedBy(d('1000'), 12).toString()).toBe('0.00000001')
  })

  it('refuses to hide a digit when it is to be fixed', () => {
    expect(d('0.1093125').fixed(7)).toBe('0.1093125')
    expect(d('0.5').fixed(4)).toBe('0.5000')
    expect(() => d('0.1093125').fixed(6)).toThrow(RangeError)
  })

  it('adds in any order to the same sum', () => {
    const random = seeded(7)
    for (let round = 0; round < 200; round++) {
      const values = Array.from({ length: 20 }, () =>
        d(`${Math.floor(random() * 1e6)}.${String(Math.floor(random() * 1e9)).padStart(9, '0')}`),
      )
      const forwards = Decimal.sum(values)
      const backwards = Decimal.sum([...values].reverse())
      expect(forwards.compare(backwards)).toBe(0)
      expect(values.reduce((rest, value) => rest.minus(value), forwards).sign()).toBe(0)
    }
  })
})

describe('roundColumn', () => {
  it('gives the cent that is missing to the one that lost most', () => {
    expect(roundColumn([d('0.333'), d('0.336'), d('0.331')], 2).map((v) => v.digits())).toEqual([
      '0.33',
      '0.34',
      '0.33',
    ])
  })

  it('always adds up to the rounded total, and moves no row by a whole cent', () => {
    const random = seeded(11)
    for (let round = 0; round < 500; round++) {
      const values = Array.from({ length: 1 + Math.floor(random() * 12) }, () => {
        const value = d(
          `${Math.floor(random() * 1000)}.${String(Math.floor(random() * 1e7)).padStart(7, '0')}`,
        )
        return random() < 0.15 ? value.negated() : value
      })
      const printed = roundColumn(values, 2)
      expect(Decimal.sum(printed).digits()).toBe(Decimal.sum(values).rounded(2).digits())
      printed.forEach((value, i) => {
        expect(value.minus(values[i]!).abs().compare(d('0.01'))).toBeLessThan(1)
      })
    }
  })

  it('keeps an empty column empty', () => {
    expect(roundColumn([], 2)).toEqual([])
  })
})
