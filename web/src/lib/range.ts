import {
  clock,
  dayName,
  fieldsAt,
  fullDate,
  instantOf,
  monthName,
  plus,
  shortDate,
  startOf,
  type Unit,
} from './zone'

/** What is looked at: a period, its buckets, and the period it is held against. */

export const PRESETS = [
  ['hour', 'Last hour'],
  ['24h', '24 hours'],
  ['today', 'Today'],
  ['yesterday', 'Yesterday'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['mtd', 'Month to date'],
  ['last-month', 'Last month'],
  ['qtd', 'Quarter to date'],
  ['90d', '90 days'],
  ['12m', '12 months'],
] as const

export type Preset = (typeof PRESETS)[number][0]
export type Compare = 'previous' | 'year' | 'off'

export interface Period {
  /** Included. */
  from: number
  /** Excluded. */
  to: number
}

export interface Range extends Period {
  /** What has passed of it: `now`, or `to` where it is over. */
  until: number
  bucket: Unit
  zone: string
  /** Starts of the buckets that have begun. */
  starts: number[]
  /** The same elapsed length of the period it is compared with; null where there is none. */
  against: Period | null
}

const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000
/** Minutes are kept three days, quarter-hours 13 months. */
const QUARTER = 15 * MINUTE
const MINUTES_KEPT = 3 * DAY

function preset(name: Preset, now: number, zone: string): Period {
  const today = startOf('day', now, zone)
  const tomorrow = plus(1, 'day', today, zone)
  const month = startOf('month', now, zone)
  switch (name) {
    case 'hour':
      return { from: startOf('minute', now, zone) - 59 * MINUTE, to: startOf('minute', now, zone) + MINUTE }
    case '24h':
      return { from: startOf('hour', now, zone) - 23 * HOUR, to: startOf('hour', now, zone) + HOUR }
    case 'today':
      return { from: today, to: tomorrow }
    case 'yesterday':
      return { from: plus(-1, 'day', today, zone), to: today }
    case '7d':
      return { from: plus(-6, 'day', today, zone), to: tomorrow }
    case '30d':
      return { from: plus(-29, 'day', today, zone), to: tomorrow }
    case '90d':
      return { from: plus(-89, 'day', today, zone), to: tomorrow }
    case 'mtd':
      return { from: month, to: tomorrow }
    case 'last-month':
      return { from: plus(-1, 'month', month, zone), to: month }
    case 'qtd':
      return { from: plus(-((fieldsAt(now, zone).month - 1) % 3), 'month', month, zone), to: tomorrow }
    case '12m':
      return { from: plus(-11, 'month', month, zone), to: tomorrow }
  }
}

/** At most 2 h by minute, 2 days by hour, 120 days by day, then by week and month. */
export function bucketFor({ from, to }: Period): Unit {
  const length = to - from
  if (length <= 2 * HOUR) return 'minute'
  if (length <= 2 * DAY + HOUR) return 'hour'
  if (length <= 120 * DAY) return 'day'
  return length <= 400 * DAY ? 'week' : 'month'
}

export function bucketStarts({ from, to }: Period, bucket: Unit, zone: string): number[] {
  const starts: number[] = []
  const first = startOf(bucket, from, zone)
  for (let i = 0, at = first; at < to; at = plus(++i, bucket, first, zone)) starts.push(at)
  return starts
}

const CALENDAR: Partial<Record<Preset, [count: number, unit: Unit]>> = {
  mtd: [1, 'month'],
  'last-month': [1, 'month'],
  qtd: [3, 'month'],
  '12m': [12, 'month'],
}

function comparison(
  name: Preset | 'custom',
  period: Period,
  until: number,
  compare: Compare,
  zone: string,
): Period | null {
  if (compare === 'off') return null
  const back = name === 'custom' ? undefined : CALENDAR[name]
  const days = Math.round((period.to - period.from) / DAY)
  const from =
    compare === 'year'
      ? plus(-12, 'month', period.from, zone)
      : back
        ? plus(-back[0], back[1], period.from, zone)
        : days >= 1 && period.from === startOf('day', period.from, zone)
          ? plus(-days, 'day', period.from, zone)
          : period.from - (period.to - period.from)
  const old = from < until - MINUTES_KEPT
  if (old && bucketFor(period) === 'minute') return null
  const grain = old ? QUARTER : MINUTE
  const whole = until >= period.to
  const elapsed = whole ? until - period.from : Math.floor((until - period.from) / grain) * grain
  // A whole month is held against the whole month before, however many days either has.
  const end = whole && back && compare === 'previous' ? period.from : from + elapsed
  const to = compare === 'previous' ? Math.min(end, period.from) : end
  return to > from ? { from, to } : null
}

export interface RangeChoice {
  range: Preset | 'custom'
  from?: string | undefined
  to?: string | undefined
  compare: Compare
}

/** Resolves what stands in the address to instants. A custom range that cannot be read is month to date. */
export function resolveRange(choice: RangeChoice, now: number, zone: string): Range {
  const custom = choice.range === 'custom' ? customPeriod(choice.from, choice.to, zone) : null
  const name = custom ? 'custom' : choice.range === 'custom' ? 'mtd' : choice.range
  const period = custom ?? preset(name as Preset, now, zone)
  const bucket = bucketFor(period)
  const until = Math.max(period.from, Math.min(now, period.to))
  return {
    ...period,
    until,
    bucket,
    zone,
    starts: bucketStarts({ from: period.from, to: Math.min(until + 1, period.to) }, bucket, zone),
    against: comparison(name, period, until, choice.compare, zone),
  }
}

/** Days `2026-11-01`, both included, as people say it. */
function customPeriod(from: string | undefined, to: string | undefined, zone: string): Period | null {
  const start = dayStart(from, zone)
  const last = dayStart(to, zone)
  if (start === null || last === null || last < start) return null
  return { from: start, to: plus(1, 'day', last, zone) }
}

function dayStart(day: string | undefined, zone: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '')
  return match ? instantOf(zone, Number(match[1]), Number(match[2]), Number(match[3])) : null
}

