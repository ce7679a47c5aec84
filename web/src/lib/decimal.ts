/**
 * An exact decimal: `units` × 10^-`scale`. Money, prices and quantities are added, multiplied and
 * rounded here and nowhere else; a binary floating point number comes out only for drawing.
 */
export class Decimal {
  static readonly ZERO = new Decimal(0n, 0)

  private constructor(
    private readonly units: bigint,
    private readonly scale: number,
  ) {}

  /** Reads the contract's `Decimal` (`-?digits[.digits]`), or a JSON number. */
  static of(value: string | number | bigint): Decimal {
    if (typeof value === 'bigint') return new Decimal(value, 0)
    const text = String(value)
    const match = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text)
    if (!match) throw new RangeError(`not a decimal: ${text}`)
    const [, whole, fraction = '', exponent = '0'] = match
    return new Decimal(BigInt(whole + fraction), fraction.length).shifted(Number(exponent))
  }

  static sum(values: Iterable<Decimal>): Decimal {
    let total = Decimal.ZERO
    for (const value of values) total = total.plus(value)
    return total
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale)
    return new Decimal(this.unitsAt(scale) + other.unitsAt(scale), scale)
  }

  minus(other: Decimal): Decimal {
    return this.plus(other.negated())
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.units * other.units, this.scale + other.scale)
  }

  /** Moves the point: `shifted(6)` is a million times as much. */
  shifted(places: number): Decimal {
    const scale = this.scale - places
    return scale >= 0 ? new Decimal(this.units, scale) : new Decimal(this.units * power(-scale), 0)
  }

  /** The quotient, cut to `places` decimals (towards zero). Dividing by zero throws. */
  dividedBy(other: Decimal, places: number): Decimal {
    const up = places + other.scale - this.scale
    const numerator = up >= 0 ? this.units * power(up) : this.units
    const denominator = up >= 0 ? other.units : other.units * power(-up)
    return new Decimal(numerator / denominator, places)
  }

  negated(): Decimal {
    return new Decimal(-this.units, this.scale)
  }

  abs(): Decimal {
    return this.units < 0n ? this.negated() : this
  }

  /** -1, 0 or 1. */
  sign(): number {
    return this.units < 0n ? -1 : this.units > 0n ? 1 : 0
  }

  compare(other: Decimal): number {
    return this.minus(other).sign()
  }

  /** Exactly `places` decimals, halves away from zero. */
  rounded(places: number): Decimal {
    if (places >= this.scale) return new Decimal(this.unitsAt(places), places)
    const divisor = power(this.scale - places)
    const half = this.units < 0n ? -divisor / 2n : divisor / 2n
    return new Decimal((this.units + half) / divisor, places)
  }

  /** Exactly `places` decimals, the rest cut off (towards zero). */
  truncated(places: number): Decimal {
    if (places >= this.scale) return new Decimal(this.unitsAt(places), places)
    return new Decimal(this.units / power(this.scale - places), places)
  }

  /** Rounded to `digits` significant digits; whole digits are never lost. */
  significant(digits: number): Decimal {
    if (this.units === 0n) return this
    const length = this.abs().units.toString().length
    return this.rounded(Math.max(0, this.scale - length + digits))
  }

  /** Decimals that carry a digit other than a trailing zero. */
  places(): number {
    const text = this.toString()
    const point = text.indexOf('.')
    return point < 0 ? 0 : text.length - point - 1
  }

  /** Exactly `places` decimals; throws where that would lose a digit. */
  fixed(places: number): string {
    if (places < this.places()) throw new RangeError(`${this} has more than ${places} decimals`)
    return this.rounded(places).digits()
  }

  /** The digits as they stand: `scale` decimals, trailing zeros included. */
  digits(): string {
    const sign = this.units < 0n ? '-' : ''
    const padded = this.abs()
      .units.toString()
      .padStart(this.scale + 1, '0')
    const whole = padded.slice(0, padded.length - this.scale)
    return this.scale === 0 ? sign + whole : `${sign}${whole}.${padded.slice(-this.scale)}`
  }

  /** Every digit there is and no trailing zero: the contract's own form. */
  toString(): string {
    const text = this.digits()
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text
  }

  /** This share of `whole`, for lengths on a screen and for per cent; 0 where `whole` is 0. */
  share(whole: Decimal): number {
    if (whole.units === 0n) return 0
    return Number(this.dividedBy(whole, 9).units) / 1e9
  }

  private unitsAt(scale: number): bigint {
    return this.units * power(scale - this.scale)
  }
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}

/**
 * Rounds a column so that it adds up to its rounded total: all are cut, and what is then missing
 * goes, one last place each, to those that lost most (largest remainder).
 */
export function roundColumn(values: Decimal[], places: number): Decimal[] {
  const cut = values.map((value) => value.truncated(places))
  const lost = values.map((value, i) => value.minus(cut[i]!))
  const missing = Decimal.sum(values).rounded(places).minus(Decimal.sum(cut))
  const step = Decimal.of(missing.sign()).shifted(-places)
  const order = values.map((_, i) => i).sort((a, b) => lost[b]!.compare(lost[a]!) * missing.sign() || a - b)
  const steps = Number(missing.abs().shifted(places).toString())
  for (const i of order.slice(0, steps)) cut[i] = cut[i]!.plus(step)
  return cut
}
