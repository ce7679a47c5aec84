import type { Usage } from '@/api/client'
import { Decimal } from '@/lib/decimal'
import { bucketStarts, type Range } from '@/lib/range'
import type { Group, Scope } from '@/lib/scope'
import { Tally } from '@/lib/sums'

/** How many entities a chart tells apart; the rest is summed as Other. */
const TOP = 9

export type Metric = Scope['metric']

/** One model (or team, project …), over the whole period and per bucket. */
export interface Series {
  /** As the API filters by it; empty where the events do not tell it, null for Other. */
  key: string | null
  tally: Tally
  buckets: Tally[]
  before: Tally | null
}

export interface Board {
  currency: string
  asOf: number
  /** Largest spend first, at most nine. */
  top: Series[]
  /** Everything else that has a price, in one; null where there is nothing else. */
  other: Series | null
  /** How many are in Other. */
  otherCount: number
  /** Entities of which nothing has a price; their tokens are known, their cost is in no sum. */
  unpriced: Series[]
  /** What a chart stacks, so that tokens and requests add up too: the top, then Other with the unpriced. */
  stack: Series[]
  total: Series
}

export function buildBoard(now: Usage, before: Usage | undefined, range: Range, group: Group): Board {
  const index = new Map(range.starts.map((start, i) => [start, i]))
  const series = collect(now, group, range.starts.length, (bucket) => index.get(bucket))
  const total = blank(null, range.starts.length)
  for (const one of series.values()) absorb(total, one)

  if (before && range.against) {
    const starts = bucketStarts(range.against, range.bucket, range.zone)
    const places = new Map(starts.map((start, i) => [start, i]))
    const earlier = collect(before, group, starts.length, (bucket) => places.get(bucket))
    for (const one of series.values()) one.before = earlier.get(one.key ?? '')?.tally ?? new Tally()
    total.before = new Tally()
    for (const one of earlier.values()) total.before.merge(one.tally)
  }

  const ranked = [...series.values()].sort(
    (a, b) =>
      b.tally.cost.compare(a.tally.cost) ||
      b.tally.tokens.compare(a.tally.tokens) ||
      b.tally.requests - a.tally.requests,
  )
  const unpriced = ranked.filter(isUnpriced)
  const priced = ranked.filter((one) => !isUnpriced(one))
  const rest = priced.slice(TOP)
  const sumOf = (parts: Series[]): Series | null => {
    if (parts.length === 0) return null
    const sum = blank(null, range.starts.length)
    if (total.before) sum.before = new Tally()
    for (const one of parts) absorb(sum, one)
    return sum
  }
  const top = priced.slice(0, TOP)
  const remainder = sumOf([...rest, ...unpriced])
  return {
    currency: now.currency,
    asOf: Date.parse(now.as_of),
    top,
    other: sumOf(rest),
    otherCount: rest.length,
    unpriced,
    stack: remainder ? [...top, remainder] : top,
    total,
  }
}

/** What the chart's dotted caps show: the comparison period, bucket by bucket. */
export function capsOf(before: Usage | undefined, range: Range, metric: Metric): (Decimal | null)[] {
  if (!before || !range.against) return range.starts.map(() => null)
  const starts = bucketStarts(range.against, range.bucket, range.zone)
  const places = new Map(starts.map((start, i) => [start, i]))
  const tallies = starts.map(() => new Tally())
  for (const row of before.rows) {
    const i = row.bucket === undefined ? undefined : places.get(Date.parse(row.bucket))
    if (i !== undefined) tallies[i]!.add(row)
  }
  return range.starts.map((_, i) => {
    const tally = tallies[i]
    return tally && tally.requests > 0 ? measure(tally, metric) : null
  })
}

export function measure(tally: Tally, metric: Metric): Decimal {
  if (metric === 'cost') return tally.cost
  return metric === 'tokens' ? tally.tokens : Decimal.of(tally.requests)
}

function isUnpriced({ tally }: Series): boolean {
  return tally.unpriced > 0 && tally.cost.sign() === 0
}

function collect(
  usage: Usage,
  group: Group,
  buckets: number,
  place: (bucket: number) => number | undefined,
): Map<string, Series> {
  const series = new Map<string, Series>()
  for (const row of usage.rows) {
    const key = row.group[group] ?? ''
    let one = series.get(key)
    if (!one) series.set(key, (one = blank(key, buckets)))
    one.tally.add(row)
    const i = row.bucket === undefined ? undefined : place(Date.parse(row.bucket))
    if (i !== undefined) one.buckets[i]!.add(row)
  }
  return series
}

function blank(key: string | null, buckets: number): Series {
  return {
    key,
    tally: new Tally(),
    buckets: Array.from({ length: buckets }, () => new Tally()),
    before: null,
  }
}

function absorb(sum: Series, part: Series): void {
  sum.tally.merge(part.tally)
  part.buckets.forEach((tally, i) => sum.buckets[i]!.merge(tally))
  if (sum.before && part.before) sum.before.merge(part.before)
}