export function dayText(instant: number, zone: string): string {
  const f = fieldsAt(instant, zone)
  return `${f.year}-${String(f.month).padStart(2, '0')}-${String(f.day).padStart(2, '0')}`
}

/** `1–23 Nov`, `28 Oct – 3 Nov`, `14:00–15:00` */
export function periodLabel({ from, to }: Period, zone: string): string {
  if (to - from < DAY - HOUR) return `${clock(from, zone)}–${clock(to, zone)}`
  const a = fieldsAt(from, zone)
  const b = fieldsAt(to - 1, zone)
  if (a.year === b.year && a.month === b.month)
    return a.day === b.day ? `${a.day} ${monthName(a.month)}` : `${a.day}–${b.day} ${monthName(a.month)}`
  return a.year === b.year
    ? `${shortDate(from, zone)} – ${shortDate(to - 1, zone)}`
    : `${fullDate(from, zone)} – ${fullDate(to - 1, zone)}`
}

/** The comparison's label says where it was cut: `1–23 Oct, to 14:00`. */
export function againstLabel({ from, to }: Period, zone: string): string {
  const label = periodLabel({ from, to }, zone)
  return to - from >= DAY - HOUR && startOf('day', to, zone) !== to
    ? `${label}, to ${clock(to, zone)}`
    : label
}

/** A bucket in words: `Wed 18 Nov`, `14:00`, `Week of 16 Nov`, `Nov 2026`. */
export function bucketLabel(start: number, bucket: Unit, zone: string): string {
  const f = fieldsAt(start, zone)
  switch (bucket) {
    case 'minute':
      return clock(start, zone)
    case 'hour':
      return `${dayName(f)} ${f.day} ${monthName(f.month)}, ${clock(start, zone)}`
    case 'day':
      return `${dayName(f)} ${f.day} ${monthName(f.month)}`
    case 'week':
      return `Week of ${f.day} ${monthName(f.month)}`
    case 'month':
      return `${monthName(f.month)} ${f.year}`
  }
}

/** A bucket under the axis; the first of a day, month or year says so. */
export function tickLabel(start: number, before: number | undefined, bucket: Unit, zone: string): string {
  const f = fieldsAt(start, zone)
  const b = before === undefined ? undefined : fieldsAt(before, zone)
  switch (bucket) {
    case 'minute':
      return clock(start, zone)
    case 'hour':
      return b && b.day === f.day ? clock(start, zone) : `${f.day} ${monthName(f.month)}`
    case 'day':
    case 'week':
      return b && b.month === f.month ? String(f.day) : `${f.day} ${monthName(f.month)}`
    case 'month':
      return b && b.year === f.year ? monthName(f.month) : `${monthName(f.month)} ${f.year}`
  }
}
