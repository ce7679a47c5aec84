import { Decimal, roundColumn } from './decimal'

/** How figures are written. Money and tokens are formatted here and nowhere else. */

/** U+2212, the true minus. */
export const MINUS = '−'
/** U+202F, between a figure and its unit. */
export const NARROW = '\u202f'
export const DASH = '—'

const SYMBOLS: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' }

/** Money in the parts that are set differently: the size is read first, the cents are quieter. */
export interface MoneyParts {
  sign: string
  symbol: string
  whole: string
  /** With its point; empty where there are no decimals. */
  fraction: string
}

function parts(value: Decimal, digits: string, currency: string): MoneyParts {
  const [whole = '0', fraction] = digits.replace('-', '').split('.')
  return {
    sign: value.sign() < 0 ? MINUS : '',
    symbol: SYMBOLS[currency] ?? currency + NARROW,
    whole: grouped(whole),
    fraction: fraction === undefined ? '' : `.${fraction}`,
  }
}

export function joined({ sign, symbol, whole, fraction }: MoneyParts): string {
  return sign + symbol + whole + fraction
}

/**
 * Cards, totals, statements, table cells: to the cent, never compact. What is something never reads
 * $0.00: under half a cent it keeps two significant digits.
 */
export function cents(value: Decimal, currency = 'USD'): MoneyParts {
  const rounded = value.rounded(2)
  return rounded.sign() === 0 && value.sign() !== 0
    ? trace(value, currency)
    : parts(rounded, rounded.digits(), currency)
}

/** A printed column adds up to its printed total, to the cent. */
export function centsColumn(values: Decimal[], currency = 'USD'): MoneyParts[] {
  return roundColumn(values, 2).map((printed, i) => {
    const value = values[i]!
    return printed.sign() === 0 && value.sign() !== 0 ? trace(value, currency) : cents(printed, currency)
  })
}

function trace(value: Decimal, currency: string): MoneyParts {
  return parts(value, value.significant(2).digits(), currency)
}

/** Lists of single requests: six decimals so that the points line up; two digits where that is nothing. */
export function six(value: Decimal, currency = 'USD'): MoneyParts {
  const rounded = value.rounded(6)
  const shown = rounded.sign() === 0 && value.sign() !== 0 ? value.significant(2) : rounded
  return parts(value, shown.digits(), currency)
}

/** Receipts: every digit; `places` deepens it to the depth of its column. At least two decimals. */
export function exact(value: Decimal, currency = 'USD', places = 2): MoneyParts {
  return parts(value, value.fixed(Math.max(places, value.places(), 2)), currency)
}

/** Averages: two to four significant digits under a dollar, else to the cent. */
export function average(value: Decimal, currency = 'USD'): MoneyParts {
  if (value.abs().compare(Decimal.of(1)) >= 0 || value.sign() === 0) return cents(value, currency)
  const fine = value.abs().compare(Decimal.of('0.01')) < 0 ? value.significant(2) : value.rounded(4)
  return parts(fine, fine.digits(), currency)
}

/** Axis ticks: compact, one unit on an axis; ticks are round numbers, so nothing is lost. */
export function axisMoney(value: Decimal, currency = 'USD'): string {
  return joined(parts(value, compact(value), currency)) + suffix(value)
}

export function axisCount(value: Decimal): string {
  return compact(value) + suffix(value)
}

const STEPS: [Decimal, number, string][] = [
  [Decimal.of(1_000_000_000), 9, 'B'],
  [Decimal.of(1_000_000), 6, 'M'],
  [Decimal.of(1_000), 3, 'K'],
]

function suffix(value: Decimal): string {
  return STEPS.find(([least]) => value.abs().compare(least) >= 0)?.[2] ?? ''
}

function compact(value: Decimal): string {
  const step = STEPS.find(([least]) => value.abs().compare(least) >= 0)
  return (step ? value.shifted(-step[1]) : value).toString()
}

/** Tokens, compact: `52.88 B`, `10.8 M`, `26.4 K`, `9,120`. */
export function tokens(count: Decimal): string {
  const scaled = (power: number, places: number, unit: string) =>
    grouped(count.shifted(-power).rounded(places).digits()) + NARROW + unit
  if (count.compare(Decimal.of(1_000_000_000)) >= 0) return scaled(9, 2, 'B')
  if (count.compare(Decimal.of(1_000_000)) >= 0) return scaled(6, 1, 'M')
  if (count.compare(Decimal.of(10_000)) >= 0) return scaled(3, 1, 'K')
  return quantity(count)
}

/** An exact quantity with thousands separators. */
export function quantity(value: Decimal | number): string {
  return grouped((value instanceof Decimal ? value : Decimal.of(value)).toString())
}

/** Thousands apart, before the point. */
function grouped(digits: string): string {
  const [whole = '0', fraction] = digits.split('.')
  const apart = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? apart : `${apart}.${fraction}`
}

/** Per cent of a whole, given as a share (1 is all). What falls short of all never reads 100. */
export function percent(share: number, places = 1): string {
  if (Math.abs(share) >= 10)
    return (share < 0 ? MINUS : '') + quantity(Math.round(Math.abs(share) * 100)) + NARROW + '%'
  let text = (Math.abs(share) * 100).toFixed(places)
  if (share < 1 && Number(text) >= 100 && share > 0) text = (100 - 10 ** -places).toFixed(places)
  return (share < 0 && Number(text) !== 0 ? MINUS : '') + text + NARROW + '%'
}

/** `1,184 ms` */
export function milliseconds(ms: number): string {
  return quantity(Math.round(ms)) + NARROW + 'ms'
}

/** `1.2 s`, `40 s`, `3 min` */
export function seconds(ms: number): string {
  if (ms < 9_950) return (ms / 1000).toFixed(1) + NARROW + 's'
  if (ms < 90_000) return Math.round(ms / 1000) + NARROW + 's'
  if (ms < 5_400_000) return Math.round(ms / 60_000) + NARROW + 'min'
  return Math.round(ms / 3_600_000) + NARROW + 'h'
}
