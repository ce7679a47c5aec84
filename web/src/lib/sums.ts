import type { Sums } from '@/api/client'
import { Decimal } from './decimal'
import { INPUT_METERS, meterKind, OUTPUT_METERS, TOKEN_METERS } from './names'

/** Sums of the API, added up exactly, with the count of what their cost does not contain. */
export class Tally {
  cost = Decimal.ZERO
  requests = 0
  unpriced = 0
  estimated = 0
  unknown = 0
  interrupted = 0
  failed = 0
  notBilled = 0
  readonly usage = new Map<string, Decimal>()
  readonly amounts = new Map<string, Decimal>()
  /** Per currency other than the main one; never in `cost`. */
  readonly otherCurrencies = new Map<string, Decimal>()

  static of(...sums: Sums[]): Tally {
    const tally = new Tally()
    for (const one of sums) tally.add(one)
    return tally
  }

  add(sums: Sums): void {
    this.cost = this.cost.plus(Decimal.of(sums.cost))
    this.requests += sums.requests
    this.unpriced += sums.unpriced
    this.estimated += sums.estimated
    this.unknown += sums.unknown
    this.interrupted += sums.interrupted
    this.failed += sums.failed
    this.notBilled += sums.not_billed
    for (const [meter, quantity] of Object.entries(sums.usage)) addTo(this.usage, meter, Decimal.of(quantity))
    for (const [meter, amount] of Object.entries(sums.amounts))
      addTo(this.amounts, meterKind(meter), Decimal.of(amount))
    for (const [currency, amount] of Object.entries(sums.costs ?? {}))
      addTo(this.otherCurrencies, currency, Decimal.of(amount))
  }

  merge(other: Tally): void {
    this.cost = this.cost.plus(other.cost)
    this.requests += other.requests
    this.unpriced += other.unpriced
    this.estimated += other.estimated
    this.unknown += other.unknown
    this.interrupted += other.interrupted
    this.failed += other.failed
    this.notBilled += other.notBilled
    for (const [meter, quantity] of other.usage) addTo(this.usage, meter, quantity)
    for (const [meter, amount] of other.amounts) addTo(this.amounts, meter, amount)
    for (const [currency, amount] of other.otherCurrencies) addTo(this.otherCurrencies, currency, amount)
  }

  get tokens(): Decimal {
    return this.quantity(TOKEN_METERS)
  }

  get tokensIn(): Decimal {
    return this.quantity(INPUT_METERS)
  }

  get tokensOut(): Decimal {
    return this.quantity(OUTPUT_METERS)
  }

  quantity(meters: readonly string[]): Decimal {
    return Decimal.sum(meters.map((meter) => this.usage.get(meter) ?? Decimal.ZERO))
  }

  /** Requests whose cost is not known, and so not in `cost`. */
  get outside(): number {
    return this.unpriced + this.unknown + this.interrupted
  }

  /** Requests that `cost` speaks of. */
  get known(): number {
    return this.requests - this.outside
  }
}

function addTo(map: Map<string, Decimal>, key: string, value: Decimal): void {
  map.set(key, (map.get(key) ?? Decimal.ZERO).plus(value))
}
