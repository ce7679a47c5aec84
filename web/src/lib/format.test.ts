import { describe, expect, it } from 'vitest'
import { Decimal } from './decimal'
import {
  average,
  axisCount,
  axisMoney,
  cents,
  centsColumn,
  exact,
  joined,
  MINUS,
  NARROW,
  percent,
  quantity,
  seconds,
  six,
  tokens,
} from './format'

const d = (text: string) => Decimal.of(text)

describe('money', () => {
  it('on cards and in tables is to the cent, never compact', () => {
    expect(joined(cents(d('49843.169'), 'USD'))).toBe('$49,843.17')
    expect(joined(cents(d('1234567.5'), 'EUR'))).toBe('€1,234,567.50')
    expect(joined(cents(d('-1833.3'), 'USD'))).toBe(`${MINUS}$1,833.30`)
  })

  it('that is something never reads $0.00', () => {
    expect(joined(cents(d('0.00342')))).toBe('$0.0034')
    expect(joined(cents(d('0')))).toBe('$0.00')
  })

  it('in a column adds up, and a row of under a cent keeps its digits', () => {
    const column = [d('1.336'), d('1.336'), d('0.0021'), d('0')]
    expect(centsColumn(column).map(joined)).toEqual(['$1.34', '$1.33', '$0.0021', '$0.00'])
  })

  it('says another currency by its code', () => {
    expect(joined(cents(d('5'), 'SEK'))).toBe(`SEK${NARROW}5.00`)
  })

  it('in lists has six decimals, so that points line up', () => {
    expect(joined(six(d('0.1093125')))).toBe('$0.109313')
    expect(joined(six(d('0.00004')))).toBe('$0.000040')
  })

  it('in lists shows two digits of what six decimals would call nothing', () => {
    expect(joined(six(d('0.0000001234')))).toBe('$0.00000012')
    expect(joined(six(d('0')))).toBe('$0.000000')
  })

  it('on receipts has every digit, to the depth of its column', () => {
    expect(joined(exact(d('0.1093125')))).toBe('$0.1093125')
    expect(joined(exact(d('0.012012'), 'USD', 7))).toBe('$0.0120120')
    expect(joined(exact(d('5')))).toBe('$5.00')
  })

  it('as an average under a cent keeps two digits and never reads $0.00', () => {
    expect(joined(average(d('0.00414')))).toBe('$0.0041')
    expect(joined(average(d('0.0000123')))).toBe('$0.000012')
    expect(joined(average(d('0.03234')))).toBe('$0.0323')
    expect(joined(average(d('10.614')))).toBe('$10.61')
  })

  it('on an axis is compact', () => {
    expect(axisMoney(d('2000'))).toBe('$2K')
    expect(axisMoney(d('0'))).toBe('$0')
    expect(axisMoney(d('0.0005'))).toBe('$0.0005')
    expect(axisCount(d('2500000'))).toBe('2.5M')
  })
})

describe('counts', () => {
  it('tokens are compact with a narrow space, and exact under ten thousand', () => {
    expect(tokens(d('52880123456'))).toBe(`52.88${NARROW}B`)
    expect(tokens(d('10800000'))).toBe(`10.8${NARROW}M`)
    expect(tokens(d('26400'))).toBe(`26.4${NARROW}K`)
    expect(tokens(d('9120'))).toBe('9,120')
  })

  it('quantities keep their decimals and group only what stands before the point', () => {
    expect(quantity(d('1234567.891234'))).toBe('1,234,567.891234')
    expect(quantity(4697668)).toBe('4,697,668')
  })

  it('what falls short of all never reads 100 %, and a minus is a minus', () => {
    expect(percent(0.99999, 2)).toBe(`99.99${NARROW}%`)
    expect(percent(1, 2)).toBe(`100.00${NARROW}%`)
    expect(percent(-0.0285)).toBe(`${MINUS}2.9${NARROW}%`)
    expect(percent(21.156)).toBe(`2,116${NARROW}%`)
    expect(percent(-0.00001)).toBe(`0.0${NARROW}%`)
  })

  it('lags are seconds, then minutes', () => {
    expect(seconds(1_240)).toBe(`1.2${NARROW}s`)
    expect(seconds(40_000)).toBe(`40${NARROW}s`)
    expect(seconds(180_000)).toBe(`3${NARROW}min`)
  })
})
